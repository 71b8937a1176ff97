"""Which form of which message does a message event, or a channel's history, tell of?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.slack.client import Identity
from bot.domain.history import Said
from bot.domain.marks import PIN, reaction
from bot.domain.messages import File, Revision

Json = Mapping[str, Any]

SAID = frozenset({None, "", "bot_message", "me_message", "file_share", "thread_broadcast", "reply_broadcast"})
"""Subtypes of what somebody said; the others are joins, topics, names, reminders (Slack docs, message event)."""

TOMBSTONE = "tombstone"
LAST_OF_THE_SECOND = "999999"
"""History knows the second of an edit only (`edited.ts`), and shows the last edit in it."""


def revision_of(event: Json, us: Identity) -> Revision | None:
    """Read a message event; None for what nobody said, what we said, and edits that changed neither text nor files.

    An edit's revision is the event's moment; a root deleted under its replies comes as a `tombstone`.
    """
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(event, us)
    if subtype == "message_deleted":
        return _deleted(event, event.get("previous_message") or {}, us)
    if subtype not in SAID or not event.get("ts") or not event.get("channel"):
        return None
    return _revision(event, str(event["channel"]), str(event["ts"]), us)


def said_in(message: Json, channel: str, us: Identity) -> Said:
    """Read a message of `conversations.history` or `conversations.replies` as it stands there."""
    ts, edited = str(message["ts"]), message.get("edited") or {}
    subtype = message.get("subtype")
    revision = None
    if subtype in SAID:
        second = str(edited.get("ts") or "").partition(".")[0]
        revision = _revision(message, channel, f"{second}.{LAST_OF_THE_SECOND}" if second else ts, us)
    latest = message.get("latest_reply")
    return Said(
        ts=ts,
        revision=revision,
        latest_reply=str(latest) if latest else None,
        marks=frozenset(_marks(message)),
        crowded=frozenset(_crowded(message)),
        is_tombstone=subtype == TOMBSTONE,
    )


def _changed(event: Json, us: Identity) -> Revision | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == TOMBSTONE:
        return _deleted(event, {**before, "ts": now.get("ts")}, us)
    if now.get("subtype") not in SAID or not now.get("ts") or not event.get("channel"):
        return None
    if before and (_words(before), _files(before)) == (_words(now), _files(now)):
        return None  # an unfurled link, a new reply, a changed block
    edited_at = event.get("event_ts") or event.get("ts")  # the message's own `edited.ts` knows whole seconds only
    return _revision(now, str(event["channel"]), str(edited_at), us)


def _deleted(event: Json, before: Json, us: Identity) -> Revision | None:
    ts = event.get("deleted_ts") or before.get("ts")
    channel = event.get("channel")
    deleted_at = event.get("event_ts") or event.get("ts")
    if not ts or not channel or not deleted_at or _is_ours(before, us):
        return None
    return Revision(
        channel=str(channel),
        ts=str(ts),
        revision=str(deleted_at),
        author=_author(before),
        text="",
        root_ts=_root(before, str(ts)),
        is_deletion=True,
    )


def _revision(message: Json, channel: str, revision: str, us: Identity) -> Revision | None:
    author = _author(message)
    if not author or _is_ours(message, us):
        return None
    return Revision(
        channel=channel,
        ts=str(message["ts"]),
        revision=revision,
        author=author,
        text=_words(message),
        root_ts=_root(message, str(message["ts"])),
        files=_files(message),
    )


def _author(message: Json) -> str:
    return str(message.get("user") or message.get("bot_id") or "")


def _is_ours(message: Json, us: Identity) -> bool:
    return message.get("user") == us.user or (bool(us.bot) and message.get("bot_id") == us.bot)


def _root(message: Json, ts: str) -> str | None:
    root = message.get("thread_ts")
    return str(root) if root and root != ts else None


def _words(message: Json) -> str:
    """Return what was said; a bot often says it in attachments only, each with a `fallback` in plain text."""
    text = str(message.get("text") or "")
    parts = (message.get("attachments") or ()) if not text and message.get("bot_id") else ()
    said = (one.get("fallback") or one.get("text") or one.get("title") for one in parts if isinstance(one, Mapping))
    return text or "\n".join(str(one) for one in said if one)


def _files(message: Json) -> tuple[File, ...]:
    """Name files, and where they lie; one that was deleted has an id and a mode and nothing else (Slack docs, file)."""
    return tuple(
        File(
            name=str(one.get("name") or ""),
            id=str(one.get("id") or ""),
            type=str(one.get("mimetype") or ""),
            bytes=int(one.get("size") or 0),
            permalink=str(one.get("permalink") or ""),
            url=str(one.get("url_private") or ""),
        )
        for one in message.get("files") or ()
        if isinstance(one, Mapping)
    )


def _marks(message: Json) -> Iterator[tuple[str, str]]:
    for one in message.get("reactions") or ():
        for user in one.get("users") or ():
            yield reaction(str(one["name"])), str(user)
    if message.get("pinned_to"):
        yield PIN, ""


def _crowded(message: Json) -> Iterator[str]:
    """Name the reactions of which not everybody is named (Slack docs, reactions.get)."""
    for one in message.get("reactions") or ():
        users = one.get("users") or ()
        if int(one.get("count") or len(users)) > len(users):
            yield reaction(str(one["name"]))
