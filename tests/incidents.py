"""An incident as tests know it: its record, minute by minute, and its clocks on a course of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.incidents.clocks import DEFAULTS, ClockName, due
from bot.domain.incidents.folding import fold
from bot.domain.incidents.incident import COMMANDER, Incident
from bot.domain.stream import Entry, Recorded

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEN, AIKO = "U01BEN", "U01AIKO"

Told = tuple[str, dict[str, Any]]

DECLARED: dict[str, Any] = {
    "title": "sign-ins fail",
    "service": "liveness",
    "severity": "S2",
    "effects": ["some_users"],
    "is_drill": False,
    "room": "channel",
    "is_private": False,
    "detected_at": (NOON - timedelta(minutes=5)).isoformat(),
}


def recorded(*told: Told, **declared: Any) -> Sequence[Recorded]:
    """Return a declaration and what came after it, a minute each; the declaration's number is 1."""
    every = [("declared", {**DECLARED, **declared}), *told]
    return [
        Recorded("incident-000001", n, Entry(kind, f"{kind}:{n}", at(n - 1), BEN, facts), at(n - 1), "")
        for n, (kind, facts) in enumerate(every, 1)
    ]


def after(*told: Told, **declared: Any) -> Incident:
    return fold(recorded(*told, **declared))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def graver(severity: str) -> Told:
    return ("severity", {"severity": severity})


def undone(seq: int) -> Told:
    return ("undone", {"seq": seq})


def given_to(user: str | None, role: str = COMMANDER) -> Told:
    return ("role", {"role": role, "to": user})


MITIGATED: Told = ("mitigated", {})
RESOLVED: Told = ("resolved", {})
REOPENED: Told = ("reopened", {"reason": "it is back"})
CLOSED: Told = ("closed", {"checklist": {}})
Step = tuple[str, Any]
"""What happens to a course, and with which value."""


class Course:
    """An incident's record, a clock that may go astray, and all that was said."""

    def __init__(self, severity: str = "S1", *, is_drill: bool = False) -> None:
        self.now = NOON
        self.entries: list[Recorded] = []
        self.said: list[tuple[ClockName, datetime, int]] = []
        self.since_people: list[ClockName] = []
        facts = {**DECLARED, "severity": severity, "is_drill": is_drill, "detected_at": NOON.isoformat()}
        self.record("declared", **facts)

    @property
    def incident(self) -> Incident:
        return fold(self.entries)

    def record(self, kind: str, *, by: str = BEN, **facts: Any) -> None:
        seq = len(self.entries) + 1
        self.entries.append(
            Recorded("incident-000001", seq, Entry(kind, f"{kind}:{seq}", self.now, by, facts), NOON, "")
        )
        if by == BEN:
            self.since_people = []

    def tick(self) -> list[ClockName]:
        """Say what is due, as the flow does, and return of which clocks."""
        found = due(self.incident, DEFAULTS, self.now)
        if found:
            self.record("reminded", by="clock", names=sorted({name for one in found for name in one.names}))
        self.said += [(one.clock, one.deadline, one.number) for one in found]
        self.since_people += [one.clock for one in found]
        return [one.clock for one in found]

    def tick_for(self, minutes: int, *, every: int = 1) -> list[ClockName]:
        """Let time pass with a tick every so many minutes."""
        return [name for _ in range(0, minutes, every) for name in self._pass(every)]

    def _pass(self, minutes: float) -> list[ClockName]:
        self.now += timedelta(minutes=minutes)
        return self.tick()

    def detected(self, minutes: float) -> None:
        self.record("milestone", name="detected", at=(NOON + timedelta(minutes=minutes)).isoformat())

    def do(self, step: Step) -> None:
        """Let one thing happen."""
        what, value = step
        if what == "passes":
            self._pass(value)
        elif what == "away":
            self.now += timedelta(minutes=value)  # nobody ticks
        elif what == "back":
            self.now -= timedelta(minutes=value)
        elif what == "severity":
            self.record("severity", severity=value)
        elif what == "detected":
            self.detected(value)
        elif what == "lead":
            self.record("role", role="incident_commander", to=value)
        elif what == "snoozed":
            clock, minutes = value
            until = (self.now + timedelta(minutes=minutes)).isoformat()
            self.record("snoozed", clock=clock, until=until, reason="r")
        elif what == "undone":
            undoable = [one.seq for one in self.entries[1:] if one.entry.kind not in {"reminded", "undone"}]
            if undoable:
                self.record("undone", seq=undoable[value % len(undoable)])
        else:
            self.record(what, **value)
