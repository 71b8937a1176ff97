"""Some of our alarms can't tell us anything: say so, in one message that is kept up to date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.alarms.blind import KIND, Blindness, Why, changes, fold, head
from bot.domain.alarms.placing import UNCLAIMED, next_in
from bot.domain.alarms.signal import Signal
from bot.domain.service import Service
from bot.domain.stream import Entry, Stream
from bot.flows import telling
from bot.ports import Clock, Store


def report(service: Service, blind: Mapping[str, Why], *, store: Store, now: datetime) -> None:
    """Put on record what can't be seen at the moment, and tell the channel when that is news.

    Raises StaleSequenceError when somebody recorded in between.
    """
    # Look.
    line = f"{KIND}-{service.name}-"
    newest = store.newest(line)
    entries = store.read(newest.id)[1] if newest is not None else ()
    before = fold(entries)

    # Judge.
    if newest is None or before.is_closed:
        if not blind:
            return
        stream, before, seq = next_in(line, newest.id if newest else None), Blindness(), 0
    else:
        stream, seq = newest.id, len(entries)
    news = changes(before, blind, stream, seq, now)
    if not news:
        return
    spots = {name: (why, _since(before, name, why, now)) for name, why in blind.items()}
    after = Blindness(spots, cleared_at=None if spots else now)

    # Act.
    seq += len(news)
    store.record(
        head(stream, service.name, after, seq, service.attention.refire_window),
        news,
        [telling.card_of(stream, seq)],
        expects=seq - len(news),
    )


def _since(before: Blindness, name: str, why: Why, now: datetime) -> datetime:
    known = before.spots.get(name)
    return known[1] if known is not None and known[0] == why else now


def note(signal: Signal, service: Service, *, store: Store, now: datetime) -> None:
    """Put on record that an alarm which doesn't fire can't tell any more; that it can again, the next look finds."""
    if service.name == UNCLAIMED or all(one.name != signal.alarm for one in service.alarms):
        return
    newest = store.newest(f"{KIND}-{service.name}-")
    known = fold(store.read(newest.id)[1]) if newest is not None else Blindness(is_closed=True)
    so_far = {} if known.is_closed else {name: why for name, (why, _) in known.spots.items()}
    report(service, {signal.alarm: "insufficient", **so_far}, store=store, now=now)


def close(stream: Stream, service: Service, *, store: Store, clock: Clock) -> None:
    """End an episode in which everything has been seen for long enough: the next blind spot is a new message."""
    # Look.
    now, entries = clock.now(), store.read(stream.id)[1]
    before = fold(entries)

    # Judge.
    if before.is_closed or before.spots or stream.due_at is None or now < stream.due_at:
        return
    seq = len(entries) + 1
    entry = Entry("closed", f"closed:{stream.id}", now, "clock")

    # Act.
    closed = Blindness(cleared_at=before.cleared_at, is_closed=True)
    store.record(head(stream.id, service.name, closed, seq, service.attention.refire_window), [entry], expects=seq - 1)
