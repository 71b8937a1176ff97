"""Which words of a text can it be found again by, in English and in Japanese, and how much does sharing them say?

ASCII words are lower-cased, whole and in their parts; whatever else is written becomes pairs of neighbouring letters,
since Japanese has no spaces and many of its words have two letters. Every store weighs terms by this one rule.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

MOST = 400
"""So many terms of a text are kept, the first ones."""

SHORTEST, LONGEST = 2, 64
"""Longer "words" are keys or encoded data, by which nobody finds anything, and no index takes them at any length."""

RAREST = 32
"""So many of the terms that were asked for are compared, the rarest: the others hardly change the order."""

FEW = 8
"""Among fewer streams than this, a term on more than half of them may still say something."""

_RUN = re.compile(r"[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)*|[^\x00-\x7f\W]+")
_PART = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def terms_of(*texts: str) -> frozenset[str]:
    """Return the terms of some texts: `LowSuccess` gives low, success and lowsuccess; 期限切れ 期限, 限切 and 切れ.

    Full-width and half-width forms count as one (NFKC); numbers alone are left out.
    """
    found: dict[str, None] = {}
    for text in texts:
        for term in _terms(unicodedata.normalize("NFKC", text)):
            found[term] = None
            if len(found) == MOST:
                return frozenset(found)
    return frozenset(found)


def _terms(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        run = match.group()
        if run.isascii():
            yield from (word.lower() for word in _words(run) if _is_word(word))
        else:
            yield from (run[place : place + 2].casefold() for place in range(len(run) - 1))


def _words(run: str) -> Iterator[str]:
    yield run
    for part in _PART.findall(run):
        yield part
        yield from _HUMP.findall(part)


def _is_word(run: str) -> bool:
    return SHORTEST <= len(run) <= LONGEST and any(letter.isalpha() for letter in run)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What it takes to be like these terms: the weight of each term that counts, and how many must be shared.

    Weights are whole numbers, so that sums are the same in every engine and in whatever order they are added.
    """

    weights: Mapping[str, int]
    shared: int

    def score(self, terms: Collection[str]) -> int:
        """Return how alike something with these terms is; 0 when it shares too little."""
        found = self.weights.keys() & terms
        return sum(self.weights[term] for term in found) if len(found) >= self.shared else 0


def likeness(asked: Collection[str], spread: Mapping[str, int], streams: int) -> Likeness:
    """Weigh terms by how few of the streams have them (inverse document frequency), in millionths.

    `spread` tells on how many of the `streams` each term is, where it is on any. What is on more than half of them
    tells nothing apart. One shared term is enough only where hardly more were asked for.
    """
    common = streams / 2 if streams >= FEW else streams
    rarest = sorted((count, term) for term, count in spread.items() if count <= common)[:RAREST]
    weights = {term: round(math.log1p(streams / count) * 1_000_000) for count, term in rarest}
    return Likeness(weights, 1 if len(set(asked)) < 3 else 2)  # noqa: PLR2004 - of three words, one may be shared by chance
