"""What was found in a text, and which of two findings in one place counts?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that must not leave us, from `start` to before `end` of the reading.

    `value` is what makes it the same as another of its kind, however both are written (a telephone number as E.164).
    """

    start: int
    end: int
    kind: str
    value: str


def settled(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits in order, without overlap.

    What overlaps becomes one, named after the longest; of equals, after the first.
    """
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda one: one.start):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
            continue
        last = chosen[-1]
        if hit.end <= last.end:
            continue
        longest = hit if hit.end - hit.start > last.end - last.start else last
        chosen[-1] = Hit(last.start, hit.end, longest.kind, f"{last.value}\0{hit.value}")
    return chosen
