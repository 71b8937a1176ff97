"""What does the card of each kind of stream show?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.domain import reports
from bot.domain.actions import course
from bot.domain.alarms import blind, episode, groups
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.actions import cards as action_cards
from bot.flows.alarms import cards as alarm_cards
from bot.flows.alarms import strange
from bot.flows.showing import Shown
from bot.ports import Store

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
    strange.KIND: lambda stream, entries, _service, _store: strange.card(stream, entries),
}
"""What a stream's card shows, by the stream's kind."""
