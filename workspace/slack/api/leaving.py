"""Methods that take somebody out of a conversation, close it, open it again, or move the read mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import MANAGE_SCOPES, Method, method
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import membership
from workspace.slack.state.moments import normal_ts

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.channels import Channel


def _manage(call: Call, channel: Channel) -> None:
    call.need_scope("channels:manage" if channel.kind == "public_channel" else "groups:write")


def _kick(call: Call) -> Json:
    """Take somebody out (Slack docs, conversations.kick)."""
    channel = call.writable_channel()
    _manage(call, channel)
    person = call.team.person(str(call.get("user")))
    if person.id == call.bot.id:
        raise Refused("cant_kick_self")
    if not channel.has(person.id):
        raise Refused("not_in_channel")
    if channel.is_general:
        raise Refused("cant_kick_from_general")
    membership.leave(call.team, channel, person)
    return {"ok": True, "errors": {}}


def _unarchive(call: Call) -> Json:
    """Refuse to open a closed channel again: a bot's token can't (Slack docs, conversations.unarchive, bug alert)."""
    channel = call.channel()
    _manage(call, channel)
    raise Refused("not_in_channel" if channel.is_archived else "not_archived")


def _close(call: Call) -> Json:
    """Close a direct conversation; what was said stays (Slack docs, conversations.close)."""
    channel = call.joined_channel()
    if not (channel.is_im or channel.is_mpim):
        raise Refused("method_not_supported_for_channel_type")
    return {"ok": True, "no_op": True, "already_closed": True}


def _mark(call: Call) -> Json:
    """Move the bot's own read mark (Slack docs, conversations.mark)."""
    channel, ts = call.joined_channel(), normal_ts(str(call.get("ts")))
    if ts is None:
        raise Refused("invalid_timestamp")
    channel.read_until[call.bot.id] = ts
    return {"ok": True}


METHODS: tuple[Method, ...] = (
    method("conversations.kick", _kick, "channel! user!", scopes=MANAGE_SCOPES),
    method("conversations.unarchive", _unarchive, "channel!", scopes=MANAGE_SCOPES, tier=2),
    method("conversations.close", _close, "channel!", scopes="im:write mpim:write", tier=2),
    method("conversations.mark", _mark, "channel! ts!", scopes=MANAGE_SCOPES),
)
