"""How is a transcript read? Each line is a step or what must be seen after it.

ben #ops > /liveness status        Ben types this in #ops
ben #ops says @liveness-bot …      Ben posts this
ben #ops clicks Refresh            Ben clicks the button with this label on the newest message that has it
ben fills in title: … | due: …     Ben submits the form before him with this in its fields
ben closes the form                Ben gives it up
weather liveness low_success       the weather changes
        everybody sees A … B       a message in that channel comes to hold A, and B after it
        ben sees A … B             likewise, visible to Ben only
        everybody in #x sees A     likewise in another channel
        ben's form says A … B      the form before Ben comes to hold A, and B after it; then what it says is wrong
        the thread in #x says A    a reply to the newest root message in #x comes to hold it (all replies together)
        everybody sees an image    that message comes to hold an image
        there is 1 message of the bot

`#inc-…` is the newest channel whose name has anything for the `…`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

STEP = re.compile(r"(?P<who>\w+) #(?P<channel>[\w…-]+) (?P<how>>|says|clicks) (?P<what>.+)")
FILLED = re.compile(r"(?P<who>\w+) fills in (?P<what>\w+: .+)")
CLOSED = re.compile(r"(?P<who>\w+) closes the form")
FORM = re.compile(r"(?P<who>\w+)'s form says (?P<what>.+)")
WEATHER = re.compile(r"weather (?P<where>\w+) (?P<kind>\w+)")
SEEN = re.compile(r"(?P<who>\w+)(?: in #(?P<channel>[\w…-]+))? sees (?P<what>.+)")
THREAD = re.compile(r"the thread in #(?P<channel>[\w…-]+) says (?P<what>.+)")
COUNT = re.compile(r"there is (?P<count>\d+) message of the bot")


@dataclass(frozen=True)
class Line:
    """One line of a transcript: its pattern's name, and what stood where."""

    kind: str
    number: int
    words: dict[str, str | None]

    def __getitem__(self, name: str) -> str:
        value = self.words.get(name)
        assert value is not None, f"line {self.number} names no {name}"
        return value


@dataclass(frozen=True)
class Transcript:
    """A story told line by line; `promise` is what it shows."""

    name: str
    promise: str
    lines: tuple[Line, ...]


def read(path: Path) -> Transcript:
    """Read a transcript; a line that is no line of a transcript is refused with its number."""
    promise, *rest = path.read_text().splitlines()
    lines = []
    for number, text in enumerate(rest, 2):
        if not text.strip():
            continue
        for kind, pattern in (
            ("step", STEP),
            ("weather", WEATHER),
            ("filled", FILLED),
            ("closed", CLOSED),
            ("form", FORM),
            ("thread", THREAD),
            ("count", COUNT),
            ("seen", SEEN),
        ):
            if found := pattern.fullmatch(text.strip()):
                lines.append(Line(kind, number, found.groupdict()))
                break
        else:
            raise ValueError(f"{path.name}:{number}: this is no line of a transcript: {text!r}")
    return Transcript(path.stem, promise, tuple(lines))


def holds(text: str, wanted: str) -> bool:
    """Say whether a text holds the wanted fragments one after another."""
    place = 0
    for fragment in wanted.split(" … "):
        found = text.find(fragment.strip(), place)
        if found < 0:
            return False
        place = found + len(fragment.strip())
    return True
