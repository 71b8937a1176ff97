"""Which form of which message does a message event tell of?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.client import Identity
from bot.domain.messages import Revision

Json = Mapping[str, Any]

SAID = frozenset({None, "", "bot_message", "me_message", "file_share", "thread_broadcast", "reply_broadcast"})
"""Subtypes of what somebody said; the others are joins, topics, names, reminders (Slack docs, message event)."""


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


def _changed(event: Json, us: Identity) -> Revision | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":
        return _deleted(event, {**before, "ts": now.get("ts")}, us)
    if now.get("subtype") not in SAID or not now.get("ts") or not event.get("channel"):
        return None
    if before and (before.get("text"), _files(before)) == (now.get("text"), _files(now)):
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
        text=str(message.get("text") or ""),
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


def _files(message: Json) -> tuple[str, ...]:
    """Name files and where they lie; their bytes are not ours to keep."""
    return tuple(
        " ".join(str(part) for part in (one.get("name"), one.get("permalink")) if part)
        for one in message.get("files") or ()
        if isinstance(one, Mapping)
    )
