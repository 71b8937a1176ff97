"""What of the record belongs in a postmortem's timeline, besides what people said? Alarms, actions, states.

An incident's timeline is its own stream merged by time with those linked to it; nothing is copied. Each entry that
counts is told as a sentence's key and its facts: the words come from the templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.actions import course
from bot.domain.alarms import episode
from bot.domain.alarms.about import About
from bot.domain.alarms.signal import SignalSource
from bot.domain.incidents import incident
from bot.domain.postmortems.outline import RowKind, Source
from bot.domain.stream import Recorded


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened: `key` is a sentence of `templates/timeline/`, `row` the entry that says so."""

    at: datetime
    key: str
    facts: Mapping[str, Any]
    owner: str
    kind: RowKind
    source: Source
    stream: str
    seq: int


_ROWS: Mapping[str, Mapping[str, RowKind]] = {
    incident.KIND: {
        "declared": "status",
        "severity": "status",
        "role": "command",
        "mitigated": "status",
        "resolved": "status",
        "reopened": "status",
        "milestone": "command",
        "escalated": "command",
        "updated": "note",
        "impact": "note",
        "note": "note",
    },
    episode.KIND: {
        "fired": "alert",
        "unsure": "alert",
        "resolved": "alert",
        "acknowledged": "command",
        "escalated": "alert",
        "silenced": "command",
        "triaged": "alert",
        "fixed": "note",
        "held": "command",
        "called": "command",
    },
    course.KIND: {
        "asked": "action",
        "approved": "action",
        "broke_glass": "action",
        "stood": "action",
        "denied": "action",
        "expired": "action",
        "done": "action",
        "failed": "action",
        "judged": "action",
        "undone": "action",
    },
}
"""Which entries of which kind of stream are rows; the rest (reminders, looks, cards) is on record all the same."""

_LEADING = frozenset({incident.COMMANDER, incident.ON_CALL})

_WATCHED = frozenset({"fired", "unsure", "resolved"})
"""What a watcher told, and not we."""

_SOURCES: Mapping[SignalSource, Source] = {"cloudwatch": "cloudwatch", "alertmanager": "alertmanager"}


@dataclass(frozen=True, slots=True)
class Streams:
    """An incident's own entries, and those of the alarms and actions that belong to it, stream by stream."""

    incident: Sequence[Recorded]
    alarms: Sequence[Sequence[Recorded]] = field(default_factory=tuple)
    actions: Sequence[Sequence[Recorded]] = field(default_factory=tuple)


def happened(streams: Streams, *, until: datetime | None = None) -> tuple[Told, ...]:
    """Return what happened in an incident, in order; of linked streams nothing after it was over (`until`).

    What was taken back is left out, as it is for the incident itself.
    """
    linked = [*map(_of_alarm, streams.alarms), *map(_of_action, streams.actions)]
    rows = [one for told in linked for one in told if until is None or one.at <= until]
    rows += (
        _told(row, incident.KIND, dict(row.entry.facts), "bot") for row in _counting(incident.KIND, streams.incident)
    )
    return tuple(sorted(rows, key=lambda one: (one.at, one.stream, one.seq)))


def _of_alarm(rows: Sequence[Recorded]) -> Iterator[Told]:
    about = About.of(rows[0].entry.facts)
    watcher = _SOURCES.get(about.source, "bot")
    for row in _counting(episode.KIND, rows):
        source = watcher if row.entry.kind in _WATCHED else "bot"
        yield _told(row, episode.KIND, {**row.entry.facts, "alarm": about.alarm}, source)


def _of_action(rows: Sequence[Recorded]) -> Iterator[Told]:
    plan = course.fold(rows).plan
    named = {name: plan[name] for name in ("title", "subject", "lines", "undoes", "words")}
    for row in _counting(course.KIND, rows):
        yield _told(row, course.KIND, {**named, "facts": dict(row.entry.facts)}, "bot")


def _counting(kind: str, rows: Sequence[Recorded]) -> Iterator[Recorded]:
    undone = {row.entry.facts["seq"] for row in rows if row.entry.kind == "undone" and "seq" in row.entry.facts}
    for row in rows:
        if row.entry.kind in _ROWS[kind] and row.seq not in undone and _is_told(row):
            yield row


def _is_told(row: Recorded) -> bool:
    """Leave out that nobody leads, and roles that have nothing to do with how it went."""
    told = row.entry.facts
    return row.entry.kind != "role" or (told["to"] is not None and told["role"] in _LEADING)


def _told(row: Recorded, kind: str, facts: Mapping[str, Any], source: Source) -> Told:
    entry = row.entry
    of = _ROWS[kind][entry.kind]
    owner = str(entry.facts["to"]) if entry.kind == "role" else entry.by
    return Told(entry.at, f"{kind}_{entry.kind}", facts, owner, of, source, row.stream, row.seq)


def keys() -> tuple[str, ...]:
    """Return every sentence that a row may be told by."""
    return tuple(f"{kind}_{name}" for kind, names in _ROWS.items() for name in names)
