"""Methods that mark: reactions, pins, bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import Method, method
from workspace.slack.api.pages import paged
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import marks
from workspace.slack.state.happenings import Happening

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message


def _target(call: Call) -> tuple[Channel, Message]:
    """Return the message meant by ``channel`` and ``timestamp``, where the bot may mark it."""
    channel = call.writable_channel()
    if not call.get("timestamp"):
        raise Refused("no_item_specified")
    return channel, call.team.message(channel, str(call.get("timestamp")))


def _react(call: Call) -> Json:
    marks.react(call.team, *_target(call), call.bot.id, str(call.get("name")))
    return {"ok": True}


def _unreact(call: Call) -> Json:
    marks.unreact(call.team, *_target(call), call.bot.id, str(call.get("name")))
    return {"ok": True}


def _reactions(call: Call) -> Json:
    channel = call.joined_channel()
    message = call.team.message(channel, str(call.get("timestamp")))
    found = message.for_api() | {"permalink": call.team.permalink(message)}
    return {"ok": True, "type": "message", "channel": channel.id, "message": found}


def _reacted(call: Call) -> Json:
    """Return what somebody, the bot unless named, reacted to, the newest first (Slack docs, reactions.list)."""
    user = str(call.get("user")) or call.bot.id
    found: list[Json] = [
        {"type": "message", "channel": channel.id, "message": message.for_api()}
        for channel in call.team.channels.values()
        if channel.has(call.bot.id)
        for message in channel.messages.values()
        if any(user in users for users in message.reactions.values())
    ]
    page, metadata = paged(call, sorted(found, key=lambda item: str(item["message"]["ts"]), reverse=True))
    return {"ok": True, "items": page, "response_metadata": metadata}


def _pin(call: Call) -> Json:
    marks.pin(call.team, *_target(call), call.bot.id)
    return {"ok": True}


def _unpin(call: Call) -> Json:
    marks.unpin(call.team, *_target(call), call.bot.id)
    return {"ok": True}


def _pins(call: Call) -> Json:
    channel = call.joined_channel()
    items = []
    for ts, facts in reversed(channel.pins.items()):
        message = channel.messages[ts]
        full = message.for_api() | {"permalink": call.team.permalink(message)}
        items.append({"type": "message", "channel": channel.id, "message": full, **facts})
    return {"ok": True, "items": items}


def _bookmarked(call: Call) -> Channel:
    """Return the channel that bookmark methods call ``channel_id``."""
    channel = call.team.channel(str(call.get("channel_id")))
    if not channel.visible_to(call.bot.id):
        raise Refused("channel_not_found")
    if not channel.has(call.bot.id):
        raise Refused("not_in_channel")
    return channel


def _add_bookmark(call: Call) -> Json:
    if call.get("type") == "link" and not call.get("link"):
        raise Refused("invalid_link")
    facts = {**call.arguments, "user": call.bot.id, "app_id": call.team.app.app_id}
    return {"ok": True, "bookmark": marks.add_bookmark(call.team, _bookmarked(call), facts)}


def _edit_bookmark(call: Call) -> Json:
    channel = _bookmarked(call)
    bookmark = marks.bookmark_of(channel, str(call.get("bookmark_id")))
    bookmark.update({name: call.arguments[name] for name in ("title", "link", "emoji") if name in call.arguments})
    bookmark["date_updated"] = int(call.team.moments.now())
    call.team.tell(Happening("channel", channel))
    return {"ok": True, "bookmark": bookmark}


def _remove_bookmark(call: Call) -> Json:
    channel = _bookmarked(call)
    channel.bookmarks.remove(marks.bookmark_of(channel, str(call.get("bookmark_id"))))
    call.team.tell(Happening("channel", channel))
    return {"ok": True}


def _bookmarks(call: Call) -> Json:
    return {"ok": True, "bookmarks": list(_bookmarked(call).bookmarks)}


_ONE = "channel! timestamp name!"
METHODS: tuple[Method, ...] = (
    method("reactions.add", _react, _ONE, scopes="reactions:write"),
    method("reactions.remove", _unreact, _ONE, scopes="reactions:write", tier=2),
    method("reactions.get", _reactions, "channel! timestamp! full:flag", scopes="reactions:read"),
    method(
        "reactions.list",
        _reacted,
        "cursor limit:number user full:flag count:number page:number",
        scopes="reactions:read",
        tier=2,
    ),
    method("pins.add", _pin, "channel! timestamp", scopes="pins:write", tier=2),
    method("pins.remove", _unpin, "channel! timestamp", scopes="pins:write", tier=2),
    method("pins.list", _pins, "channel!", scopes="pins:read", tier=2),
    method(
        "bookmarks.add",
        _add_bookmark,
        "channel_id! title! type! link emoji entity_id access_level parent_id",
        scopes="bookmarks:write",
        tier=2,
    ),
    method(
        "bookmarks.edit", _edit_bookmark, "channel_id! bookmark_id! title link emoji", scopes="bookmarks:write", tier=2
    ),
    method(
        "bookmarks.remove",
        _remove_bookmark,
        "channel_id! bookmark_id! quip_section_id",
        scopes="bookmarks:write",
        tier=2,
    ),
    method("bookmarks.list", _bookmarks, "channel_id!", scopes="bookmarks:read"),
)
