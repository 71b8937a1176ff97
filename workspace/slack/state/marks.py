"""How are messages marked: reactions, pins, and a channel's bookmarks?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.state.ids import new_id

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.state.team import Team

EMOJI_PER_MESSAGE = 23  # Slack docs, reactions.add: too_many_emoji
PINS_PER_CHANNEL = 100  # Slack docs, pins.add: too_many_pins
_EMOJI_NAME = re.compile(r"^[\w+'-]+(::skin-tone-[2-6])?$")


def react(team: Team, channel: Channel, message: Message, person: str, name: str) -> None:
    """Add a reaction (Slack docs, ``reactions.add``: already_reacted, invalid_name, too_many_emoji)."""
    emoji = name.strip(":")
    if not _EMOJI_NAME.match(emoji):
        raise Refused("invalid_name", "That is not an emoji's name.")
    users = message.reactions.get(emoji)
    if users is None and len(message.reactions) >= EMOJI_PER_MESSAGE:
        raise Refused("too_many_emoji", "That message has as many kinds of reactions as Slack allows.")
    if users is not None and person in users:
        raise Refused("already_reacted", "You reacted with that already.")
    message.reactions.setdefault(emoji, []).append(person)
    _tell_reaction(team, "reaction_added", channel, message, person, emoji)


def unreact(team: Team, channel: Channel, message: Message, person: str, name: str) -> None:
    """Take a reaction away (Slack docs, ``reactions.remove``: no_reaction)."""
    emoji = name.strip(":")
    users = message.reactions.get(emoji, [])
    if person not in users:
        raise Refused("no_reaction", "You did not react with that.")
    users.remove(person)
    if not users:
        del message.reactions[emoji]
    _tell_reaction(team, "reaction_removed", channel, message, person, emoji)


def _tell_reaction(team: Team, kind: str, channel: Channel, message: Message, person: str, emoji: str) -> None:
    facts: Json = {"user": person, "reaction": emoji, "item_user": message.author, "event_ts": team.moments.next_ts()}
    team.tell(Happening(kind, channel, message, facts))


def pin(team: Team, channel: Channel, message: Message, person: str) -> None:
    """Pin a message (Slack docs, ``pins.add``: already_pinned, too_many_pins)."""
    if message.ts in channel.pins:
        raise Refused("already_pinned", "That message is pinned already.")
    if len(channel.pins) >= PINS_PER_CHANNEL:
        raise Refused("too_many_pins", "That channel has as many pins as Slack allows.")
    channel.pins[message.ts] = {"created": int(team.moments.now()), "created_by": person}
    message.pinned = True
    _tell_pin(team, "pin_added", channel, message, person)


def unpin(team: Team, channel: Channel, message: Message, person: str) -> None:
    """Take a pin away (Slack docs, ``pins.remove``: no_pin)."""
    if channel.pins.pop(message.ts, None) is None:
        raise Refused("no_pin", "That message is not pinned.")
    message.pinned = False
    _tell_pin(team, "pin_removed", channel, message, person)


def _tell_pin(team: Team, kind: str, channel: Channel, message: Message, person: str) -> None:
    facts: Json = {"user": person, "pin_count": len(channel.pins), "event_ts": team.moments.next_ts()}
    team.tell(Happening(kind, channel, message, facts))


def add_bookmark(team: Team, channel: Channel, facts: Json) -> Json:
    """Put a link at the head of a channel (Slack docs, ``bookmarks.add``)."""
    now = int(team.moments.now())
    bookmark: Json = {
        "id": new_id("Bk"),
        "channel_id": channel.id,
        "title": facts.get("title", ""),
        "link": facts.get("link", ""),
        "emoji": facts.get("emoji", ""),
        "icon_url": "",
        "type": facts.get("type", "link"),
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": str(len(channel.bookmarks)),
        "last_updated_by_user_id": facts.get("user", ""),
        "last_updated_by_team_id": team.id,
        "shortcut_id": "",
        "app_id": facts.get("app_id", ""),
    }
    channel.bookmarks.append(bookmark)
    team.tell(Happening("channel", channel))
    return bookmark


def bookmark_of(channel: Channel, bookmark_id: str) -> Json:
    """Return a bookmark, or refuse with ``not_found``."""
    for bookmark in channel.bookmarks:
        if bookmark["id"] == bookmark_id:
            return bookmark
    raise Refused("not_found", "There is no such bookmark.")
