"""How are captured messages kept, with every edit, and forgotten when they are deleted?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, or_, select, text, update

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_new
from bot.domain.messages import File, Message, Revision, as_they_stand, was_told

_messages = tables.messages
_evidence = tables.evidence


def keep(connection: Connection, revision: Revision) -> bool:
    """Keep one form of a message; once a deletion is known, no text of it stays or comes in again."""
    channel, ts = revision.channel, revision.ts
    alone(connection, channel, ts)
    if revision.is_edit and was_told(revision, tuple(_forms(connection, channel, ts))):
        return False
    is_gone = revision.is_deletion or is_deleted(connection, channel, ts)
    is_new = insert_new(
        connection,
        _messages,
        channel=channel,
        ts=ts,
        revision=revision.revision,
        root_ts=revision.root_ts,
        author=revision.author,
        body="" if is_gone else storable(revision.text),
        files=[] if is_gone else [_plain(file) for file in revision.files],
        deleted=revision.is_deletion,
    )
    if revision.is_deletion:
        this = (_messages.c.channel == channel, _messages.c.ts == ts)
        connection.execute(update(_messages).where(*this).values(body="", files=[]))
        connection.execute(_evidence.delete().where(_evidence.c.channel == channel, _evidence.c.ts == ts))
    return is_new


def alone(connection: Connection, channel: str, ts: str) -> None:
    """Let nobody else write about this message until the transaction ends.

    On PostgreSQL an edit, or a file's copy, and the deletion may be written by two replicas at once, and neither would
    see the other's row; SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:message, 0))"), {"message": f"{channel} {ts}"}
        )


def is_deleted(connection: Connection, channel: str, ts: str) -> bool:
    """Say whether a message is known to be deleted."""
    query = select(_messages.c.ts).where(_messages.c.channel == channel, _messages.c.ts == ts, _messages.c.deleted)
    return connection.scalar(query.limit(1)) is not None


def held(connection: Connection, channel: str, ts: str) -> bool:
    """Say whether some form of a message is here."""
    query = select(_messages.c.ts).where(_messages.c.channel == channel, _messages.c.ts == ts)
    return connection.scalar(query.limit(1)) is not None


def standing(connection: Connection, channel: str, *, root_ts: str | None) -> tuple[Message, ...]:
    """Return the messages of a channel, or of one thread with its root, as they stand now."""
    query = select(_messages).where(_messages.c.channel == channel)
    if root_ts is not None:
        # An edit or a deletion may be told without its thread: whatever shares a reply's ts belongs to it.
        replies = select(_messages.c.ts).where(_messages.c.channel == channel, _messages.c.root_ts == root_ts)
        query = query.where(or_(_messages.c.ts == root_ts, _messages.c.ts.in_(replies)))
    return as_they_stand(_read(row) for row in connection.execute(query))


def unname(connection: Connection, channel: str, ts: str, file: str) -> None:
    """Forget all of a file but its id, in every form of the message that it came with."""
    for row in connection.execute(select(_messages).where(_messages.c.channel == channel, _messages.c.ts == ts)).all():
        files = [_plain(File("", id=file)) if one.id == file else _plain(one) for one in _read(row).files]
        connection.execute(
            update(_messages)
            .where(_messages.c.channel == channel, _messages.c.ts == ts, _messages.c.revision == row.revision)
            .values(files=files)
        )


def storable(words: str) -> str:
    """Replace what no database can hold as text: halves of surrogate pairs, and NUL (PostgreSQL's rule)."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _forms(connection: Connection, channel: str, ts: str) -> Iterator[Revision]:
    query = select(_messages).where(_messages.c.channel == channel, _messages.c.ts == ts)
    return map(_read, connection.execute(query))


def _read(row: Row[Any]) -> Revision:
    return Revision(
        channel=row.channel,
        ts=row.ts,
        revision=row.revision,
        author=row.author,
        text=row.body,
        root_ts=row.root_ts,
        files=tuple(map(_file, row.files)),
        is_deletion=row.deleted,
    )


def _plain(file: File) -> dict[str, object]:
    return {key: storable(value) if isinstance(value, str) else value for key, value in asdict(file).items()}


def _file(told: str | Mapping[str, Any]) -> File:
    """Read a file; versions before 0003 wrote its name and its permalink, with a space between."""
    if isinstance(told, str):
        name, _, permalink = told.rpartition(" ")
        return File(name, permalink=permalink) if name else File(told)
    return File(**told)
