"""Methods with which the app speaks later: chat.scheduleMessage and kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.chat import CONTENT, content, destination
from workspace.slack.api.method import Method, method
from workspace.slack.api.pages import paged
from workspace.slack.refusals import Json, Refused
from workspace.slack.state.moments import normal_ts

if TYPE_CHECKING:
    from workspace.slack.api.method import Call

LONGEST_SECONDS = 120 * 24 * 3600  # Slack docs, chat.scheduleMessage: time_too_far


def _schedule(call: Call) -> Json:
    channel = destination(call)
    draft = content(call)
    draft.thread_ts = normal_ts(str(call.get("thread_ts"))) if call.get("thread_ts") else None
    post_at, now = int(call.get("post_at", 0)), call.team.moments.now()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at > now + LONGEST_SECONDS:
        raise Refused("time_too_far")
    made = call.board.agenda.add(channel.id, post_at, draft)
    message = {"type": "delayed_message", "text": draft.text, "user": call.bot.id, "bot_id": call.bot.bot_id}
    return {
        "ok": True,
        "channel": channel.id,
        "scheduled_message_id": made.id,
        "post_at": made.post_at,
        "message": {**message, "team": call.team.id},
    }


def _unschedule(call: Call) -> Json:
    channel = call.channel()
    if not call.board.agenda.remove(channel.id, str(call.get("scheduled_message_id"))):
        raise Refused("invalid_scheduled_message_id")
    return {"ok": True}


def _scheduled(call: Call) -> Json:
    wanted = str(call.get("channel"))
    if wanted and wanted not in call.team.channels:
        raise Refused("invalid_channel")
    found = [
        {
            "id": one.id,
            "channel_id": one.channel_id,
            "post_at": one.post_at,
            "date_created": one.created,
            "text": one.draft.text,
        }
        for one in sorted(call.board.agenda.waiting.values(), key=lambda one: one.post_at)
        if wanted in ("", one.channel_id)
    ]
    page, metadata = paged(call, found)
    return {"ok": True, "scheduled_messages": page, "response_metadata": metadata}


METHODS: tuple[Method, ...] = (
    method(
        "chat.scheduleMessage",
        _schedule,
        f"channel! post_at:number! {CONTENT} thread_ts reply_broadcast:flag as_user:flag",
        scopes="chat:write",
    ),
    method(
        "chat.deleteScheduledMessage",
        _unschedule,
        "channel! scheduled_message_id! as_user:flag",
        scopes="chat:write",
    ),
    method("chat.scheduledMessages.list", _scheduled, "channel cursor latest limit:number oldest", scopes="chat:write"),
)
