"""How is a message read, so that its form doesn't hide what it says, and where in it does each character stand?

A secret may be written in full-width letters, behind `&amp;`, inside Slack's link markup or with invisible characters
in between. The reading is plain; what is found in it is cut out of the text as it was.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MOST_REMEMBERED = 20_000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = {'"': "“”„‟「」『』＂", "'": "‘’‚‛＇"}
_INVISIBLE = "\x7f\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_GONE = "\x7f"
_UNREADABLE = "\ufffd"


class _Letters(dict[int, str]):
    """What each character reads as: NFKC, with one dash, one quote, one arrow, and a mark for what can't be seen."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        read = _UNREADABLE if unicodedata.category(letter) == "Cs" else unicodedata.normalize("NFKC", letter)
        if len(self) < _MOST_REMEMBERED:
            self[code] = read
        return read


_LETTERS = _Letters(
    {ord(dash): "-" for dash in _DASHES}
    | {ord(quote): plain for plain, quotes in _QUOTES.items() for quote in quotes}
    | {ord(arrow): ":" for arrow in "→⇒➡"}
    | {ord(letter): _GONE for letter in _INVISIBLE}
)

# Slack's own markup: https://docs.slack.dev/messaging/formatting-message-text - links, and three entities; the others
# are those of HTML and XML, where somebody pasted a page.
_MARKS = re.compile(
    r"<(?P<target>(?P<scheme>mailto:|tel:|[a-z][a-z0-9+.-]{0,20}://)[^<>|\n]+)(?:\|(?P<label>[^<>\n]*))?>"
    rf"|&(?P<entity>amp|lt|gt|quot|apos|#3[49]|#x2[27]);|(?P<gone>[{_INVISIBLE}]+)"
)
_ENTITIES = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "#34": '"',
    "#39": "'",
    "#x22": '"',
    "#x27": "'",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose label says nothing new: when something in it is taken out, so is its frame.

    All are offsets in the text: the markup from `start` to `end`, and from `shown_start` to `shown_end` what is read of
    it. A `whole` one leaves as one piece: the label beside an address of mail is often a person's name.
    """

    start: int
    end: int
    shown_start: int
    shown_end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is read; `starts` and `ends` tell where in the text each character stands.

    None: in its own place.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None
    links: tuple[Link, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text something stands that is in the reading from `start` to before `end`."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def read(text: str) -> Reading:
    """Read a text; nothing raises, and lone surrogates read as U+FFFD."""
    plain = text if text.isascii() else text.translate(_LETTERS)
    if len(plain) == len(text) and "<" not in plain and "&" not in plain and _GONE not in plain:
        return Reading(plain)
    writer = _Writer(text)
    writer.write(0, len(text))
    return Reading("".join(writer.parts), writer.starts, writer.ends, tuple(writer.links))


class _Writer:
    """Writes a reading piece by piece, and beside it where each character came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.links: list[Link] = []

    def write(self, start: int, end: int) -> None:
        at = start
        for mark in _MARKS.finditer(self.text, start, end):
            self._copy(at, mark.start())
            at = mark.end()
            if mark["entity"]:
                self._one(_ENTITIES[mark["entity"]], mark.start(), mark.end())
            elif mark["target"]:
                self._link(mark)
        self._copy(at, end)

    def _link(self, mark: re.Match[str]) -> None:
        target, label, scheme = mark["target"], mark["label"], mark["scheme"]
        start, end = mark.span("target")
        if scheme in {"mailto:", "tel:"}:
            self.links.append(Link(*mark.span(), start, end, whole=True))
            self._one(" ", mark.start(), start)
            self.write(start, end)
            self._one(" ", end, mark.end())
        elif label and (target == label or target.removeprefix(scheme).rstrip("/") == label.rstrip("/")):
            self.links.append(Link(*mark.span(), *mark.span("label"), whole=False))
            self.write(*mark.span("label"))
        else:
            self._one(" ", mark.start(), start)
            self.write(start, end)
            if label:
                self._one(" ", end, end + 1)
                self.write(*mark.span("label"))
            self._one(" ", mark.end() - 1, mark.end())

    def _copy(self, start: int, end: int) -> None:
        if start == end:
            return
        piece = self.text[start:end]
        read = piece if piece.isascii() else piece.translate(_LETTERS)
        if len(read) == end - start:
            self.parts.append(read)
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))
            return
        for place, letter in enumerate(piece, start):
            for one in _LETTERS[ord(letter)]:
                self._one(one, place, place + 1)

    def _one(self, letter: str, start: int, end: int) -> None:
        self.parts.append(letter)
        self.starts.append(start)
        self.ends.append(end)
