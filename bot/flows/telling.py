"""How is what must be told told once, in order, and kept up to date?

Lines are edge-triggered: each `say` is one message with its own marker. Cards are level-triggered: a `card` effect
names only the stream, renders what is true now, and does nothing when that or something newer is already shown.
Both look before they act: an intention is noted before the message is posted, so that after a crash in between we know
that we must search for the marker, and without one we need not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from bot.domain import reports
from bot.domain.failures import Outage
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.ports import Chat, Sent, Store
from bot.speech import Chart, Notice, Place

Facts = Mapping[str, object]
Draw = Callable[[Chart], bytes]
"""Draws a PNG; raises a non-retryable Outage when there can be no chart."""
WITH_CHART = 1
"""The sequence number of a line that shows its chart."""

Card = Callable[[Stream, Sequence[Recorded], Service], tuple[str, Facts]]


def _reports_card(_: Stream, entries: Sequence[Recorded], service: Service) -> tuple[str, Facts]:
    episode = reports.fold(entries)
    told = [{"at": one.at.isoformat(), "by": one.by, "text": one.text} for one in episode.reports]
    return "report/card", {
        "service": service.name,
        "title": dict(service.title),
        "count": len(told),
        "reports": told[-3:],
        "is_open": episode.is_open,
    }


CARDS: Mapping[str, Card] = {reports.KIND: _reports_card}
"""What a stream's card shows, by the stream's kind."""


def card(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service]) -> Sent:
    """Show a stream's present state in its service's channel: post it once, then edit it in place."""
    # Look.
    name = str(facts["stream"])
    stream, entries = store.read(name)
    if stream is None:
        raise Outage("store", "no_such_stream", retry=False, detail=name)
    service = services.get(stream.service)
    if service is None:
        raise Outage("config", "no_such_service", retry=False, detail=stream.service)
    marker = f"card:{name}"
    shown = _shown(marker, lambda: _channel(service, chat), entries[0].recorded_at, store=store, chat=chat)

    # Judge.
    if shown is not None and shown.seq >= stream.seq:
        return shown
    template, told = CARDS[stream.kind](stream, entries, service)

    # Act.
    if shown is None:
        place = Place(_channel(service, chat))
        return _post(Notice(template, told, place, marker), seq=stream.seq, store=store, chat=chat)
    chat.edit(Notice(template, told, shown.place, marker), shown.ts, seq=stream.seq)
    newer = Sent(marker, shown.place, shown.ts, stream.seq)
    store.note_sent(newer)
    return newer


def say(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service], draw: Draw) -> Sent:
    """Say one line once: in a stated place, or (`under`) in the thread of a stream's card; its chart comes after it."""
    # Look.
    marker, since = str(facts["marker"]), datetime.fromisoformat(str(facts["at"]))
    if "under" in facts:
        root = store.sent(f"card:{facts['under']}")
        if root is None or not root.ts:
            root = card({"stream": facts["under"]}, store=store, chat=chat, services=services)
        place = Place(root.place.channel, root.ts)
    else:
        where = cast("Mapping[str, str | None]", facts["where"])
        place = Place(str(where["channel"]), where.get("thread_ts"))
    shown = _shown(marker, lambda: place.channel, since, store=store, chat=chat, thread_ts=place.thread_ts)

    # Judge.
    notice = Notice(str(facts["template"]), cast("Facts", facts["facts"]), place, marker)
    chart = cast("Facts | None", facts.get("chart"))

    # Act.
    if shown is None:
        shown = _post(notice, seq=0, store=store, chat=chat)
    if chart is not None and shown.seq < WITH_CHART:
        shown = _add_chart(
            notice, shown, Chart(str(chart["template"]), cast("Facts", chart["facts"])), store, chat, draw
        )
    return shown


def _add_chart(notice: Notice, shown: Sent, chart: Chart, store: Store, chat: Chat, draw: Draw) -> Sent:
    """Put a chart under a message of ours, or a word on its absence: the message stays either way."""
    try:
        file_id = chat.upload("chart.png", draw(chart), title=chart.template)
        more: Facts = {"image": {"file_id": file_id}}
    except Outage as outage:
        if outage.retry:
            raise
        more = {"chart_missing": True}
    chat.edit(Notice(notice.template, {**notice.facts, **more}, notice.where, notice.marker), shown.ts, seq=WITH_CHART)
    whole = Sent(shown.marker, shown.place, shown.ts, WITH_CHART)
    store.note_sent(whole)
    return whole


def _shown(
    marker: str, channel: Callable[[], str], since: datetime, *, store: Store, chat: Chat, thread_ts: str | None = None
) -> Sent | None:
    """Return the message of ours that carries this marker, searching the channel only when we may have posted it."""
    noted = store.sent(marker)
    if noted is None or noted.ts:
        return noted
    place = Place(channel(), thread_ts)
    ts = chat.find(marker, place, since=since)
    if ts is None:
        return None
    found = Sent(marker, place, ts, 0)
    store.note_sent(found)
    return found


def _post(notice: Notice, *, seq: int, store: Store, chat: Chat) -> Sent:
    store.note_sent(Sent(notice.marker, notice.where, "", 0))
    ts = chat.post(notice, seq=seq)
    sent = Sent(notice.marker, notice.where, ts, seq)
    store.note_sent(sent)
    return sent


def _channel(service: Service, chat: Chat) -> str:
    channel = chat.channel_named(service.channel)
    if channel is None:
        raise Outage("slack", "channel_not_found", retry=True, retry_after=60, detail=service.channel)
    return channel
