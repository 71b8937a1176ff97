"""Where can a label stand so that it hides nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 0.5, 0.17
"""About what a label takes, as shares of its axes; a longer one is rare and only overlaps a little."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place beside a limit's line: at its left or right end, above or under it, in shares of the axes."""

    is_right: bool
    is_under: bool
    bottom: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return 1 - WIDTH if self.is_right else 0.0

    @property
    def leaves(self) -> bool:
        """Say whether it would stick out of the axes."""
        return self.bottom < -0.02 or self.bottom + HEIGHT > 1.1  # noqa: PLR2004 - a hair below, a little above

    def covers(self, across: float, up: float) -> bool:
        """Say whether a point lies in it."""
        return self.left <= across <= self.left + WIDTH and self.bottom <= up <= self.bottom + HEIGHT

    def meets(self, other: Box) -> bool:
        """Say whether two places overlap."""
        return self.is_right == other.is_right and abs(self.bottom - other.bottom) < HEIGHT


def freest(line: float, points: Iterable[tuple[float, float]], taken: Iterable[Box]) -> Box:
    """Return the place beside a line that hides the fewest points; another label counts for more than all of them."""
    known, others = list(points), list(taken)
    places = [
        Box(is_right, is_under, line - HEIGHT if is_under else line)
        for is_right in (False, True)
        for is_under in (False, True)
    ]

    def cost(place: Box) -> int:
        hidden = sum(place.covers(across, up) for across, up in known)
        return hidden + (len(known) + 1) * (place.leaves + any(place.meets(other) for other in others))

    return min(places, key=cost)


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Return places from 0 to 1 that are `gap` apart, each as near as can be to its wanted one; these ascend.

    Neighbours that want too much of the same place stand around the middle of what they want.
    """
    crowds: list[tuple[float, int]] = []
    for at, place in enumerate(wanted):
        total, count = place - at * gap, 1
        while crowds and crowds[-1][0] / crowds[-1][1] >= total / count:
            before, many = crowds.pop()
            total, count = total + before, count + many
        crowds.append((total, count))
    last = max(1 - (len(wanted) - 1) * gap, 0.0)
    middles = [min(max(total / count, 0.0), last) for total, count in crowds for _ in range(count)]
    return [middle + at * gap for at, middle in enumerate(middles)]
