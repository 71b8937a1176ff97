"""What is wrong with the configuration, where, and how is it said?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue.sentences import SENTENCES

Path = tuple[str | int, ...]
"""Where a value stands in a file: keys and positions, from the outside in."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with one value; `line` None means: the line where the value stands."""

    path: Path
    key: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the configuration: the file, the line (0: the file as a whole), the field and what is wrong with it.

    `key` names the sentence in `SENTENCES`, `facts` fill it.
    """

    file: str
    line: int
    field: str
    key: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Say what is wrong; `translate` takes the English msgid and returns the reader's."""
        return translate(SENTENCES[self.key]) % self.facts

    @property
    def place(self) -> str:
        """Return file, line and field as compilers do: `config/bot.yaml:3: rights.operate`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.field}" if self.field else where

    def __str__(self) -> str:
        """Return the whole line in English."""
        return f"{self.place}: {self.sentence()}"


class BadConfigurationError(Exception):
    """The configuration can't be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def field_name(path: Path) -> str:
    """Write a path as people do: `figures[0].alarm`."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.removeprefix(".")


def placed(file: str, complaints: Sequence[Complaint], lines: Mapping[Path, int]) -> list[Fault]:
    """Turn complaints about one file into faults with lines, in the order of the file; each field is told of once.

    What was complained of first wins: a value that could not be read is not also reported as missing.
    """
    faults: dict[tuple[Path, int | None], Fault] = {}
    for complaint in complaints:
        line = complaint.line if complaint.line is not None else _line(complaint.path, lines)
        fault = Fault(file, line, field_name(complaint.path), complaint.key, complaint.facts)
        faults.setdefault((complaint.path, complaint.line), fault)
    return sorted(faults.values(), key=lambda fault: fault.line)


def _line(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of a value, or of the nearest thing around it that stands in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
