"""Methods that read conversations: list, info, history, replies, members."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from workspace.slack.api.method import HISTORY_SCOPES, READ_SCOPES, Method, method
from workspace.slack.api.pages import between, cursor_to, inside, page_size, paged, place_of
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.api.method import Call

_FAMILY = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_WINDOW = "channel! cursor limit:number oldest latest inclusive:flag include_all_metadata:flag"
REPLIES_DEFAULT = 1000


def _list(call: Call) -> Json:
    """List channels: public ones by default, private ones only where the bot is (Slack docs, conversations.list)."""
    kinds = call.get("types", ["public_channel"])
    for kind in kinds:
        if kind not in _FAMILY:
            raise Refused("invalid_types")
        call.need_scope(f"{_FAMILY[kind]}:read")
    bot = call.bot.id
    found = [
        channel
        for channel in call.team.channels.values()
        if channel.kind in kinds
        and channel.visible_to(bot)
        and not (call.get("exclude_archived", False) and channel.is_archived)
    ]
    page, metadata = paged(call, found)
    return {
        "ok": True,
        "channels": [channel.for_api(bot, with_count=True) for channel in page],
        "response_metadata": metadata,
    }


def _info(call: Call) -> Json:
    channel = call.channel("read")
    found = channel.for_api(call.bot.id, with_count=bool(call.get("include_num_members", False)))
    if call.get("include_locale", False):
        found["locale"] = "en-US"
    return {"ok": True, "channel": found}


def _history(call: Call) -> Json:
    """Return what stands in the channel, newest first; replies only where they were broadcast.

    Source: Slack docs, conversations.history.
    """
    channel = call.joined_channel("history")
    oldest, latest, inclusive = between(call)
    limit = page_size(call, 100)
    cursor = str(call.get("cursor"))
    until = place_of(cursor) if cursor else latest + "~"
    stamps = channel.roots[bisect_left(channel.roots, oldest) : bisect_left(channel.roots, until)]
    window = [ts for ts in stamps if inside(ts, oldest, latest, inclusive=inclusive)]
    page = window[-limit:]
    with_metadata = bool(call.get("include_all_metadata", False))
    has_more = len(window) > len(page)
    answer: Json = {
        "ok": True,
        "messages": [channel.messages[ts].for_api(with_metadata=with_metadata) for ts in reversed(page)],
        "has_more": has_more,
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": {"next_cursor": cursor_to(page[0]) if has_more else ""},
    }
    return answer


def _replies(call: Call) -> Json:
    """Return a thread, its parent first on every page, oldest first (Slack docs, conversations.replies)."""
    channel = call.joined_channel("history")
    found = channel.messages.get(str(call.get("ts")))
    if found is None:
        raise Refused("thread_not_found")
    parent = channel.messages[found.thread_ts or found.ts]
    oldest, latest, inclusive = between(call)
    limit = page_size(call, REPLIES_DEFAULT, REPLIES_DEFAULT)
    cursor = str(call.get("cursor"))
    after = place_of(cursor) if cursor else ""
    window = [ts for ts in parent.replies if ts > after and inside(ts, oldest, latest, inclusive=inclusive)]
    page = window[: max(1, limit - 1)]
    has_more = len(window) > len(page)
    with_metadata = bool(call.get("include_all_metadata", False))
    messages = [parent, *(channel.messages[ts] for ts in page)]
    return {
        "ok": True,
        "messages": [message.for_api(with_metadata=with_metadata) for message in messages],
        "has_more": has_more,
        "response_metadata": {"next_cursor": cursor_to(page[-1]) if has_more else ""},
    }


def _members(call: Call) -> Json:
    channel = call.channel("read")
    page, metadata = paged(call, list(channel.members))
    return {"ok": True, "members": page, "response_metadata": metadata}


METHODS: tuple[Method, ...] = (
    method(
        "conversations.list", _list, "cursor exclude_archived:flag limit:number types:names", scopes=READ_SCOPES, tier=2
    ),
    method("conversations.info", _info, "channel! include_locale:flag include_num_members:flag", scopes=READ_SCOPES),
    method("conversations.history", _history, _WINDOW, scopes=HISTORY_SCOPES),
    method("conversations.replies", _replies, f"{_WINDOW} ts!", scopes=HISTORY_SCOPES),
    method("conversations.members", _members, "channel! cursor limit:number", scopes=READ_SCOPES, tier=4),
)
