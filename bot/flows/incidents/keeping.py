"""How does something that happened in an incident get on record, together with what people are told of it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.incidents.clocks import ClockRules, clocks, due_at
from bot.domain.incidents.folding import fold
from bot.domain.incidents.incident import KIND, Incident
from bot.domain.postmortems.postmortem import KIND as POSTMORTEM
from bot.domain.stream import Effect, Entry, Recorded, Stream, effect_key
from bot.flows import telling
from bot.ports import Store
from bot.speech import Place

LINE = "incident-"
"""What the names of all incidents' streams begin with; a number of six digits follows."""


@dataclass(frozen=True, slots=True)
class Known:
    """An incident as it was looked at: its stream, its entries, and what they come to."""

    stream: str
    entries: tuple[Recorded, ...]
    incident: Incident

    @property
    def seq(self) -> int:
        """The number of its entries: what a judgement rests on."""
        return len(self.entries)

    @property
    def number(self) -> int:
        """What people call it by."""
        return number_of(self.stream)


@dataclass(frozen=True, slots=True)
class Step:
    """What would be recorded: the incident before and after (None: it begins), and the number of its last entry."""

    stream: str
    before: Incident | None
    after: Incident
    seq: int
    at: datetime

    def line(self, template: str, facts: Mapping[str, Any], *, place: int = 0) -> Effect:
        """Say one line in the incident's room."""
        told = {**named(self.stream, self.after), **facts}
        return telling.line_in_room(self.stream, self.seq, template, told, at=self.at, place=place)

    def announce(self, channel: str, template: str, facts: Mapping[str, Any], *, place: int = 0) -> Effect:
        """Tell another channel, with a link to the incident's card; of a private one it reads no title.

        `place` tells several announcements of one entry apart.
        """
        told = {**named(self.stream, self.after), **facts}
        told |= {"title": None} if self.after.is_private else {}
        page = telling.page_to(channel, self.stream, self.seq, template, told, at=self.at)
        if not place:
            return page
        name = f"{page.key}-{place}"
        return replace(page, key=name, lane=name, facts={**page.facts, "marker": name})

    def room(self, *, is_last: bool = False) -> Effect:
        """See to it that the room is as the incident wants it: before anything is said in it, or after (`is_last`)."""
        name = "z-room" if is_last else "a-room"
        return Effect(effect_key(self.stream, self.seq, name), self.stream, "room", {"stream": self.stream})


Follow = Callable[[Step], Sequence[Effect]]


def look(stream: str, store: Store) -> Known | None:
    """Read an incident; None when there is no such stream."""
    head, entries = store.read(stream) if stream.startswith(LINE) else (None, ())
    return Known(stream, entries, fold(entries)) if head is not None and head.kind == KIND else None


def keep(
    stream: str,
    recorded: tuple[Recorded, ...],
    entries: Sequence[Entry],
    *,
    store: Store,
    now: datetime,
    rules: ClockRules,
    follow: Follow = lambda _: (),
    terms: Collection[str] = (),
) -> Step | None:
    """Record entries on an incident, with its card and what `follow` says must follow; None when they were known.

    Raises StaleSequenceError when somebody recorded since it was looked at.
    """
    behind = len(recorded)
    imagined = [Recorded(stream, behind + n, one, now, "") for n, one in enumerate(entries, 1)]
    before, after = fold(recorded) if recorded else None, fold((*recorded, *imagined))
    step = Step(stream, before, after, behind + len(entries), now)
    effects = [telling.card_of(stream, step.seq), *follow(step), *_report(step, store)]
    written = store.record(head(stream, after, step.seq, rules), entries, effects, expects=behind, terms=terms)
    return step if written else None


def _report(step: Step, store: Store) -> list[Effect]:
    """Have the incident's postmortem say what is new, once somebody has begun it."""
    heads = () if step.before is None else store.find(kind=POSTMORTEM)
    begun = next((one.id for one in heads if one.summary["incident"] == step.stream), None)
    return [] if begun is None else telling.document_of(begun, step.stream, step.seq)


def head(stream: str, incident: Incident, seq: int, rules: ClockRules) -> Stream:
    """Return the stream's head as it follows from the fold; its summary is what lists are made of."""
    due = due_at(incident, rules)
    return Stream(stream, KIND, incident.service, incident.status, seq, due, summary(stream, incident, rules))


def summary(stream: str, incident: Incident, rules: ClockRules) -> dict[str, Any]:
    """Tell in a few plain values how an incident stands."""
    room, running = incident.room, {one.name: one.deadline.isoformat() for one in clocks(incident, rules)}
    return {
        "number": number_of(stream),
        "title": incident.title,
        "severity": incident.severity,
        "highest": incident.highest,
        "status": incident.status,
        "commander": incident.commander,
        "declared_at": incident.declared_at.isoformat(),
        "detected_at": incident.detected_at.isoformat(),
        "mitigated_at": _moment(incident.milestones.get("mitigated")),
        "resolved_at": _moment(incident.milestones.get("resolved")),
        "closed_at": _moment(incident.closed_at),
        "channel": room.channel if room else None,
        "root_ts": room.root_ts if room else None,
        "is_private": incident.is_private,
        "is_drill": incident.is_drill,
        "alarm": incident.alarm,
        "clocks": running,
        "correctives": [
            {"id": one.id, "title": one.title, "owner": one.owner, "due": one.due.isoformat() if one.due else None}
            for one in incident.open_correctives
        ],
    }


def named(stream: str, incident: Incident) -> dict[str, Any]:
    """Return what every line about an incident names."""
    return {
        "stream": stream,
        "number": number_of(stream),
        "title": incident.title,
        "severity": incident.severity,
        "is_drill": incident.is_drill,
    }


def number_of(stream: str) -> int:
    """Return the number in a stream's name."""
    return int(stream.rsplit("-", 1)[1])


def place_of(incident: Incident) -> Place | None:
    """Return where an incident is handled; None while its room is still to be opened."""
    return Place(incident.room.channel, incident.room.root_ts) if incident.room is not None else None


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
