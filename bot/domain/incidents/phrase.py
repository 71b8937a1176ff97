"""What is a saying that means something to us, and how may a message go on after it?"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.incidents.own_words import EMOJI, MENTION, OTHER

Kind = Literal["severity", "mitigated", "resolved", "reopen", "take_command", "none"]

LEVEL = r"(?P<level>[0-3])(?![0-9A-Za-z_])"


def any_of(*ways: str) -> str:
    """Return the pattern that takes any of these, the first that fits; an empty last one makes it optional."""
    return f"(?:{'|'.join(ways)})"


_NOT_A_REASON_SINCE = any_of(
    "yesterday", "last", "this", "noon", "midnight", "mon", "tue", "wed", "thu", "fri", "sat", "sun"
)
_NO_REASON_AS = any_of(
    "soon", "long", "if", r"an?\b", "usual", "far", "per", "of", "well", "in", "on", "though", "before", "last"
)
_BECAUSE = any_of(
    *("because(?: of)?", "bc", "b/c", "cuz", "due to", "given(?: that)?"),
    rf"since(?! ?\d| {_NOT_A_REASON_SINCE})",
    rf"as(?! {_NO_REASON_AS})",
)
_END = any_of(
    r" ?\Z",
    rf" ?(?P<because>\b{_BECAUSE}\b)",
    r"\.(?=[ \n]|\Z)",
    r"。|\n|[,、;:](?!\d)| --? | ?[–—]| ?\(",
    rf"(?= ?[{MENTION}{OTHER}])",
    rf"(?<=[!{EMOJI}]) ?(?=\S)",
    r" (?=cc\b|fyi\b|[\u30a0-\u30ff\u4e00-\u9fff])",
)
"""A saying ends with the message, or with what leads to a reason or to something else; any other word denies it."""


_MARKS: Mapping[Kind, re.Pattern[str]] = {
    "severity": re.compile("[0-3]"),
    "mitigated": re.compile("mitigat|緩和|暫定|応急|仮|止血", re.IGNORECASE),
    "resolved": re.compile("resol|復旧|解決|収束|終息|解消", re.IGNORECASE),
    "reopen": re.compile("open|再開|オープン", re.IGNORECASE),
    "take_command": re.compile("command|ic|lead|コマンダ|指揮", re.IGNORECASE),
}
"""What words must hold to say a thing at all: most messages hold none of it, and cost nothing."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say one thing; with `needs_reason`, it means that only where a reason says what it is about."""

    kind: Kind
    form: str
    needs_reason: bool = False

    def match(self, words: str, start: int) -> re.Match[str] | None:
        """Find the saying where it must begin; it is compiled when it is first needed, which takes milliseconds."""
        return _compiled(self.form).match(words, start) if _MARKS[self.kind].search(words, start) else None


def phrases(kind: Kind, forms: Iterable[str], *, means: str = "", needs_reason: bool = False) -> tuple[Phrase, ...]:
    """Return the ways to say one thing; each must be followed by the end of what is said, or by the `means` to it.

    The forms have no repetition within a repetition, so that no text takes longer than its length allows.
    """
    end = any_of(_END, rf" (?={means})") if means else _END
    return tuple(Phrase(kind, rf"{any_of(form)}(?: ?[!〜~{EMOJI}]){{0,20}}{end}", needs_reason) for form in forms)


@functools.cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)
