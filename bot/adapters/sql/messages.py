"""How are captured messages kept, with every edit, and forgotten when they are deleted?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select, text, update

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_new, insert_or
from bot.domain.messages import Message, Revision, as_they_stand
from bot.speech import Place

_rooms = tables.rooms
_messages = tables.messages


def watch(connection: Connection, where: Place, stream: str) -> None:
    """Capture a channel, or one thread, for a stream; whoever watches last has it."""
    row = insert_or(connection, _rooms).values(
        channel=where.channel, root_ts=where.thread_ts or "", stream=stream, captured_until=None
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["channel", "root_ts"], set_={"stream": stream, "captured_until": None}
        )
    )


def watched(connection: Connection, where: Place, now: datetime) -> bool:
    """Say whether the thread, or its whole channel, is captured now."""
    query = (
        select(_rooms.c.stream)
        .where(
            _rooms.c.channel == where.channel,
            _rooms.c.root_ts.in_({"", where.thread_ts or ""}),
            or_(_rooms.c.captured_until.is_(None), _rooms.c.captured_until > now),
        )
        .limit(1)
    )
    return connection.scalar(query) is not None


def keep(connection: Connection, revision: Revision) -> bool:
    """Keep one form of a message; once a deletion is known, no text of it stays or comes in again."""
    this = (_messages.c.channel == revision.channel, _messages.c.ts == revision.ts)
    if connection.dialect.name == "postgresql":
        # An edit and its deletion may be written by two replicas at once, and neither would see the other's row.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:message, 0))"),
            {"message": f"{revision.channel} {revision.ts}"},
        )
    is_gone = revision.is_deletion or connection.scalar(
        select(_messages.c.ts).where(*this, _messages.c.deleted).limit(1)
    )
    is_new = insert_new(
        connection,
        _messages,
        channel=revision.channel,
        ts=revision.ts,
        revision=revision.revision,
        root_ts=revision.root_ts,
        author=revision.author,
        body="" if is_gone else _storable(revision.text),
        files=[] if is_gone else list(revision.files),
        deleted=revision.is_deletion,
    )
    if revision.is_deletion:
        connection.execute(update(_messages).where(*this).values(body="", files=[]))
    return is_new


def standing(connection: Connection, channel: str, *, root_ts: str | None) -> tuple[Message, ...]:
    """Return the messages of a channel, or of one thread with its root, as they stand now."""
    query = select(_messages).where(_messages.c.channel == channel)
    if root_ts is not None:
        # An edit or a deletion may be told without its thread: whatever shares a reply's ts belongs to it.
        replies = select(_messages.c.ts).where(_messages.c.channel == channel, _messages.c.root_ts == root_ts)
        query = query.where(or_(_messages.c.ts == root_ts, _messages.c.ts.in_(replies)))
    return as_they_stand(
        Revision(
            channel=row.channel,
            ts=row.ts,
            revision=row.revision,
            author=row.author,
            text=row.body,
            root_ts=row.root_ts,
            files=tuple(row.files),
            is_deletion=row.deleted,
        )
        for row in connection.execute(query)
    )


def _storable(words: str) -> str:
    """Replace what no database can hold as text: halves of surrogate pairs, and NUL (PostgreSQL's rule)."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
