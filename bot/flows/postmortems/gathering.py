"""What is there to make a postmortem of? The incident's record, what was said in its rooms, and what was collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.actions import course
from bot.domain.incidents.capturing import StatedGap, completeness
from bot.domain.incidents.incident import Incident
from bot.domain.marks import Mark
from bot.domain.messages import Message
from bot.domain.postmortems.happenings import Streams
from bot.domain.postmortems.postmortem import message_key
from bot.domain.stream import Recorded, Stream
from bot.flows.incidents.keeping import Known
from bot.ports import Store
from bot.speech import Place


@dataclass(frozen=True, slots=True)
class Material:
    """Everything, as it is now. `marked` are messages that people put into the timeline, by their keys."""

    streams: Streams
    messages: tuple[Message, ...]
    marks: tuple[Mark, ...]
    marked: frozenset[str]
    gaps: tuple[StatedGap, ...]


def gather(known: Known, store: Store) -> Material:
    """Read what belongs to an incident; nothing of it is copied."""
    alarms = [store.read(name)[1] for name in known.incident.links]
    actions = [store.read(head.id)[1] for head in _actions(known, store)]
    streams = Streams(known.entries, [rows for rows in alarms if rows], [rows for rows in actions if rows])
    places = rooms(known, store)
    said = {
        message_key(one.channel, one.ts): one
        for where in places
        for one in store.messages(where.channel, root_ts=where.thread_ts)
    }
    messages = tuple(sorted(said.values(), key=lambda one: (one.ts, one.channel)))
    marks = [one for channel in dict.fromkeys(where.channel for where in places) for one in store.marks(channel)]
    kept = tuple(one for one in marks if message_key(one.channel, one.ts) in said)
    return Material(streams, messages, kept, marked(known.entries), completeness(known.entries))


def rooms(known: Known, store: Store) -> tuple[Place, ...]:
    """Return the places whose messages are the incident's: its room, and its alarms' threads."""
    found = [where for name in (known.stream, *known.incident.links) for where in store.rooms(name)]
    return tuple(dict.fromkeys(found))


def marked(entries: Iterable[Recorded]) -> frozenset[str]:
    """Return the messages that somebody marked, and nobody took the mark away again."""
    rows = list(entries)
    undone = {row.entry.facts["seq"] for row in rows if row.entry.kind == "undone"}
    standing: list[Mapping[str, Any]] = [
        row.entry.facts for row in rows if row.entry.facts.get("mark") and row.seq not in undone
    ]
    return frozenset(message_key(str(one["channel"]), str(one["ts"])) for one in standing)


def over_at(incident: Incident) -> datetime | None:
    """Return when it was over: what linked alarms and actions tell later is no part of it."""
    return incident.closed_at or incident.milestones.get("resolved")


def _actions(known: Known, store: Store) -> Sequence[Stream]:
    """Return the actions that were asked during it, or about an alarm of it."""
    incident = known.incident
    heads = store.find(kind=course.KIND, service=incident.service)
    until = over_at(incident)
    found = [
        head
        for head in heads
        if head.summary.get("incident") == known.stream
        or (head.summary["about"] in incident.links and _is_during(head, incident, until))
    ]
    return sorted(found, key=lambda head: head.id)


def _is_during(head: Stream, incident: Incident, until: datetime | None) -> bool:
    asked = datetime.fromisoformat(str(head.summary["asked_at"]))
    return asked >= incident.detected_at and (until is None or asked <= until)
