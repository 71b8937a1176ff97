"""How is a place made to speak in, found again, and kept as it should be?"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Literal

from slack_sdk.web import SlackResponse

from bot.adapters.slack.client import Ourselves, SlackClients, outages, said_at
from bot.adapters.slack.inviting import invite
from bot.adapters.slack.topics import fitting, kept_marker, marked
from bot.domain.failures import Outage
from bot.domain.incidents.naming import latin_name, numbered_name

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
OURS_PAGE = 900
NUMBERED_UP_TO = 9
"""After so many rooms of one name and day the next is told apart by its marker (ours)."""

MADE_WITHIN_SECONDS = 30.0
"""Making a room takes two calls of at most 10 s and a short wait; one unmarked for longer was left by a crash."""

BOOKMARK_TITLE_LIMIT = 250
FULL = frozenset({"too_many_bookmarks"})
UNPINNABLE = frozenset({"message_not_found", "not_pinnable", "too_many_pins"})
UNMARKABLE = frozenset({"message_not_found", "too_many_emoji", "too_many_reactions"})
LEFT_TO_PEOPLE = frozenset({"not_in_channel", "not_allowed_token_type", "restricted_action"})
"""With a bot's token Slack opens no closed channel, and says `not_in_channel` (Slack docs, conversations.unarchive)."""


class SlackRooms:
    """The Rooms port over Slack's Web API.

    A room of ours is known by its creator and by the marker in its purpose, which survives whatever people change else.
    """

    def __init__(self, clients: SlackClients) -> None:
        """Take what is needed; no call is made."""
        self._clients = clients
        self._us = Ourselves(clients)
        self._spelt: dict[tuple[str, str], tuple[str, str]] = {}

    def open_room(self, name: str, *, marker: str, is_private: bool, people: Sequence[str]) -> str:
        """Make a channel, or find the one that was made for this marker; whom Slack refuses stays out."""
        ours = {str(channel["name"]): channel for channel in self._channels_with_us()}
        channel = self._marked(ours, marker) or self._made(name, marker, ours, is_private=is_private)
        try:
            refused = self.invite(channel, people)
        except Outage as outage:
            if outage.retry:
                raise
            log.warning("nobody invited", extra={"channel": channel, "reason": outage.reason})
        else:
            if refused:
                log.info("not invited", extra={"channel": channel, "refused": dict(refused)})
        return channel

    def invite(self, channel: str, people: Sequence[str]) -> Mapping[str, str]:
        """Invite people in batches; return who can't be, with Slack's word for why."""
        return invite(self._clients, channel, people)

    def dress_room(self, channel: str, *, topic: str, purpose: str = "") -> None:
        """Set what differs of topic and purpose; each setting shows as a line in the channel."""
        told = self._told(channel)
        self._set(channel, "topic", told, fitting(topic))
        if purpose:
            marker = kept_marker(told["purpose"]["value"])
            self._set(channel, "purpose", told, fitting(purpose) if marker is None else marked(purpose, marker))

    def pin(self, channel: str, ts: str) -> bool:
        """Pin a message."""
        facts = {"channel": channel, "timestamp": ts}
        return _was_done(lambda: self._clients.reading.pins_add(**facts), already="already_pinned", never=UNPINNABLE)

    def bookmark(self, channel: str, title: str, url: str) -> bool:
        """Put a link at the head of a channel, unless it is there."""
        with outages():
            known = self._clients.reading.bookmarks_list(channel_id=channel)["bookmarks"]
        if any(unescape(str(one.get("link"))) == url for one in known):
            return True
        facts = {"channel_id": channel, "title": title[:BOOKMARK_TITLE_LIMIT], "type": "link", "link": url}
        return _was_done(lambda: self._clients.speaking.bookmarks_add(**facts), never=FULL)

    def react(self, channel: str, ts: str, emoji: str) -> bool:
        """Put an emoji under a message."""
        facts = {"channel": channel, "timestamp": ts, "name": emoji.strip(":")}
        return _was_done(
            lambda: self._clients.reading.reactions_add(**facts), already="already_reacted", never=UNMARKABLE
        )

    def archive_room(self, channel: str) -> None:
        """Close a channel."""
        try:
            reading = self._clients.reading
            _was_done(lambda: reading.conversations_archive(channel=channel), already="already_archived")
        except Outage as outage:
            if outage.reason != "not_in_channel" or not self._told(channel)["is_archived"]:
                raise

    def unarchive_room(self, channel: str) -> bool:
        """Open a closed channel again, if Slack lets us."""
        if not self._told(channel)["is_archived"]:
            return True
        reading = self._clients.reading
        return _was_done(
            lambda: reading.conversations_unarchive(channel=channel), already="not_archived", never=LEFT_TO_PEOPLE
        )

    def _channels_with_us(self) -> Iterator[Json]:
        with outages():
            pages = self._clients.reading.users_conversations(
                types="public_channel,private_channel", exclude_archived=True, limit=OURS_PAGE
            )
            for page in pages:
                at = said_at(page.headers)
                yield from ({**channel, "seen_at": at} for channel in page["channels"])

    def _marked(self, ours: Mapping[str, Json], marker: str) -> str | None:
        us = self._us.known().user
        for channel in ours.values():
            if channel.get("creator") == us and kept_marker((channel.get("purpose") or {}).get("value")) == marker:
                return str(channel["id"])
        return None

    def _made(self, name: str, marker: str, ours: Mapping[str, Json], *, is_private: bool) -> str:
        for candidate in _names(name, marker):
            known = ours.get(candidate)
            if known is not None and self._was_left(known, is_private=is_private):
                return self._mark(str(known["id"]), marker)
            if known is not None:
                continue
            try:
                with outages():
                    made = self._clients.speaking.conversations_create(name=candidate, is_private=is_private)
            except Outage as outage:
                if outage.reason.startswith("invalid_name") and latin_name(name) != name:
                    return self._made(latin_name(name), marker, ours, is_private=is_private)
                if outage.reason != "name_taken":
                    raise
            else:
                return self._mark(str(made["channel"]["id"]), marker)
        raise Outage("slack", "name_taken", retry=False, detail=name)

    def _was_left(self, channel: Json, *, is_private: bool) -> bool:
        """Say whether we made this channel and died before it got its marker; nobody ever set its purpose or topic.

        Raises a retryable Outage while another of us may be about to mark it.
        """
        notes = [channel.get(what) or {"value": "unknown"} for what in ("purpose", "topic")]
        is_bare = not any(note.get("last_set") or note.get("value") for note in notes)
        is_ours = channel.get("creator") == self._us.known().user and bool(channel.get("is_private")) == is_private
        if not (is_ours and is_bare) or channel["seen_at"] is None:
            return False
        age = abs(channel["seen_at"] - float(channel["created"]))
        if age < MADE_WITHIN_SECONDS:
            raise Outage("slack", "room_being_made", retry_after=MADE_WITHIN_SECONDS - age, detail=str(channel["id"]))
        return True

    def _mark(self, channel: str, marker: str) -> str:
        with outages():
            self._clients.reading.conversations_setPurpose(channel=channel, purpose=marked("", marker))
        return channel

    def _told(self, channel: str) -> Json:
        with outages():
            told: Json = self._clients.reading.conversations_info(channel=channel)["channel"]
        return told

    def _set(self, channel: str, what: Literal["topic", "purpose"], told: Json, wanted: str) -> None:
        """Set it unless it is set: as we wrote it, or as Slack spelt it when we did (it may name emoji, say)."""
        stands = unescape(str(told[what]["value"]))
        if stands == unescape(wanted) or self._spelt.get((channel, what)) == (wanted, stands):
            return
        client = self._clients.speaking
        with outages():
            if what == "topic":
                answer = client.conversations_setTopic(channel=channel, topic=wanted)
            else:
                answer = client.conversations_setPurpose(channel=channel, purpose=wanted)
        shown = (answer.get("channel") or {}).get(what) or {}
        self._spelt[channel, what] = (wanted, unescape(str(shown.get("value", ""))))


def _names(name: str, marker: str) -> Iterator[str]:
    yield name
    for number in range(2, NUMBERED_UP_TO + 1):
        yield numbered_name(name, number)
    yield numbered_name(name, hashlib.sha256(marker.encode()).hexdigest()[:8])


def _was_done(call: Callable[[], SlackResponse], *, already: str = "", never: Collection[str] = ()) -> bool:
    """Make a call; True also when it was done before, False when Slack says that it can't be."""
    try:
        with outages():
            call()
    except Outage as outage:
        if outage.reason not in {already, *never}:
            raise
        return outage.reason == already
    return True
