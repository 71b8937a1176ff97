"""Did it help? The figure and the alarm named in the plan, looked at for a while after the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.actions.course import Course, Sample, Verdict

IN_A_ROW = 2
"""So many looks must agree before it is called recovered or worse; one may be luck."""

WORSE_BY = 1.2
"""By this factor a figure must have moved away from where it was before to be called worse. Ours."""

NOTICE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Baseline:
    """How the figure stood when the plan was made, and whether more of it is worse; None: not known.

    `has_alarm`: an alarm is watched as well, and while it can't be read nothing is well. `was_well`: the figure was
    within its limits, so that there is nothing to recover from.
    """

    value: float | None
    is_more_worse: bool | None
    has_alarm: bool = False
    was_well: bool = False


def verdict_of(samples: Sequence[Sample], baseline: Baseline, *, until: datetime, now: datetime) -> Verdict | None:
    """Judge what was seen; None: look on. An alarm that still fires is never recovery, and no data is no verdict."""
    last = samples[-IN_A_ROW:]
    if len(last) == IN_A_ROW and all(_is_well(one, baseline) for one in last) and not baseline.was_well:
        return "recovered"
    if len(last) == IN_A_ROW and all(_is_worse(one, baseline) for one in last):
        return "worse"
    if now < until:
        return None
    if not samples or all(one.value is None and one.alarm in {None, "INSUFFICIENT_DATA"} for one in samples):
        return "unknown"
    if _is_well(samples[-1], baseline):
        return "well" if baseline.was_well else "recovered"
    return "worse" if _is_worse(samples[-1], baseline) else "unchanged"


def next_look(course: Course) -> datetime | None:
    """Return when it is to be looked at next; None: no more."""
    until = course.watched_until
    if until is None or course.done is None or course.verdict is not None or course.undone is not None:
        return None
    every = timedelta(seconds=float(course.plan["watch"]["every_seconds"]))
    return min(course.done.at + every * (len(course.samples) + 1), until)


def next_reminder(course: Course) -> datetime | None:
    """Return when to say anew that a protection is gone; None: it is back, or never went."""
    seconds = course.plan["remind_seconds"]
    if seconds is None or course.done is None or course.undone is not None:
        return None
    return course.done.at + timedelta(seconds=float(seconds)) * (course.reminded + 1)


def next_turn(course: Course) -> datetime | None:
    """Return when what was done for a while only is to be said to end, and then to end; None: never."""
    if course.done is None or course.until is None or course.undone is not None:
        return None
    return course.until if course.is_told_of_end else course.until - notice_for(course)


def notice_for(course: Course) -> timedelta:
    """Return how long before its end it is said: ten minutes, or a third of a shorter time."""
    return min(NOTICE, timedelta(seconds=float(course.plan["lasting_seconds"]) / 3))


def _is_well(one: Sample, baseline: Baseline) -> bool:
    """Say whether all that is known is well, and something is known."""
    if baseline.has_alarm and one.alarm is None:
        return False
    told = [one.is_normal, None if one.alarm is None else one.alarm == "OK"]
    return any(told) and False not in told


def _is_worse(one: Sample, baseline: Baseline) -> bool:
    if one.value is None or baseline.value is None or baseline.is_more_worse is None or one.is_normal:
        return False
    if baseline.is_more_worse:
        return one.value > baseline.value * WORSE_BY
    return one.value < baseline.value / WORSE_BY
