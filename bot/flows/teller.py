"""How is what must be told told once, in order, and kept up to date?

Cards and lines look before they act: an intention is noted before the message is posted, so that after a crash in
between we know that we must search for the marker, and without one we need not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.alarms.placing import UNCLAIMED
from bot.domain.failures import Outage
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.cards import CARDS, OUTLIVING, PLACES
from bot.flows.reaching import reached
from bot.flows.telling import Facts
from bot.ports import Archive, Chat, Sent, Store
from bot.speech import Chart, Notice, Place

log = logging.getLogger(__name__)

Draw = Callable[[Chart], bytes]
"""Draws a PNG; raises a non-retryable Outage when there can be no chart."""
WITH_CHART = 1
"""The sequence number of a line that shows its chart."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""A message is searched for from so long before its cause: Slack's clock stamps it, ours stamped the cause."""

SHUT = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
LET_IN_SECONDS = 60.0
"""How often we look whether somebody has made or opened a service's channel, or invited us."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Carries out the effects that speak; `services` by name, those that stand in for none among them."""

    store: Store
    chat: Chat
    people: Archive
    services: Mapping[str, Service]
    draw: Draw

    def card(self, facts: Facts) -> Sent:
        """Show a stream's present state in its service's channel: post it once, then edit it in place.

        A card that somebody deleted is posted anew when there is news. While the channel is shut to us, it waits.
        """
        with _until_we_are_let_in():
            return self._card(facts["stream"])

    def say(self, facts: Facts) -> Sent:
        """Say one line once: in a stated place, under a stream's card, or in another channel; its chart comes after."""
        if "channel" in facts:
            return self._page(facts)
        with _until_we_are_let_in() if "under" in facts else nullcontext():
            shown = self._line(facts)
            chart = facts.get("chart")
            if chart is None or shown.seq >= WITH_CHART:
                return shown
            return self._add_chart(self._notice(facts, shown.place), shown, Chart(chart["template"], chart["facts"]))

    def _card(self, name: str, gone: str = "") -> Sent:
        """Show the card; `gone` is the ts of one that is known to be deleted. Only ever in the card's own lane."""
        # Look.
        stream, entries = self.store.read(name)
        if stream is None:
            raise Outage("store", "no_such_stream", retry=False, detail=name)
        service = self._service(stream)
        marker, since = f"card:{name}", entries[0].recorded_at
        shown = self._shown(marker, lambda: self._home(stream, entries, service), since)

        # Judge.
        card = CARDS[stream.kind](stream, entries, service, self.store)
        if shown is not None and shown.seq >= card.seq and shown.ts != gone:
            return shown
        place = self._home(stream, entries, service) if shown is None else shown.place
        notice = Notice(card.template, reached(card.facts, self.people), place, marker)

        # Act.
        if shown is not None and (shown.ts == gone or not self.chat.edit(notice, shown.ts, seq=card.seq)):
            # Somebody deleted it. It may have been posted anew already, before a crash.
            ts = self.chat.find(marker, shown.place, since=since - CLOCKS_DIFFER)
            shown = Sent(marker, shown.place, ts) if ts and self.chat.edit(notice, ts, seq=card.seq) else None
        if shown is None:
            return self._post(notice, seq=card.seq)
        newer = replace(shown, seq=card.seq)
        self.store.note_sent(newer)
        return newer

    def _service(self, stream: Stream) -> Service:
        """Find the stream's service; what has a place of its own goes on there when none is described any more."""
        standing_in = UNCLAIMED if stream.kind in OUTLIVING else ""
        service = self.services.get(stream.service) or self.services.get(standing_in)
        if service is None:
            raise Outage("config", "no_such_service", retry=False, detail=stream.service)
        return service

    def _line(self, facts: Facts) -> Sent:
        place = self._place(facts)
        since = datetime.fromisoformat(facts["at"])
        shown = self._shown(facts["marker"], lambda: place, since)
        if shown is not None:
            return shown
        try:
            return self._post(self._notice(facts, place), seq=0)
        except Outage as outage:
            if outage.reason != "thread_not_found" or "under" not in facts:
                raise
        # Somebody deleted the card, and its thread with it.
        root = self._card(facts["under"], gone=place.thread_ts or "")
        return self._post(self._notice(facts, Place(root.place.channel, root.ts)), seq=0)

    def _page(self, facts: Facts) -> Sent:
        """Tell another channel; where that is shut to us, say so under the card it is about."""
        shown = self._shown_page(facts)
        if shown is not None:
            return shown
        channel = self.chat.channel_named(facts["channel"])
        try:
            if channel is not None:
                return self._post(self._notice(facts, Place(channel)), seq=0)
        except Outage as outage:
            if outage.reason not in SHUT:
                raise
        shut = {"template": "alarm/shut", "facts": {"channel": facts["channel"]}, "under": facts["about"]}
        return self.say({**shut, "marker": f"{facts['marker']}-shut", "at": facts["at"]})

    def _shown_page(self, facts: Facts) -> Sent | None:
        noted = self.store.sent(facts["marker"])
        if noted is None:
            return None
        return self._shown(facts["marker"], lambda: noted.place, datetime.fromisoformat(facts["at"]))

    def _home(self, stream: Stream, entries: Sequence[Recorded], service: Service) -> Place:
        """Return where a stream's card belongs: where its kind says, or else in its service's channel."""
        place = PLACES[stream.kind](entries, self.store) if stream.kind in PLACES else None
        return Place(self._channel(service)) if place is None else place

    def _place(self, facts: Facts) -> Place:
        if "room" in facts:
            stream, entries = self.store.read(facts["room"])
            if stream is None:
                raise Outage("store", "no_such_stream", retry=False, detail=facts["room"])
            return self._home(stream, entries, self._service(stream))
        if "under" not in facts:
            return Place(facts["where"]["channel"], facts["where"].get("thread_ts"))
        root = self._root(facts["under"])
        return Place(root.place.channel, root.ts)

    def _root(self, name: str) -> Sent:
        root = self.store.sent(f"card:{name}")
        return root if root is not None and root.ts else self._card(name)

    def _notice(self, facts: Facts, where: Place) -> Notice:
        told = facts["facts"]
        if "about" in facts:
            told = {**told, "link": self._link(facts["about"])}
        return Notice(facts["template"], reached(told, self.people), where, facts["marker"])

    def _link(self, stream: str) -> str:
        """Return the address of a stream's card."""
        root = self.store.sent(f"card:{stream}")
        if root is None or not root.ts:
            raise Outage("slack", "card_not_shown", detail=stream)  # its own lane shows it soon
        return self.chat.permalink(root.place.channel, root.ts)

    def _add_chart(self, notice: Notice, shown: Sent, chart: Chart) -> Sent:
        """Put a chart under a message of ours, or a word on its absence: the message stays either way."""
        try:
            file_id = self.chat.upload("chart.png", self.draw(chart), title=chart.template)
            more: Facts = {"image": {"file_id": file_id}}
        except Outage as outage:
            if outage.retry:
                raise
            more = {"chart_missing": True}
        except Exception:  # a chart is an extra: no fault of drawing it may hold up what comes after it
            log.exception("chart missing", extra={"chart": chart.template})
            more = {"chart_missing": True}
        # A line is said once: one that somebody deleted stays deleted.
        self.chat.edit(replace(notice, facts={**notice.facts, **more}), shown.ts, seq=WITH_CHART)
        whole = replace(shown, seq=WITH_CHART)
        self.store.note_sent(whole)
        return whole

    def _shown(self, marker: str, where: Callable[[], Place], since: datetime) -> Sent | None:
        """Return the message of ours that carries this marker, searching for it only when we may have posted it."""
        noted = self.store.sent(marker)
        if noted is None or noted.ts:
            return noted
        place = where()
        ts = self.chat.find(marker, place, since=since - CLOCKS_DIFFER)
        if ts is None:
            return None
        # What was meant to be posted is what it shows.
        found = replace(noted, place=place, ts=ts)
        self.store.note_sent(found)
        return found

    def _post(self, notice: Notice, *, seq: int) -> Sent:
        meant = Sent(notice.marker, notice.where, "", seq)
        self.store.note_sent(meant)
        sent = replace(meant, ts=self.chat.post(notice, seq=seq))
        self.store.note_sent(sent)
        return sent

    def _channel(self, service: Service) -> str:
        channel = self.chat.channel_named(service.channel)
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
