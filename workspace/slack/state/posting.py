"""How is something said, edited, deleted or whispered, and what does that change around it?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.state.messages import TOMBSTONE_AUTHOR, TOMBSTONE_TEXT, Draft, Message

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.files import StoredFile
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team

TEXT_LIMIT = 40_000  # Slack docs, chat.postMessage: longer text is cut
THREADS_SAY_NO = {"tombstone", "channel_join", "channel_leave"}


def post(team: Team, channel: Channel, author: Person, draft: Draft, *, ts: str = "") -> Message:
    """Put a message into a channel or a thread and tell everybody.

    ``thread_ts`` must be a root message's ``ts`` (Slack docs, threading: use the parent's, never a reply's); a reply's
    own is taken for its parent's, an unknown one is refused.
    """
    draft = replace(draft, text=draft.text[:TEXT_LIMIT], thread_ts=_root_of(channel, draft.thread_ts))
    message = Message(ts or team.moments.next_ts(), channel.id, team.id, author.id, draft)
    if author.is_bot:
        message.bot = team.bot_profile(author)
    elif not draft.subtype:
        message.client_msg_id = str(uuid4())
    _file_away(team, channel, message)
    kind = "message"
    if draft.thread_ts is not None and draft.broadcast:
        kind = "thread_broadcast"
    elif draft.files:
        kind = "file_share"
    team.tell(Happening(kind, channel, message))
    return message


def _root_of(channel: Channel, thread_ts: str | None) -> str | None:
    if thread_ts is None:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.draft.subtype in THREADS_SAY_NO - {"tombstone"}:
        raise Refused("thread_not_found", "There is no such thread.")
    return parent.draft.thread_ts if parent.is_reply else thread_ts


def _file_away(team: Team, channel: Channel, message: Message) -> None:
    channel.messages[message.ts] = message
    if message.in_channel:
        channel.roots.append(message.ts)
    thread_ts = message.draft.thread_ts
    if thread_ts is not None:
        parent = channel.messages[thread_ts]
        parent.replies[message.ts] = message.author
        message.parent_author = parent.author
        team.tell(Happening("thread_grew", channel, parent))
    for file in message.draft.files:
        file.shares.setdefault(channel.id, []).append(message.ts)
        if channel.kind == "public_channel":
            file.public_channels.add(channel.id)


def edit(team: Team, channel: Channel, message: Message, change: Draft, *, marked_by: str = "") -> None:
    """Replace what a message says, keeping its place, thread, files and marks.

    ``marked_by`` sets the "edited" mark; an app's edit of blocks leaves none (Slack docs, ``chat.update``).
    """
    previous = message.for_api(with_marks=False)
    old = message.draft
    message.draft = replace(
        old,
        text=change.text[:TEXT_LIMIT],
        blocks=change.blocks,
        attachments=change.attachments,
        metadata=old.metadata if change.metadata is None else (change.metadata or None),
    )
    now = team.moments.next_ts()
    if marked_by:
        message.edited = {"user": marked_by, "ts": f"{now.partition('.')[0]}.000000"}
    team.tell(Happening("message_changed", channel, message, {"previous": previous, "event_ts": now}))


def delete(team: Team, channel: Channel, message: Message) -> None:
    """Take a message away; a thread's parent leaves a tombstone under which the replies stay.

    Source: Slack docs, message_deleted.
    """
    previous = message.for_api(with_marks=False)
    now = team.moments.next_ts()
    channel.pins.pop(message.ts, None)
    if message.replies:
        message.author = TOMBSTONE_AUTHOR
        message.bot = None
        message.client_msg_id = ""
        message.edited = None
        message.pinned = False
        message.reactions = {}
        message.draft = Draft(text=TOMBSTONE_TEXT, subtype="tombstone", extra={"hidden": True})
        team.tell(Happening("message_changed", channel, message, {"previous": previous, "event_ts": now}))
        return
    del channel.messages[message.ts]
    if message.in_channel:
        channel.roots.remove(message.ts)
    if message.is_reply:
        _forget_reply(team, channel, message)
    team.tell(
        Happening(
            "message_deleted", channel, message, {"previous": previous, "event_ts": now, "deleted_ts": message.ts}
        )
    )


def _forget_reply(team: Team, channel: Channel, message: Message) -> None:
    parent = channel.messages.get(message.draft.thread_ts or "")
    if parent is None:
        return
    parent.replies.pop(message.ts, None)
    if not parent.replies and parent.is_tombstone:
        del channel.messages[parent.ts]
        channel.roots.remove(parent.ts)
        team.tell(Happening("thread_shrank_away", channel, parent, {"deleted_ts": parent.ts}))
    else:
        team.tell(Happening("thread_grew", channel, parent))


def take_file_away(team: Team, file: StoredFile) -> None:
    """Remove a file everywhere; the messages that showed it stay, without it (Slack docs, file_deleted)."""
    team.files.files.pop(file.id, None)
    for channel_id, stamps in file.shares.items():
        channel = team.channels[channel_id]
        for ts in stamps:
            message = channel.messages.get(ts)
            if message is not None:
                message.draft.files.remove(file)
                team.tell(Happening("file_gone", channel, message))
    team.tell(Happening("file_deleted", facts={"file_id": file.id, "user": file.owner}))


def whisper(team: Team, channel: Channel, author: Person, listener: str, draft: Draft) -> Message:
    """Show an ephemeral message: to one person, not persisted, unknown to history.

    Source: Slack docs, ``chat.postEphemeral``.
    """
    draft = replace(draft, text=draft.text[:TEXT_LIMIT])
    message = Message(team.moments.next_ts(), channel.id, team.id, author.id, draft, whispered_to=listener)
    message.bot = team.bot_profile(author) if author.is_bot else None
    channel.whispers[message.ts] = message
    team.tell(Happening("ephemeral", channel, message, only_for=listener))
    return message


def rewhisper(team: Team, channel: Channel, message: Message, change: Draft) -> None:
    """Replace an ephemeral message; only a ``response_url`` can."""
    message.draft = replace(
        message.draft, text=change.text[:TEXT_LIMIT], blocks=change.blocks, attachments=change.attachments
    )
    team.tell(Happening("ephemeral_changed", channel, message, only_for=message.whispered_to))


def unwhisper(team: Team, channel: Channel, message: Message) -> None:
    """Take an ephemeral message away."""
    channel.whispers.pop(message.ts, None)
    team.tell(Happening("ephemeral_deleted", channel, message, only_for=message.whispered_to))


def note(team: Team, channel: Channel, author: Person, subtype: str, text: str, **extra: object) -> Message:
    """Put one of the channel's own lines: somebody joined, the topic was set."""
    facts: Json = dict(extra)
    return post(team, channel, author, Draft(text=text, subtype=subtype, extra=facts))
