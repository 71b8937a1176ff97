"""Which places are captured, for which stream, and how completely were they heard?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, or_, select, update
from sqlalchemy.sql import ColumnElement

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_or
from bot.domain.incidents.capturing import Captured, Gap, Listened
from bot.speech import Place

_rooms = tables.rooms
_messages = tables.messages
_listening = tables.listening


def watch(connection: Connection, where: Place, stream: str, now: datetime) -> None:
    """Capture a channel, or one thread, for a stream; whoever watches last has it. A pause is noted."""
    row = insert_or(connection, _rooms).values(
        channel=where.channel, root_ts=where.thread_ts or "", stream=stream, captured_since=now, captured_until=None
    )
    was_left = _rooms.c.captured_until <= now
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["channel", "root_ts"],
            set_={
                "stream": stream,
                "left_at": case((was_left, _rooms.c.captured_until), else_=_rooms.c.left_at),
                "again_at": case((was_left, row.excluded.captured_since), else_=_rooms.c.again_at),
                "captured_until": None,
            },
        )
    )


def leave(connection: Connection, where: Place, until: datetime) -> None:
    """End the capture of a place at that moment; one that isn't captured stays so."""
    connection.execute(update(_rooms).where(_is(where)).values(captured_until=until))


def room_of(connection: Connection, where: Place, now: datetime) -> str | None:
    """Return the stream that captures a thread, by any of its messages, or its whole channel."""
    thread = where.thread_ts or ""
    roots = select(_messages.c.root_ts).where(
        _messages.c.channel == where.channel, _messages.c.ts == thread, _messages.c.root_ts.is_not(None)
    )
    query = (
        select(_rooms.c.stream)
        .where(
            _rooms.c.channel == where.channel,
            or_(_rooms.c.root_ts.in_({"", thread}), _rooms.c.root_ts.in_(roots)),
            or_(_rooms.c.captured_until.is_(None), _rooms.c.captured_until > now),
        )
        .order_by(_rooms.c.root_ts.desc())
        .limit(1)
    )
    return connection.scalar(query)


def of_stream(connection: Connection, stream: str) -> tuple[Place, ...]:
    """Return the places of a stream."""
    query = select(_rooms).where(_rooms.c.stream == stream).order_by(_rooms.c.channel, _rooms.c.root_ts)
    return tuple(Place(row.channel, row.root_ts or None) for row in connection.execute(query))


def since(connection: Connection, where: Place, now: datetime) -> datetime | None:
    """Return since when exactly this place is captured, if it is now."""
    is_captured = or_(_rooms.c.captured_until.is_(None), _rooms.c.captured_until > now)
    found: datetime | None = connection.scalar(select(_rooms.c.captured_since).where(_is(where), is_captured))
    return found


def captured(connection: Connection) -> tuple[Captured, ...]:
    """Return every room."""
    return tuple(_read(row) for row in connection.execute(select(_rooms).order_by(_rooms.c.channel, _rooms.c.root_ts)))


def note(connection: Connection, where: Place, column: str, at: datetime) -> None:
    """Move one of a room's moments forward."""
    moment = _rooms.c[column]
    connection.execute(update(_rooms).where(_is(where), or_(moment.is_(None), moment < at)).values({column: at}))


def note_listened(connection: Connection, spell: Listened) -> None:
    """Let a spell last until then."""
    row = insert_or(connection, _listening).values(since=spell.since, until=spell.until)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["since"], set_={"until": row.excluded.until}, where=row.excluded.until > _listening.c.until
        )
    )


def listened(connection: Connection) -> tuple[Listened, ...]:
    """Return every spell."""
    query = select(_listening).order_by(_listening.c.since)
    return tuple(Listened(row.since, row.until) for row in connection.execute(query))


def _is(where: Place) -> ColumnElement[bool]:
    return (_rooms.c.channel == where.channel) & (_rooms.c.root_ts == (where.thread_ts or ""))


def _read(row: Row[Any]) -> Captured:
    return Captured(
        channel=row.channel,
        root_ts=row.root_ts or None,
        stream=row.stream,
        since=row.captured_since,
        until=row.captured_until,
        judged_until=row.judged_until,
        read_at=row.read_at,
        pause=Gap(row.left_at, row.again_at) if row.left_at is not None else None,
    )
