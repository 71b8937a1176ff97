"""What does the app say through an acknowledgement or a response URL, and where does it appear?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace.slack.blocks.checks import checked_content
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import posting
from workspace.slack.state.messages import Draft

if TYPE_CHECKING:
    from workspace.slack.passes import ResponsePass
    from workspace.slack.state.team import Team


def respond(team: Team, leave: ResponsePass, body: Json) -> None:
    """Carry out what a response says: response_type, replace_original, delete_original, thread_ts.

    Source: Slack docs, message responses. The default is an ephemeral message. A public message
    appears whether or not the bot is a member.
    """
    if _truth(body.get("delete_original")):
        _delete_original(team, leave)
    elif _truth(body.get("replace_original")) and leave.message_ts:
        _replace_original(team, leave, _draft(team, body))
    else:
        _say(team, leave, body)


def says_something(answer: Json) -> bool:
    """Tell whether an acknowledgement carries a message."""
    return bool(answer.get("text") or answer.get("blocks") or answer.get("attachments"))


def _draft(team: Team, body: Json) -> Draft:
    thread_ts = body.get("thread_ts")
    draft = checked_content(team, body)
    draft.thread_ts = str(thread_ts) if thread_ts else None
    return draft


def _say(team: Team, leave: ResponsePass, body: Json) -> None:
    channel = team.channel(leave.channel_id)
    bot = team.person(team.app.bot_user_id)
    draft = _draft(team, body)
    if not (draft.text or draft.blocks or draft.attachments):
        raise Refused("no_text")
    if body.get("response_type") == "in_channel":
        message = posting.post(team, channel, bot, draft)
    else:
        message = posting.whisper(team, channel, bot, leave.person, draft)
    if not leave.message_ts:  # a command's: what it said first is what it may replace later
        leave.message_ts = message.ts
        leave.is_ephemeral = bool(message.whispered_to)


def _replace_original(team: Team, leave: ResponsePass, draft: Draft) -> None:
    channel = team.channel(leave.channel_id)
    if leave.is_ephemeral:
        whisper = channel.whispers.get(leave.message_ts)
        if whisper is None:
            raise Refused("message_not_found")
        posting.rewhisper(team, channel, whisper, draft)
    else:
        posting.edit(team, channel, team.message(channel, leave.message_ts), draft)


def _delete_original(team: Team, leave: ResponsePass) -> None:
    channel = team.channel(leave.channel_id)
    if leave.is_ephemeral:
        whisper = channel.whispers.get(leave.message_ts)
        if whisper is not None:
            posting.unwhisper(team, channel, whisper)
    elif leave.message_ts:
        posting.delete(team, channel, team.message(channel, leave.message_ts))


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "1"}
