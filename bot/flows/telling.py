"""How is what must be told told once, in order, and kept up to date?

Lines are edge-triggered: each `say` is one message with its own marker. Cards are level-triggered: a `card` effect
names only the stream, renders what is true now, and does nothing when that or something newer is already shown.
Both look before they act: an intention is noted before the message is posted, so that after a crash in between we know
that we must search for the marker, and without one we need not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from bot.domain import reports
from bot.domain.failures import Outage
from bot.domain.service import Service
from bot.domain.stream import Effect, Recorded, Stream, effect_key
from bot.ports import Chat, Sent, Store
from bot.speech import Ask, Chart, Notice, Place, Reply

Facts = Mapping[str, object]
Draw = Callable[[Chart], bytes]
"""Draws a PNG; raises a non-retryable Outage when there can be no chart."""
WITH_CHART = 1
"""The sequence number of a line that shows its chart."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""A message is searched for from so long before its cause: Slack's clock stamps it, ours stamped the cause."""

SHUT = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
LET_IN_SECONDS = 60.0
"""How often we look whether somebody has made or opened a service's channel, or invited us."""

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


def card_of(stream: str, seq: int) -> Effect:
    """Make the effect that shows a stream's state after its `seq`-th entry, or a later one."""
    return Effect(effect_key(stream, seq, "card"), stream, "card", {"stream": stream})


def line_under(stream: str, seq: int, template: str, facts: Facts, *, at: datetime) -> Effect:
    """Make the effect that says one line of a stream's `seq`-th entry in the thread of its card, after the card."""
    said = {"template": template, "facts": facts, "under": stream, "marker": effect_key(stream, seq)}
    return Effect(effect_key(stream, seq, "line"), stream, "say", {**said, "at": at.isoformat()})


def answer_to(ask: Ask, reply: Reply) -> Effect:
    """Make the effect that answers a message of somebody's, for everybody and in its thread."""
    where = {"channel": ask.where.channel, "thread_ts": ask.where.thread_ts}
    key, at = f"reply-{ask.id}", datetime.fromtimestamp(float(ask.message_ts or 0), UTC)
    said = {"template": reply.template, "facts": reply.facts, "where": where, "marker": key, "at": at.isoformat()}
    chart = {"template": reply.chart.template, "facts": reply.chart.facts} if reply.chart else None
    lane = f"{ask.where.channel}:{ask.where.thread_ts}"
    return Effect(key, lane, "say", said | ({"chart": chart} if chart else {}))


def card(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service]) -> Sent:
    """Show a stream's present state in its service's channel: post it once, then edit it in place.

    A card that somebody deleted is posted anew when there is news. While the channel is shut to us, it waits.
    """
    with _until_we_are_let_in():
        return _card(str(facts["stream"]), store=store, chat=chat, services=services)


def _card(name: str, *, store: Store, chat: Chat, services: Mapping[str, Service], gone: str = "") -> Sent:
    """Show the card; `gone` is the ts of one that is known to be deleted."""
    # Look.
    stream, entries = store.read(name)
    if stream is None:
        raise Outage("store", "no_such_stream", retry=False, detail=name)
    service = services.get(stream.service)
    if service is None:
        raise Outage("config", "no_such_service", retry=False, detail=stream.service)
    marker, since = f"card:{name}", entries[0].recorded_at
    shown = _shown(marker, lambda: Place(_channel(service, chat)), since, store=store, chat=chat)

    # Judge.
    if shown is not None and shown.seq >= stream.seq and shown.ts != gone:
        return shown
    template, told = CARDS[stream.kind](stream, entries, service)
    notice = Notice(template, told, Place(_channel(service, chat)) if shown is None else shown.place, marker)

    # Act.
    if shown is not None and (shown.ts == gone or not chat.edit(notice, shown.ts, seq=stream.seq)):
        # Somebody deleted it. It may have been posted anew already, before a crash.
        ts = chat.find(marker, shown.place, since=since - CLOCKS_DIFFER)
        shown = Sent(marker, shown.place, ts) if ts and chat.edit(notice, ts, seq=stream.seq) else None
    if shown is None:
        return _post(notice, seq=stream.seq, store=store, chat=chat)
    newer = replace(shown, seq=stream.seq)
    store.note_sent(newer)
    return newer


def say(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service], draw: Draw) -> Sent:
    """Say one line once: in a stated place, or (`under`) in the thread of a stream's card; its chart comes after it."""
    with _until_we_are_let_in() if "under" in facts else nullcontext():
        shown = _line(facts, store=store, chat=chat, services=services)
        chart = cast("Facts | None", facts.get("chart"))
        if chart is None or shown.seq >= WITH_CHART:
            return shown
        drawn = Chart(str(chart["template"]), cast("Facts", chart["facts"]))
        return _add_chart(_notice(facts, shown.place), shown, drawn, store, chat, draw)


def _line(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service]) -> Sent:
    place = _place(facts, store=store, chat=chat, services=services)
    since = datetime.fromisoformat(str(facts["at"]))
    shown = _shown(str(facts["marker"]), lambda: place, since, store=store, chat=chat)
    if shown is not None:
        return shown
    try:
        return _post(_notice(facts, place), seq=0, store=store, chat=chat)
    except Outage as outage:
        if outage.reason != "thread_not_found" or "under" not in facts:
            raise
    # Somebody deleted the card, and its thread with it.
    name, gone = str(facts["under"]), place.thread_ts or ""
    root = _card(name, store=store, chat=chat, services=services, gone=gone)
    return _post(_notice(facts, Place(root.place.channel, root.ts)), seq=0, store=store, chat=chat)


def _place(facts: Facts, *, store: Store, chat: Chat, services: Mapping[str, Service]) -> Place:
    if "under" not in facts:
        where = cast("Mapping[str, str | None]", facts["where"])
        return Place(str(where["channel"]), where.get("thread_ts"))
    name = str(facts["under"])
    root = store.sent(f"card:{name}")
    if root is None or not root.ts:
        root = _card(name, store=store, chat=chat, services=services)
    return Place(root.place.channel, root.ts)


def _notice(facts: Facts, where: Place) -> Notice:
    return Notice(str(facts["template"]), cast("Facts", facts["facts"]), where, str(facts["marker"]))


def _add_chart(notice: Notice, shown: Sent, chart: Chart, store: Store, chat: Chat, draw: Draw) -> Sent:
    """Put a chart under a message of ours, or a word on its absence: the message stays either way."""
    try:
        file_id = chat.upload("chart.png", draw(chart), title=chart.template)
        more: Facts = {"image": {"file_id": file_id}}
    except Outage as outage:
        if outage.retry:
            raise
        more = {"chart_missing": True}
    # A line is said once: one that somebody deleted stays deleted.
    chat.edit(replace(notice, facts={**notice.facts, **more}), shown.ts, seq=WITH_CHART)
    whole = replace(shown, seq=WITH_CHART)
    store.note_sent(whole)
    return whole


def _shown(marker: str, where: Callable[[], Place], since: datetime, *, store: Store, chat: Chat) -> Sent | None:
    """Return the message of ours that carries this marker, searching for it only when we may have posted it."""
    noted = store.sent(marker)
    if noted is None or noted.ts:
        return noted
    place = where()
    ts = chat.find(marker, place, since=since - CLOCKS_DIFFER)
    if ts is None:
        return None
    # What was meant to be posted is what it shows.
    found = replace(noted, place=place, ts=ts)
    store.note_sent(found)
    return found


def _post(notice: Notice, *, seq: int, store: Store, chat: Chat) -> Sent:
    meant = Sent(notice.marker, notice.where, "", seq)
    store.note_sent(meant)
    sent = replace(meant, ts=chat.post(notice, seq=seq))
    store.note_sent(sent)
    return sent


def _channel(service: Service, chat: Chat) -> str:
    channel = chat.channel_named(service.channel)
    if channel is None:
        raise Outage("slack", "channel_not_found", detail=service.channel)
    return channel


@contextmanager
def _until_we_are_let_in() -> Iterator[None]:
    """Wait for somebody to make or open the service's channel, or to invite us: what we have to tell is not lost."""
    try:
        yield
    except Outage as outage:
        if outage.reason not in SHUT:
            raise
        raise replace(outage, retry=True, retry_after=LET_IN_SECONDS) from outage
