"""What can people say and mark: messages, edits, deletions, reactions, pins, files, channels?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.human.sharing import attached
from workspace.slack.human.wording import as_message
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import marks, membership, posting
from workspace.slack.state.happenings import Happening
from workspace.slack.state.messages import Draft

if TYPE_CHECKING:
    from workspace.slack.human.acting import Act
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message


def say(act: Act) -> Json:
    """Post a message or a reply; another bot's has a username and no user, as incoming webhooks' have."""
    channel = act.own_channel()
    text = str(act.get("text"))
    files = attached(act)
    if not text.strip() and not files:
        raise Refused("no_text", "Type something first.")
    draft = Draft(
        text=fitting(as_message(act.team, text)),
        files=files,
        thread_ts=str(act.get("thread_ts")) or None,
        broadcast=bool(act.get("broadcast", False)),
    )
    draft.broadcast = draft.broadcast and draft.thread_ts is not None
    if act.person.is_bot:
        draft.subtype, draft.extra = "bot_message", {"username": act.person.real_name}
    message = posting.post(act.team, channel, act.person, draft)
    if message.in_channel:
        channel.read_until[act.person.id] = message.ts
    return {"ok": True, "ts": message.ts, "channel": channel.id, "thread_ts": message.draft.thread_ts}


def fitting(text: str) -> str:
    """Return the text if a message takes it; a person is told, where an app's text would be cut (``TEXT_LIMIT``)."""
    if len(text) > posting.TEXT_LIMIT:
        raise Refused("msg_too_long", f"A message takes {posting.TEXT_LIMIT} characters.")
    return text


def _own(act: Act, verb: str) -> tuple[Channel, Message]:
    channel = act.own_channel()
    message = act.message(channel)
    if message.whispered_to or message.is_tombstone:
        raise Refused(f"cant_{verb}_message", "That message cannot be changed.")
    if message.author != act.person.id:
        raise Refused(f"cant_{verb}_message", "You can change only what you wrote yourself.")
    return channel, message


def edit(act: Act) -> Json:
    """Change one's own message."""
    channel, message = _own(act, "update")
    text = str(act.get("text"))
    if not text.strip():
        raise Refused("no_text", "A message cannot become empty; delete it instead.")
    change = Draft(text=fitting(as_message(act.team, text)))
    posting.edit(act.team, channel, message, change, marked_by=act.person.id)
    return {"ok": True, "ts": message.ts, "channel": channel.id}


def delete(act: Act) -> Json:
    """Take one's own message away; an ephemeral one is only dismissed."""
    channel = act.channel()
    whisper = channel.whispers.get(str(act.get("ts")))
    if whisper is not None and whisper.whispered_to == act.person.id:
        posting.unwhisper(act.team, channel, whisper)
        return {"ok": True, "ts": whisper.ts, "channel": channel.id}
    channel, message = _own(act, "delete")
    posting.delete(act.team, channel, message)
    return {"ok": True, "ts": message.ts, "channel": channel.id}


def react(act: Act) -> Json:
    """Add a reaction."""
    channel = act.own_channel()
    marks.react(act.team, channel, act.team.message(channel, str(act.get("ts"))), act.person.id, str(act.get("name")))
    return {"ok": True}


def unreact(act: Act) -> Json:
    """Take a reaction away."""
    channel = act.own_channel()
    marks.unreact(act.team, channel, act.team.message(channel, str(act.get("ts"))), act.person.id, str(act.get("name")))
    return {"ok": True}


def pin(act: Act) -> Json:
    """Pin a message."""
    channel = act.own_channel()
    marks.pin(act.team, channel, act.team.message(channel, str(act.get("ts"))), act.person.id)
    return {"ok": True}


def unpin(act: Act) -> Json:
    """Take a pin away."""
    channel = act.own_channel()
    marks.unpin(act.team, channel, act.team.message(channel, str(act.get("ts"))), act.person.id)
    return {"ok": True}


def join(act: Act) -> Json:
    """Join a public channel; guests come only where they are invited."""
    channel = act.channel()
    if act.person.is_restricted:
        raise Refused("user_is_restricted", "Guests come into a channel by invitation.")
    if not channel.has(act.person.id):
        membership.join(act.team, channel, act.person)
    return {"ok": True, "channel": channel.id}


def leave(act: Act) -> Json:
    """Leave a channel."""
    channel = act.own_channel()
    membership.leave(act.team, channel, act.person)
    return {"ok": True, "channel": channel.id}


def create_channel(act: Act) -> Json:
    """Make a channel."""
    if act.person.is_restricted:
        raise Refused("user_is_restricted", "Guests cannot make channels.")
    channel = membership.create(
        act.team, act.person, str(act.get("name")), is_private=bool(act.get("is_private", False))
    )
    return {"ok": True, "channel": channel.id}


def invite(act: Act) -> Json:
    """Bring somebody, or the bot, into a channel."""
    channel = act.own_channel()
    person = act.team.person(str(act.get("user")))
    if channel.has(person.id):
        raise Refused("already_in_channel", f"{person.real_name} is in #{channel.name} already.")
    membership.join(act.team, channel, person, inviter=act.person.id)
    return {"ok": True, "channel": channel.id}


def read(act: Act) -> Json:
    """Move the read mark."""
    channel = act.channel()
    ts = str(act.get("ts"))
    if ts > channel.read_until.get(act.person.id, ""):
        channel.read_until[act.person.id] = ts
        act.team.tell(Happening("read", channel, only_for=act.person.id))
    return {"ok": True}


def open_direct(act: Act) -> Json:
    """Open a direct conversation, with the bot for instance."""
    person = act.team.person(str(act.get("user")))
    return {"ok": True, "channel": act.team.direct_channel(act.person.id, person.id).id}


ACTS = {
    "post": say,
    "edit": edit,
    "delete": delete,
    "react": react,
    "unreact": unreact,
    "pin": pin,
    "unpin": unpin,
    "join": join,
    "leave": leave,
    "create_channel": create_channel,
    "invite": invite,
    "read": read,
    "open_direct": open_direct,
}
