"""Does a value keep to its limits, and is it better or worse than before?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.items import ItemVerdict, SinceLast
from bot.domain.service import Range

_WORST_FIRST: tuple[ItemVerdict, ...] = ("fail", "unknown", "warn", "ok")
_NOISE = 0.01
"""A change of less than this share of the value is called the same, and so is one of less than a tenth of the way that
was left to the limit: far from it, a value may wander."""


def verdict_of(value: float, normal: Range | None, alarm: Range | None) -> ItemVerdict:
    """Judge a value: with both limits it warns when one is broken and fails when both are; with one it fails.

    `normal` is broken by a value outside of it, `alarm` by a value inside. Without limits there is nothing to break.
    """
    broken = [not normal.holds(value)] if normal else []
    broken += [alarm.holds(value)] if alarm else []
    if not any(broken):
        return "ok"
    return "fail" if all(broken) else "warn"


def worst(verdicts: Iterable[ItemVerdict]) -> ItemVerdict:
    """Return the worst of some verdicts; unknown is worse than warn and better than fail. Of none: unknown."""
    found = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in found), "unknown")


def rank(verdict: ItemVerdict) -> int:
    """Return where a verdict stands among all, the worst being 0."""
    return _WORST_FIRST.index(verdict)


def since(value: float | None, previous: float | None, normal: Range | None, alarm: Range | None) -> SinceLast | None:
    """Compare with the window before: first by verdict, then by the distance to the limits, forgiving noise.

    None when there is no value now, or nothing that says which way is worse; `new` when there was none before.
    """
    if value is None or (normal is None and alarm is None):
        return None
    if previous is None:
        return "new"
    ranks = rank(verdict_of(value, normal, alarm)), rank(verdict_of(previous, normal, alarm))
    if ranks[0] != ranks[1]:
        return "worse" if ranks[0] < ranks[1] else "better"
    before = _excess(previous, normal, alarm)
    moved = _excess(value, normal, alarm) - before
    if abs(moved) <= max(_NOISE * max(abs(value), abs(previous)), 0.1 * abs(before)):
        return "same"
    return "worse" if moved > 0 else "better"


def _excess(value: float, normal: Range | None, alarm: Range | None) -> float:
    """Return how far a value is on the bad side of its limits; negative on the good side of a one-sided limit."""
    depths = []
    if normal is not None:
        low, high = _bounds(normal)
        sides = [low - value] if low is not None else []
        sides += [value - high] if high is not None else []
        if sides:
            depths.append(max(*sides, 0.0) if len(sides) > 1 else sides[0])
    if alarm is not None:
        low, high = _bounds(alarm)
        sides = [value - low] if low is not None else []
        sides += [high - value] if high is not None else []
        if sides:
            depths.append(min(sides))
    return max(depths, default=0.0)


def _bounds(limits: Range) -> tuple[float | None, float | None]:
    low = limits.more_than if limits.more_than is not None else limits.at_least
    high = limits.less_than if limits.less_than is not None else limits.at_most
    return low, high
