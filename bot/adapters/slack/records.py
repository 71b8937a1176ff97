"""What was said in a channel, what is the channel, and what is in a file that somebody shared there?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from slack_sdk.web import SlackResponse

from bot.adapters.slack.client import Ourselves, SlackClients, outages
from bot.adapters.slack.doors.messages import said_in
from bot.adapters.slack.files import read_file
from bot.domain.failures import Outage
from bot.domain.history import Page
from bot.ports.values import ChannelInfo

SAID_PAGE = 200
"""Slack advises at most 200 messages a page (Slack docs, pagination), and takes 50 pages a minute."""

END_OF_TIME = "9999999999.999999"
"""With a `latest` the page nearest to it comes first; without one, Slack may begin at `oldest` (Slack docs)."""


class SlackRecords:
    """The Records port over Slack's Web API."""

    def __init__(self, clients: SlackClients) -> None:
        """Take what is needed; no call is made."""
        self._clients = clients
        self._us = Ourselves(clients)

    def history(self, channel: str, *, oldest: str = "", latest: str | None = None) -> Iterator[Page]:
        """Read a channel, the newest page first; our own messages are there without their words."""
        window = {"oldest": oldest or "0", "latest": latest or END_OF_TIME, "limit": SAID_PAGE}
        client = self._clients.reading
        yield from self._pages(channel, lambda: client.conversations_history(channel=channel, **window))  # type: ignore[arg-type]  # typed words, sent as keywords

    def replies(self, channel: str, root_ts: str, *, oldest: str = "") -> Iterator[Page]:
        """Read a thread, the oldest page first. Slack repeats the root on every page; here it stands on the first."""
        client = self._clients.reading
        pages = self._pages(
            channel,
            lambda: client.conversations_replies(channel=channel, ts=root_ts, oldest=oldest or "0", limit=SAID_PAGE),
        )
        try:
            for number, page in enumerate(pages):
                kept = tuple(said for said in page.messages if number == 0 or said.ts != root_ts)
                yield Page(kept, page.has_more, page.is_limited)
        except Outage as outage:
            if outage.reason != "thread_not_found":
                raise

    def channel(self, channel_id: str) -> ChannelInfo:
        """Return what a channel is now."""
        with outages():
            told = self._clients.reading.conversations_info(channel=channel_id)["channel"]
        return ChannelInfo(
            id=str(told["id"]),
            name=str(told.get("name") or ""),
            is_private=bool(told.get("is_private")),
            is_archived=bool(told.get("is_archived")),
            is_member=bool(told.get("is_member")),
            topic=unescape(str((told.get("topic") or {}).get("value") or "")),
        )

    def file(self, url: str, *, most_bytes: int) -> bytes:
        """Return the bytes of a file in Slack."""
        return read_file(self._clients.reading, url, most_bytes=most_bytes)

    def _pages(self, channel: str, call: Callable[[], SlackResponse]) -> Iterator[Page]:
        us = self._us.known()
        with outages():
            for answer in call():
                body: Any = answer.data
                said = tuple(said_in(one, channel, us) for one in body["messages"])
                yield Page(said, bool(body.get("has_more")), bool(body.get("is_limited")))
