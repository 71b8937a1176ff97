"""Which deadlines run, and what is to be said of them now? Read from the record and the clock, and from nothing else.

A deadline has a schedule: some moments before it, the deadline itself, some after, and then no more. Each moment has a
name that holds the deadline, so that what was said is never said again, and a deadline that moved is told anew. After
time away only the newest moment of a clock is said; those before it count as said with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.incidents.incident import Incident
from bot.domain.incidents.severities import RULES, Severity, SeverityRule

ClockName = Literal["mitigate", "publish", "update", "lead", "stale", "close", "archive"]

MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)
SCHEDULES: Mapping[ClockName, tuple[timedelta, ...]] = {
    "mitigate": (-10 * MINUTES, 0 * MINUTES, 15 * MINUTES, 30 * MINUTES, 60 * MINUTES),
    "publish": (-24 * HOURS, -4 * HOURS, 0 * HOURS, 24 * HOURS, 48 * HOURS),
    "update": (0 * MINUTES, 15 * MINUTES, 30 * MINUTES),
    "lead": tuple(2 * n * MINUTES for n in range(1, 6)),
    "stale": (0 * HOURS, 24 * HOURS),
    "close": (0 * HOURS, 24 * HOURS, 48 * HOURS),
    "archive": (0 * HOURS,),
}
"""When each clock speaks, from its deadline. Ours, but for the deadlines themselves; each ends: nagging has a cap."""

STALE_AFTER = timedelta(hours=24)
CLOSE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What the company decided: the rules of each severity, and how long after its closing a room is archived."""

    severities: Mapping[Severity, SeverityRule]
    archive_after: timedelta | None = timedelta(days=7)


DEFAULTS = ClockRules(RULES)


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline that runs, and its schedule's moments."""

    name: ClockName
    deadline: datetime

    def moments(self) -> tuple[tuple[str, datetime], ...]:
        """Return the schedule: a name and a moment each."""
        of = f"{self.name}@{self.deadline.isoformat()}"
        return tuple((f"{of}:{n}", self.deadline + offset) for n, offset in enumerate(SCHEDULES[self.name]))


@dataclass(frozen=True, slots=True)
class Due:
    """Something to say: of which clock, which of its moments, and all the names that count as said with it.

    `is_over`: the deadline has come; `is_at`: this is the deadline's own moment, at which it is escalated.
    """

    clock: ClockName
    deadline: datetime
    number: int
    names: tuple[str, ...]
    is_over: bool
    is_at: bool


def clocks(incident: Incident, rules: ClockRules = DEFAULTS) -> tuple[Clock, ...]:
    """Return the deadlines that run for an incident."""
    rule, detected = rules.severities[incident.highest], incident.detected_at
    running: list[Clock] = []
    if incident.archived_at is not None:
        return ()
    if "mitigated" not in incident.milestones and incident.status in {"open", "mitigated"}:
        running.append(Clock("mitigate", detected + rule.mitigate_within))
    if incident.published_at is None and not incident.is_drill:
        running.append(Clock("publish", detected + rule.publish_within))
    if incident.status in {"open", "mitigated"}:
        running += _while_it_lasts(incident, rules.severities[incident.severity])
    if incident.status == "resolved":
        running.append(Clock("close", incident.milestones["resolved"] + CLOSE_AFTER))
    if incident.status == "closed" and incident.closed_at is not None and rules.archive_after is not None:
        running.append(Clock("archive", incident.closed_at + rules.archive_after))
    return tuple(running)


def due(incident: Incident, rules: ClockRules, now: datetime) -> tuple[Due, ...]:
    """Return what is to be said now, one thing for each clock at most, in the order of the deadlines."""
    found = []
    for clock in sorted(clocks(incident, rules), key=lambda one: one.deadline):
        snooze = incident.snoozes.get(clock.name)
        if snooze is not None and now < snooze.until:
            continue
        come = [(n, name) for n, (name, at) in enumerate(clock.moments()) if at <= now]
        new = [(n, name) for n, name in come if name not in incident.said]
        if new:
            number = new[-1][0]
            names = tuple(name for _, name in come)
            offset = SCHEDULES[clock.name][number]
            is_over, is_at = offset >= timedelta(), _passes_deadline(clock, [n for n, _ in new])
            found.append(Due(clock.name, clock.deadline, number, names, is_over, is_at))
    return tuple(found)


def due_at(incident: Incident, rules: ClockRules) -> datetime | None:
    """Return the next moment at which something is due; a snooze moves what falls into it to its end."""
    moments = []
    for clock in clocks(incident, rules):
        snooze = incident.snoozes.get(clock.name)
        for name, at in clock.moments():
            if name not in incident.said:
                moments.append(max(at, snooze.until) if snooze is not None else at)
    return min(moments, default=None)


def _while_it_lasts(incident: Incident, rule: SeverityRule) -> list[Clock]:
    said_last = incident.updates[-1].at if incident.updates else incident.declared_at
    running = [Clock("stale", (incident.last_at or incident.declared_at) + STALE_AFTER)]
    if rule.update_every is not None:
        running.append(Clock("update", said_last + rule.update_every))
    if incident.commander is None:
        running.append(Clock("lead", incident.unled_since or incident.declared_at))
    return running


def _passes_deadline(clock: Clock, numbers: list[int]) -> bool:
    return any(not SCHEDULES[clock.name][n] for n in numbers)
