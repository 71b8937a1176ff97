"""What does each entry mean for an incident? A fold over them, from its declaration to its end.

Every entry may be taken back by a later one (`undone`, with its number): the fold reads on as if it had never been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.incidents.corrective import corrected
from bot.domain.incidents.incident import COMMANDER, Incident, Milestone, Room, Snooze, Spell, Update
from bot.domain.stream import Entry, Recorded


def fold(entries: Sequence[Recorded]) -> Incident:
    """Read an incident from its entries, the first of which declares it."""
    undone = {int(str(row.entry.facts["seq"])) for row in entries if row.entry.kind == "undone"}
    incident = declared(entries[0].entry)
    for row in entries[1:]:
        take = PARTS.get(row.entry.kind)
        if take is not None and row.seq not in undone:
            incident = replace(take(incident, row.entry), last_at=_heard(incident, row.entry))
    return incident


def _heard(incident: Incident, entry: Entry) -> datetime:
    """Return when people were last heard: our reminders are no word of theirs, and a late note is no earlier one."""
    before = incident.last_at or incident.declared_at
    return before if entry.by in {"bot", "clock"} else max(before, entry.at)


def declared(entry: Entry) -> Incident:
    """Return the incident as it was declared: whoever declares it leads until somebody else does."""
    told: Mapping[str, Any] = entry.facts
    detected = datetime.fromisoformat(str(told["detected_at"]))
    milestones: dict[Milestone, datetime] = {"detected": detected}
    if told.get("started_at"):
        milestones["started"] = datetime.fromisoformat(str(told["started_at"]))
    if told.get("acknowledged_at"):
        milestones["acknowledged"] = datetime.fromisoformat(str(told["acknowledged_at"]))
    return Incident(
        title=str(told["title"]),
        service=str(told["service"]),
        declared_at=entry.at,
        declared_by=entry.by,
        is_drill=bool(told["is_drill"]),
        effects=tuple(told["effects"]),
        wants_channel=told["room"] == "channel",
        is_private=bool(told["is_private"]),
        spells=(Spell(told["severity"], entry.at, by=entry.by),),
        milestones=milestones,
        roles={COMMANDER: entry.by},
        alarm=told.get("alarm"),
        last_at=entry.at,
    )


def _severity(incident: Incident, entry: Entry) -> Incident:
    severity: Any = entry.facts["severity"]
    *before, last = incident.spells
    now = Spell(severity, entry.at, by=entry.by)
    return replace(incident, spells=(*before, replace(last, until=entry.at), now))


def _role(incident: Incident, entry: Entry) -> Incident:
    role, to = str(entry.facts["role"]), entry.facts["to"]
    roles = {name: who for name, who in incident.roles.items() if name != role}
    unled = incident.unled_since if role != COMMANDER else entry.at if to is None else None
    return replace(incident, roles=roles if to is None else {**roles, role: str(to)}, unled_since=unled)


def _mitigated(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, status="mitigated", milestones={**incident.milestones, "mitigated": entry.at})


def _resolved(incident: Incident, entry: Entry) -> Incident:
    """Note the end; what is resolved is mitigated as well."""
    milestones = {"mitigated": entry.at, **incident.milestones, "resolved": entry.at}
    return replace(incident, status="resolved", milestones=milestones)


def _reopened(incident: Incident, _: Entry) -> Incident:
    kept = {name: at for name, at in incident.milestones.items() if name not in {"mitigated", "resolved"}}
    return replace(incident, status="open", milestones=kept, closed_at=None, closing={})


def _closed(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, status="closed", closed_at=entry.at, closing=dict(entry.facts))


def _milestone(incident: Incident, entry: Entry) -> Incident:
    name: Any = entry.facts["name"]
    at = entry.facts["at"]
    kept = {one: moment for one, moment in incident.milestones.items() if one != name}
    if at is not None:
        kept[name] = datetime.fromisoformat(str(at))
    return replace(incident, milestones=kept)


def _updated(incident: Incident, entry: Entry) -> Incident:
    told = {name: str(entry.facts[name]) for name in ("conditions", "actions", "needs")}
    return replace(incident, updates=(*incident.updates, Update(entry.at, entry.by, **told)))


def _room(incident: Incident, entry: Entry) -> Incident:
    told: Mapping[str, Any] = entry.facts
    room = Room(str(told["channel"]), told.get("root_ts"), str(told.get("name", "")), bool(told.get("is_private")))
    return replace(incident, room=room)


def _said(incident: Incident, entry: Entry) -> Incident:
    names: Any = entry.facts["names"]
    return replace(incident, said=incident.said | frozenset(names))


def _snoozed(incident: Incident, entry: Entry) -> Incident:
    until = datetime.fromisoformat(str(entry.facts["until"]))
    snooze = Snooze(until, entry.by, str(entry.facts["reason"]))
    return replace(incident, snoozes={**incident.snoozes, str(entry.facts["clock"]): snooze})


def _corrected(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, correctives=corrected(incident.correctives, entry))


PARTS: Mapping[str, Callable[[Incident, Entry], Incident]] = {
    "room_opened": _room,
    "severity": _severity,
    "role": _role,
    "mitigated": _mitigated,
    "resolved": _resolved,
    "reopened": _reopened,
    "closed": _closed,
    "milestone": _milestone,
    "updated": _updated,
    "impact": lambda incident, entry: replace(incident, impact=str(entry.facts["text"])),
    "escalated": lambda incident, _: incident,
    "note": lambda incident, _: incident,
    "marked": lambda incident, _: incident,
    "reminded": _said,
    "snoozed": _snoozed,
    "corrective_added": _corrected,
    "corrective_changed": _corrected,
    "corrective_done": _corrected,
    "corrective_dropped": _corrected,
    "linked": lambda incident, entry: replace(incident, links=(*incident.links, str(entry.facts["stream"]))),
    "published": lambda incident, entry: replace(incident, published_at=entry.at),
    "archived": lambda incident, entry: replace(incident, archived_at=entry.at),
}
"""What each kind of entry means for an incident."""
