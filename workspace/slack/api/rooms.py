"""Methods that change conversations: create, invite, join, leave, rename, topic, archive, open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import MANAGE_SCOPES, Method, method
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import membership

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.channels import Channel

USERS_PER_DIRECT_MESSAGE = 8  # Slack docs, conversations.open


def _managed(call: Call, special: str = "") -> Channel:
    """Return a joined, open channel that the scopes let the app manage."""
    channel = call.writable_channel()
    general = "channels:manage" if channel.kind == "public_channel" else "groups:write"
    call.need_scope(general, *([special] if special else []))
    return channel


def _shown(call: Call, channel: Channel) -> Json:
    return {"ok": True, "channel": channel.for_api(call.bot.id)}


def _create(call: Call) -> Json:
    is_private = bool(call.get("is_private", False))
    call.need_scope("groups:write" if is_private else "channels:manage")
    return _shown(call, membership.create(call.team, call.bot, str(call.get("name")), is_private=is_private))


def _invite(call: Call) -> Json:
    channel = _managed(call, "channels:write.invites")
    wanted = call.get("users", [])
    errors = [
        {"user": user, "ok": False, "error": error} for user in wanted if (error := _no_invitation(call, channel, user))
    ]
    if errors and not (call.get("force", False) and len(errors) < len(wanted)):
        raise Refused(str(errors[0]["error"]), errors=errors)
    for user in wanted:
        if not channel.has(user) and user in call.team.people:
            membership.join(call.team, channel, call.team.person(user), inviter=call.bot.id)
    return _shown(call, channel)


def _no_invitation(call: Call, channel: Channel, user: str) -> str:
    if user == call.bot.id:
        return "cant_invite_self"
    if user not in call.team.people:
        return "user_not_found"
    if channel.has(user):
        return "already_in_channel"
    is_full = call.team.people[user].is_ultra_restricted and any(
        one.has(user) for one in call.team.channels.values() if not one.is_im
    )
    return "ura_max_channels" if is_full else ""


def _join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public_channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.has(call.bot.id):
        warning = "already_in_channel"
        return {**_shown(call, channel), "warning": warning, "response_metadata": {"warnings": [warning]}}
    membership.join(call.team, channel, call.bot)
    return _shown(call, channel)


def _leave(call: Call) -> Json:
    channel = call.channel()
    if not channel.has(call.bot.id):
        return {"ok": True, "not_in_channel": True}
    membership.leave(call.team, channel, call.bot)
    return {"ok": True}


def _rename(call: Call) -> Json:
    channel = _managed(call)
    membership.rename(call.team, channel, call.bot, str(call.get("name")))
    return _shown(call, channel)


def _set_topic(call: Call) -> Json:
    channel = _managed(call, "channels:write.topic")
    membership.dress(call.team, channel, call.bot, "topic", str(call.get("topic")))
    return {**_shown(call, channel), "topic": channel.topic.value}


def _set_purpose(call: Call) -> Json:
    channel = _managed(call, "channels:write.topic")
    membership.dress(call.team, channel, call.bot, "purpose", str(call.get("purpose")))
    return {**_shown(call, channel), "purpose": channel.purpose.value}


def _archive(call: Call) -> Json:
    channel = call.joined_channel()
    call.need_scope("channels:manage" if channel.kind == "public_channel" else "groups:write")
    membership.archive(call.team, channel, call.bot)
    return {"ok": True}


def _open(call: Call) -> Json:
    """Open a direct conversation, or return the one there is (Slack docs, conversations.open)."""
    users, named = call.get("users", []), str(call.get("channel"))
    if named:
        return {"ok": True, "channel": {"id": call.channel().id}, "no_op": True, "already_open": True}
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > USERS_PER_DIRECT_MESSAGE:
        raise Refused("too_many_users")
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    for user in users:
        call.team.person(user)
    channel = call.team.direct_channel(call.bot.id, *users)
    found = channel.for_api(call.bot.id) if call.get("return_im", False) else {"id": channel.id}
    return {"ok": True, "channel": found}


METHODS: tuple[Method, ...] = (
    method("conversations.create", _create, "name! is_private:flag", scopes=MANAGE_SCOPES, tier=2),
    method(
        "conversations.invite",
        _invite,
        "channel! users:names! force:flag",
        scopes=f"{MANAGE_SCOPES} channels:write.invites",
    ),
    method("conversations.join", _join, "channel!", scopes="channels:join"),
    method("conversations.leave", _leave, "channel!", scopes=MANAGE_SCOPES),
    method("conversations.rename", _rename, "channel! name!", scopes=MANAGE_SCOPES, tier=2),
    method(
        "conversations.setTopic", _set_topic, "channel! topic", scopes=f"{MANAGE_SCOPES} channels:write.topic", tier=2
    ),
    method(
        "conversations.setPurpose",
        _set_purpose,
        "channel! purpose",
        scopes=f"{MANAGE_SCOPES} channels:write.topic",
        tier=2,
    ),
    method("conversations.archive", _archive, "channel!", scopes=MANAGE_SCOPES, tier=2),
    method(
        "conversations.open",
        _open,
        "channel users:names return_im:flag prevent_creation:flag",
        scopes="im:write mpim:write",
    ),
)
