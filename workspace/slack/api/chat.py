"""Methods with which the app speaks: chat.*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import Method, method
from workspace.slack.api.rates import SPECIAL
from workspace.slack.blocks.checks import checked_content
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import posting
from workspace.slack.state.messages import Draft
from workspace.slack.state.moments import normal_ts

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message

UPDATE_TEXT_LIMIT = 4000  # Slack docs, chat.update: msg_too_long
CONTENT = (
    "text blocks:raw attachments:raw metadata:raw markdown_text parse "
    "link_names:flag unfurl_links:flag unfurl_media:flag"
)
_POST = (
    f"channel! {CONTENT} thread_ts reply_broadcast:flag mrkdwn:flag "
    "username icon_emoji icon_url as_user:flag client_msg_id"
)


def destination(call: Call) -> Channel:
    """Return where to post: a channel's id or name, or a person's id for their direct messages.

    Source: Slack docs, chat.postMessage.
    """
    wanted = str(call.get("channel"))
    bot = call.bot
    if wanted in call.team.people:
        return call.team.direct_channel(bot.id, wanted)
    channel = call.team.channels.get(wanted) or call.team.channel_named(wanted)
    if channel is None or not channel.visible_to(bot.id):
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if not channel.has(bot.id) and not (
        channel.kind == "public_channel" and "chat:write.public" in call.team.manifest.scopes
    ):
        raise Refused("not_in_channel")
    return channel


def content(call: Call) -> Draft:
    """Return what is to be said, checked; refuses nothing at all with ``no_text``."""
    draft = checked_content(call.team, call.arguments)
    if not (draft.text or draft.blocks or draft.attachments):
        raise Refused("no_text")
    return draft


def _post_message(call: Call) -> Json:
    channel = destination(call)
    draft = content(call)
    thread_ts = str(call.get("thread_ts"))
    if thread_ts:
        draft.thread_ts = normal_ts(thread_ts)
        if draft.thread_ts is None:
            raise Refused("invalid_thread_ts")
    draft.broadcast = bool(draft.thread_ts) and bool(call.get("reply_broadcast", False))
    if call.get("username") or call.get("icon_emoji"):
        call.need_scope("chat:write.customize")
        draft.extra = {"username": call.get("username")} if call.get("username") else {}
    message = posting.post(call.team, channel, call.bot, draft)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.for_api(with_metadata=True)}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.messages.get(str(call.get("ts")))
    if message is None or message.is_tombstone:
        raise Refused("message_not_found")
    if message.author != call.bot.id:
        raise Refused(refusal)
    return channel, message


def _update(call: Call) -> Json:
    """Edit; text without blocks removes the old blocks, metadata left out is kept, blocks leave no "edited" mark.

    Source: Slack docs, chat.update.
    """
    channel, message = _own_message(call, "cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    draft = content(call)
    if len(draft.text) > UPDATE_TEXT_LIMIT:
        raise Refused("msg_too_long")
    if not draft.attachments and "attachments" not in call.arguments:
        draft.attachments = message.draft.attachments
    marked_by = "" if draft.blocks else call.bot.id
    posting.edit(call.team, channel, message, draft, marked_by=marked_by)
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "text": draft.text,
        "message": message.for_api(with_metadata=True),
    }


def _delete(call: Call) -> Json:
    channel, message = _own_message(call, "cant_delete_message")
    posting.delete(call.team, channel, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _post_ephemeral(call: Call) -> Json:
    channel = destination(call)
    listener = str(call.get("user"))
    if not channel.has(listener):
        raise Refused("user_not_in_channel")
    draft = content(call)
    draft.thread_ts = str(call.get("thread_ts")) or None
    message = posting.whisper(call.team, channel, call.bot, listener, draft)
    return {"ok": True, "message_ts": message.ts}


def _me_message(call: Call) -> Json:
    """Say what one does (Slack docs, chat.meMessage)."""
    channel = destination(call)
    message = posting.post(call.team, channel, call.bot, Draft(text=str(call.get("text")), subtype="me_message"))
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.team.message(channel, str(call.get("message_ts")))
    return {"ok": True, "channel": channel.id, "permalink": call.team.permalink(message)}


METHODS: tuple[Method, ...] = (
    method("chat.postMessage", _post_message, _POST, scopes="chat:write", tier=SPECIAL),
    method(
        "chat.update",
        _update,
        f"channel! ts! {CONTENT} reply_broadcast:flag file_ids:names as_user:flag",
        scopes="chat:write",
    ),
    method("chat.delete", _delete, "channel! ts! as_user:flag", scopes="chat:write"),
    method("chat.postEphemeral", _post_ephemeral, f"{_POST} user!", scopes="chat:write", tier=4),
    method("chat.meMessage", _me_message, "channel! text!", scopes="chat:write"),
    method("chat.getPermalink", _permalink, "channel! message_ts!", tier=SPECIAL),
)
