"""What does the card of each kind of stream show?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.domain import reports
from bot.domain.actions import course
from bot.domain.alarms import blind, episode, groups
from bot.domain.failures import Outage
from bot.domain.incidents import folding, incident
from bot.domain.postmortems import postmortem
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.actions import cards as action_cards
from bot.flows.actions.keeping import place_shown
from bot.flows.alarms import cards as alarm_cards
from bot.flows.alarms import strange
from bot.flows.incidents import cards as incident_cards
from bot.flows.incidents.keeping import place_of
from bot.flows.postmortems import cards as postmortem_cards
from bot.flows.showing import Shown
from bot.ports import Store
from bot.speech import Place

Card = Callable[[Stream, Sequence[Recorded], Service, Store], Shown]


def _reports(stream: Stream, entries: Sequence[Recorded], service: Service, _: Store) -> Shown:
    told = reports.fold(entries)
    rows = [{"at": one.at.isoformat(), "by": one.by, "text": one.text} for one in told.reports]
    facts = {
        "service": service.name,
        "title": dict(service.title),
        "count": len(rows),
        "reports": rows[-3:],
        "is_open": told.is_open,
    }
    return Shown("report/card", facts, stream.seq)


CARDS: Mapping[str, Card] = {
    reports.KIND: _reports,
    episode.KIND: alarm_cards.alarm,
    groups.KIND: alarm_cards.group,
    blind.KIND: alarm_cards.blind_spots,
    course.KIND: action_cards.action,
    incident.KIND: incident_cards.card,
    postmortem.KIND: postmortem_cards.card,
    strange.KIND: lambda stream, entries, _service, _store: strange.card(stream, entries),
}
"""What a stream's card shows, by the stream's kind."""

ROOM_SECONDS = 1.0
"""How often we look whether an incident's room is open by now."""


def _room(entries: Sequence[Recorded]) -> Place:
    place = place_of(folding.fold(entries))
    if place is None:
        raise Outage("slack", "room_not_open", retry_after=ROOM_SECONDS, detail=entries[0].stream)
    return place


PLACES: Mapping[str, Callable[[Sequence[Recorded], Store], Place | None]] = {
    incident.KIND: lambda entries, _: _room(entries),
    course.KIND: lambda entries, _: place_shown(course.fold(entries)),
    postmortem.KIND: postmortem_cards.place,
}
"""Where the card of a kind belongs that may be elsewhere than in its service's channel; None: it is there.

Raises a retryable Outage while there is no such place yet.
"""

OUTLIVING = frozenset({incident.KIND, postmortem.KIND})
"""Kinds whose card goes on though their service is described no more."""
