"""How does an answer reach the person who asked?"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import Event

from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.origin import Origin
from bot.adapters.slack.pages import Charts, Pages, Rendered
from bot.adapters.slack.response_url import ClosedAddressError, Way
from bot.domain.failures import Outage
from bot.ports import Archive
from bot.speech import Audience, Chart, Form, Place, Reply

log = logging.getLogger(__name__)

CHART_PAUSES_SECONDS = (0.0, 0.5, 1.5)
"""A file can be shown in a message only a moment after its upload, so showing it is tried thrice; with the card, and a
word on the chart's failure, that makes the five uses of a `response_url`."""

TITLE_LIMIT = 100
ALT_LIMIT = 1_900
"""An image block's alt text holds up to 2,000 characters (Slack docs, Block Kit)."""

SHUT = frozenset({"channel_not_found", "not_in_channel", "is_archived", "user_not_in_channel", "restricted_action"})
GONE = SHUT | {"cant_update_message", "edit_window_closed", "message_not_found"}


class Delivery:
    """Brings an answer back to its origin, at least once: what goes by `response_url` can't be looked up."""

    def __init__(
        self, *, chat: SlackChat, pages: Pages, charts: Charts, people: Archive, locale: str, zone: str = "UTC"
    ) -> None:
        """Take what is needed; `locale` and `zone` are for what everybody reads."""
        self._chat = chat
        self._pages = pages
        self._charts = charts
        self._people = people
        self._locale = locale
        self._zone = zone
        self._closing = Event()

    def close(self) -> None:
        """Wait for nothing any more."""
        self._closing.set()

    def deliver(self, said: Reply | Form, origin: Origin) -> None:
        """Show a form, or say a reply and then put its chart under it. Raises Outage when nothing could be shown."""
        if isinstance(said, Form):
            self._show(said, origin)
            return
        rendered = self.rendered(said, origin)
        if origin.means == "home":
            self._chat.show_home(rendered, origin.by)
            return
        replaces = origin.replaces and said.audience == "channel"
        way = self._say(rendered, origin, audience=said.audience, replaces=replaces)
        if said.chart is not None and way is not None:
            self._add_chart(said, said.chart, origin, way)

    def rendered(self, reply: Reply, origin: Origin, more: Mapping[str, object] | None = None) -> Rendered:
        """Put a reply into words: the asker's own for a private one, the workspace's for one that everybody reads."""
        locale, zone = self._reader(origin.by) if reply.audience == "private" else (self._locale, self._zone)
        return self._pages.message(reply.template, {**reply.facts, **(more or {})}, locale, zone=zone)

    def in_house_words(self, reply: Reply) -> Rendered:
        """Put a reply into the workspace's words, asking nobody: for when the store or Slack can't be asked."""
        return self._pages.message(reply.template, reply.facts, self._locale, zone=self._zone)

    def view(self, form: Form, origin: Origin) -> Mapping[str, object]:
        """Render a form that knows where its answer must go."""
        where, url = origin.where, origin.response_url
        way = {"channel": where.channel, "thread_ts": where.thread_ts, "response_url": url}
        return self._chat.view(form, to=origin.by, origin={key: value for key, value in way.items() if value})

    def _show(self, form: Form, origin: Origin) -> None:
        if origin.trigger is None:
            raise Outage("slack", "no_trigger", retry=False, detail=f"{form.command} {form.words}".strip())
        self._chat.show_view(self.view(form, origin), origin.trigger)

    def _reader(self, user: str) -> tuple[str, str]:
        try:
            person = self._people.person(user)
        except Outage:
            return self._locale, self._zone  # their language is worth asking for, but not worth silence
        return person.locale, person.zone

    def _say(self, rendered: Rendered, origin: Origin, *, audience: Audience, replaces: bool) -> Way | None:
        """Say it by the address that came with the request, or by our own means when that is closed."""
        to_all = audience == "channel"
        if origin.response_url is not None:
            way = Way(origin.response_url, to_all=to_all, thread_ts=origin.where.thread_ts)
            try:
                way.say(rendered, replaces=replaces)
            except ClosedAddressError:
                log.info("response_url closed", extra={"means": origin.means, "asked_at": str(origin.asked_at)})
            else:
                return way
        if not to_all:
            self._whisper(rendered, origin)
        elif not (replaces and self._say_over(rendered, origin)):
            self._post(rendered, origin)
        return None

    def _say_over(self, rendered: Rendered, origin: Origin) -> bool:
        if origin.message_ts is None or origin.is_ephemeral:
            return False
        try:
            self._chat.speak_over(rendered, origin.where, origin.message_ts)
        except Outage as outage:
            if outage.reason not in GONE:
                raise
            return False
        return True

    def _post(self, rendered: Rendered, origin: Origin) -> None:
        try:
            self._chat.speak_in(rendered, origin.where)
        except Outage as outage:
            if outage.reason not in SHUT:
                raise
            self._chat.speak_in(rendered, Place(origin.by))  # a person's id as channel is our conversation with them

    def _whisper(self, rendered: Rendered, origin: Origin) -> None:
        try:
            self._chat.speak_to(rendered, origin.where, origin.by)
        except Outage as outage:
            if outage.reason not in SHUT:
                raise
            self._chat.speak_in(rendered, Place(origin.by))

    def _add_chart(self, reply: Reply, chart: Chart, origin: Origin, way: Way) -> None:
        """Put the chart under the card; whatever goes wrong, the card stays and says that its chart is missing."""
        try:
            told = self.rendered(reply, origin).text
            picture = self._charts.draw(chart, self._locale)
            image = {
                "file_id": self._chat.upload("chart.png", picture, title=told[:TITLE_LIMIT]),
                "alt": self._pages.sentence(chart.template, chart.facts, self._locale)[:ALT_LIMIT],
            }
            self._show_chart(self.rendered(reply, origin, {"image": image}), way)
        except ClosedAddressError:
            return
        except Exception as failure:  # a chart is an extra: no fault of drawing it may take the card away
            log.warning("chart missing", extra={"reason": str(failure)}, exc_info=not isinstance(failure, Outage))
            self._say_missing(self.rendered(reply, origin, {"chart_missing": True}), way)

    def _show_chart(self, rendered: Rendered, way: Way) -> None:
        refused = Outage("slack", "chart_not_shown", retry=False)
        for pause in CHART_PAUSES_SECONDS:
            self._closing.wait(pause)
            try:
                way.say(rendered, replaces=True, whole=True)
            except Outage as outage:
                refused = outage
            else:
                return
        raise refused

    def _say_missing(self, rendered: Rendered, way: Way) -> None:
        try:
            way.say(rendered, replaces=True)
        except (Outage, ClosedAddressError) as failure:
            log.warning("chart missing, and not said", extra={"reason": str(failure)})
