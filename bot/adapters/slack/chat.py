"""How do we speak in Slack, and find again what we said?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.web import SlackResponse

from bot.adapters.slack.client import TOO_LARGE, SlackClients, outages
from bot.adapters.slack.pages import Pages, Rendered
from bot.adapters.slack.rooms import SlackRooms
from bot.domain.failures import Outage
from bot.ports import Archive
from bot.speech import Form, Notice, Place

METADATA_TYPE = "liveness_bot"
PLAIN_TEXT_LIMIT = 3_000
"""Slack shows up to 4,000 characters of a message's text without trouble (Slack docs, chat.postMessage)."""

PAGE = 200
CHANNELS_PAGE = 900
"""conversations.list takes fewer than 1,000 a page and few calls a minute, so the pages are large (Slack docs)."""


class SlackChat(SlackRooms):
    """The Chat port over Slack's Web API.

    What everybody reads is in `locale` and `zone`, what one person reads in theirs.
    """

    def __init__(
        self, clients: SlackClients, pages: Pages, people: Archive, *, locale: str, zone: str = "UTC", url: str = ""
    ) -> None:
        """Take what is needed; no call is made. `url` is the workspace's own address."""
        super().__init__(clients)
        self._pages = pages
        self._people = people
        self._locale = locale
        self._zone = zone
        self._url = url
        self._channels: dict[str, str] = {}

    def post(self, notice: Notice, *, seq: int = 0) -> str:
        """Post a message that carries its marker in its metadata, and return its ts."""
        rendered = self._pages.message(notice.template, notice.facts, self._locale, zone=self._zone)
        answer = self._post(rendered, notice.where, {"metadata": _metadata(notice.marker, seq)})
        return str(answer["ts"])

    def edit(self, notice: Notice, ts: str, *, seq: int = 0) -> bool:
        """Render the notice into our message at `ts`; False when it is gone."""
        rendered = self._pages.message(notice.template, notice.facts, self._locale, zone=self._zone)
        where = {"channel": notice.where.channel, "ts": ts, "metadata": _metadata(notice.marker, seq)}
        try:
            self._speak(self._clients.speaking.chat_update, rendered, where)
        except Outage as outage:
            if outage.reason != "message_not_found":
                raise
            return False
        return True

    def say_privately(self, notice: Notice, to: str) -> bool:
        """Show a notice to one person only; False when they aren't in its channel."""
        locale, zone = self._reader(to)
        try:
            self.speak_to(self._pages.message(notice.template, notice.facts, locale, zone=zone), notice.where, to)
        except Outage as outage:
            if outage.reason != "user_not_in_channel":
                raise
            return False
        return True

    def speak_in(self, rendered: Rendered, where: Place) -> str:
        """Post rendered words without a marker (they can't be found again), and return the ts."""
        return str(self._post(rendered, where, {})["ts"])

    def speak_to(self, rendered: Rendered, where: Place, to: str) -> None:
        """Show rendered words to one person in a channel."""
        place = {"channel": where.channel, "thread_ts": where.thread_ts, "user": to}
        self._speak(self._clients.speaking.chat_postEphemeral, rendered, place)

    def speak_over(self, rendered: Rendered, where: Place, ts: str) -> None:
        """Replace the words of a message of ours; its metadata stays."""
        self._speak(self._clients.speaking.chat_update, rendered, {"channel": where.channel, "ts": ts})

    def find(self, marker: str, where: Place, *, since: datetime) -> str | None:
        """Look for our message with this marker in a channel, or a thread of it; in one that was deleted is none."""
        try:
            for message in self._said(where, oldest=f"{since.timestamp():.6f}"):
                metadata = message.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                if metadata.get("event_type") == METADATA_TYPE and payload.get("marker") == marker:
                    return str(message["ts"])
        except Outage as outage:
            if outage.reason != "thread_not_found":
                raise
        return None

    def view(self, form: Form, *, to: str, origin: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Render a form in a person's language; what its submission must know travels in `private_metadata`."""
        view = dict(self._pages.form(form.template, form.facts, self._people.person(to).locale))
        known = {"command": form.command, "words": form.words, **(origin or {})}
        return view | {"private_metadata": json.dumps(known, ensure_ascii=False)}

    def show_view(self, view: Mapping[str, Any], trigger: str) -> None:
        """Open a rendered form, within three seconds of the click or command that brought the trigger (Slack docs)."""
        with outages():
            self._clients.speaking.views_open(trigger_id=trigger, view=dict(view))

    def show_home(self, rendered: Rendered, to: str) -> None:
        """Put rendered words on a person's App Home, in place of what stood there (Slack docs, views.publish)."""
        with outages():
            view = {"type": "home", "blocks": [dict(block) for block in rendered.blocks]}
            self._clients.speaking.views_publish(user_id=to, view=view)

    def upload(self, name: str, content: bytes, *, title: str, where: Place | None = None) -> str:
        """Upload a file and return its id; without a place only messages that refer to it show it."""
        with outages():
            answer = self._clients.speaking.files_upload_v2(
                filename=name,
                content=content,
                title=title,
                channel=where.channel if where else None,
                thread_ts=where.thread_ts if where else None,
            )
        return str(answer["files"][0]["id"])

    def channel_named(self, name: str) -> str | None:
        """Return a channel's id by its name; once found it is known by its id, whatever it is called later."""
        if name not in self._channels:
            with outages():
                pages = self._clients.reading.conversations_list(
                    types="public_channel,private_channel", exclude_archived=True, limit=CHANNELS_PAGE
                )
                for page in pages:
                    for channel in page["channels"]:
                        self._channels.setdefault(str(channel["name"]), str(channel["id"]))
        return self._channels.get(name)

    def address(self, channel: str, ts: str, *, root_ts: str | None = None) -> str:
        """Write the address as Slack itself does (chat.getPermalink)."""
        more = f"?thread_ts={root_ts}&cid={channel}" if root_ts and root_ts != ts else ""
        return f"{self._url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}{more}"

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message; a non-retryable Outage for one that isn't there."""
        with outages():
            answer = self._clients.reading.chat_getPermalink(channel=channel, message_ts=ts)
        return str(answer["permalink"])

    def _reader(self, user: str) -> tuple[str, str]:
        try:
            person = self._people.person(user)
        except Outage:
            return self._locale, self._zone  # their language is worth asking for, but not worth silence
        return person.locale, person.zone

    def _post(self, rendered: Rendered, where: Place, more: Mapping[str, Any]) -> SlackResponse:
        quiet = {"unfurl_links": False, "unfurl_media": False}
        place = {"channel": where.channel, "thread_ts": where.thread_ts}
        return self._speak(self._clients.speaking.chat_postMessage, rendered, {**place, **quiet, **more})

    def _speak(self, call: Callable[..., SlackResponse], rendered: Rendered, more: Mapping[str, Any]) -> SlackResponse:
        """Say it whole; when Slack refuses its form, say its plain text rather than nothing."""
        given = {key: value for key, value in more.items() if value is not None}
        try:
            with outages():
                return call(text=shortened(rendered.text), blocks=[dict(block) for block in rendered.blocks], **given)
        except Outage as outage:
            if outage.reason not in TOO_LARGE:
                raise
        with outages():
            return call(text=shortened(rendered.text), blocks=[], **given)

    def _said(self, where: Place, *, oldest: str) -> Iterator[dict[str, Any]]:
        known = {"channel": where.channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        with outages():
            if where.thread_ts is None:
                pages = self._clients.reading.conversations_history(**known)  # type: ignore[arg-type]  # typed words, sent as keywords
            else:
                pages = self._clients.reading.conversations_replies(ts=where.thread_ts, **known)  # type: ignore[arg-type]  # typed words, sent as keywords
            for page in pages:
                yield from page["messages"]


def _metadata(marker: str, seq: int) -> dict[str, Any]:
    return {"event_type": METADATA_TYPE, "event_payload": {"marker": marker, "seq": seq}}


def shortened(text: str) -> str:
    """Return a text that Slack takes as a message's plain text."""
    return text if len(text) <= PLAIN_TEXT_LIMIT else text[: PLAIN_TEXT_LIMIT - 1] + "…"
