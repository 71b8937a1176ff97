"""How does an incident stand?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.domain.incidents.corrective import Corrective, Correctives
from bot.domain.incidents.severities import Severity, gravest

KIND = "incident"

Status = Literal["open", "mitigated", "resolved", "closed"]
Milestone = Literal["started", "detected", "acknowledged", "mitigated", "resolved"]
MILESTONES: tuple[Milestone, ...] = ("started", "detected", "acknowledged", "mitigated", "resolved")

COMMANDER, ON_CALL, LEAD = "incident_commander", "on_call", "postmortem_lead"
ROLES = (COMMANDER, ON_CALL, LEAD, "control_board", "scribe", "comms_lead")
"""The article's four, and two that some teams have (ours)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where an incident is handled: a channel of its own, or a thread; `root_ts` None for a whole channel."""

    channel: str
    root_ts: str | None = None
    name: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """How grave it was held to be for a while, and who said so; `until` None: it is so now."""

    severity: Severity
    since: datetime
    until: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """What the commander said of it: how things are, what is done, what is needed."""

    at: datetime
    by: str
    conditions: str
    actions: str
    needs: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody asked for quiet about one clock until then, and why."""

    until: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it stands. `milestones` are as corrected last; `said` names the reminders that were given.

    `last_at` is when people were last heard, `unled_since` since when nobody leads.
    """

    title: str
    service: str
    declared_at: datetime
    declared_by: str
    is_drill: bool
    effects: tuple[str, ...]
    wants_channel: bool
    is_private: bool
    spells: tuple[Spell, ...]
    milestones: Mapping[Milestone, datetime]
    roles: Mapping[str, str]
    status: Status = "open"
    room: Room | None = None
    alarm: str | None = None
    updates: tuple[Update, ...] = ()
    impact: str = ""
    correctives: Correctives = field(default_factory=dict, hash=False)
    links: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    snoozes: Mapping[str, Snooze] = field(default_factory=dict, hash=False)
    closing: Mapping[str, Any] = field(default_factory=dict, hash=False)
    closed_at: datetime | None = None
    published_at: datetime | None = None
    archived_at: datetime | None = None
    last_at: datetime | None = None
    unled_since: datetime | None = None

    @property
    def severity(self) -> Severity:
        """How grave it is held to be now."""
        return self.spells[-1].severity

    @property
    def highest(self) -> Severity:
        """The gravest it was ever held to be, mistakes that were taken back excepted: it governs closing and report."""
        return gravest([one.severity for one in self.spells])

    @property
    def commander(self) -> str | None:
        """Who leads; None: nobody does."""
        return self.roles.get(COMMANDER)

    @property
    def detected_at(self) -> datetime:
        """From when all clocks count."""
        return self.milestones["detected"]

    @property
    def open_correctives(self) -> tuple[Corrective, ...]:
        """The corrective actions that are still to be done."""
        return tuple(one for one in self.correctives.values() if one.status == "open")
