"""How good is a redaction, in figures?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.redaction.filling import Case, Kind, plain

Redact = Callable[[str], str]
FEWEST = (
    6  # characters in a row that give something away: the last four digits of a card may stay, half a token may not
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: the pieces that can still be read, and the words that were lost with them."""

    case: Case
    text: str
    leaked: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was taken out or written otherwise."""
        return self.text != self.case.text

    @property
    def failed(self) -> bool:
        """Whether somebody should look at it."""
        return self.changed if self.case.kind == "none" else bool(self.leaked or self.lost)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set says about a redaction; shares are from 0 to 1."""

    outcomes: Sequence[Outcome]
    microseconds: float  # the mean of a message, where each message is a document of its own

    def of(self, kind: Kind) -> list[Outcome]:
        """Return the outcomes of one kind."""
        return [one for one in self.outcomes if one.case.kind == kind]

    def recall(self, kind: Kind) -> float:
        """Return the share of messages of a kind in which nothing can be read any more that must be gone."""
        return _share([not one.leaked for one in self.of(kind)])

    @property
    def false_positives(self) -> float:
        """The share of innocent messages that did not stay as they were."""
        return _share([one.changed for one in self.of("none")])

    @property
    def damaged(self) -> float:
        """The share of messages with something to hide that lost words around it which had to stay."""
        return _share([bool(one.lost) for one in self.outcomes if one.case.kind != "none" and one.case.kept])

    def failures(self, remainder: int | None = None) -> list[Outcome]:
        """Return what failed; with a remainder, of the even (0) or odd (1) numbers only."""
        return [one for one in self.outcomes if one.failed and remainder in {None, one.case.number % 2}]


def judge(case: Case, text: str) -> Outcome:
    """Say what became of a case, given its text after redaction."""
    leaked = tuple(piece for piece in case.hidden if readable(piece, text))
    return Outcome(case, text, leaked, tuple(words for words in case.kept if plain(words) not in plain(text)))


def readable(piece: str, text: str) -> bool:
    """Whether a third of a piece (six characters at least, or all of a shorter one) can still be read in a row."""
    return any(_run(*pair) for pair in ((piece, text), (plain(piece), plain(text))))


def measure(redact: Redact, cases: Sequence[Case], clock: Callable[[], float] = time.perf_counter) -> Figures:
    """Redact every case twice, the second time by the clock (in seconds): rules are made once and not for each message."""
    outcomes = [judge(case, redact(case.text)) for case in cases]
    began = clock()
    for case in cases:
        redact(case.text)
    return Figures(outcomes, (clock() - began) * 1e6 / len(cases))


def _run(piece: str, text: str) -> bool:
    length = min(len(piece), max(FEWEST, len(piece) // 3))
    return any(piece[start : start + length] in text for start in range(len(piece) - length + 1))


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0
