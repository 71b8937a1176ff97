"""How are streams and their entries written and found again?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.adapters.sql import tables
from bot.domain.stream import Entry, Recorded, StaleSequenceError, Stream, chained

_head = tables.heads
_entry = tables.entries


def known_keys(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return those of the keys under which an entry is recorded already."""
    return set(connection.scalars(select(_entry.c.key).where(_entry.c.key.in_(keys))))


def append(
    connection: Connection, stream: Stream, fresh: Sequence[Entry], *, expects: int, now: datetime
) -> tuple[Recorded, ...]:
    """Write entries behind the `expects`-th and move the head; raises StaleSequenceError when that isn't the last."""
    last = _last(connection, stream.id, expects)
    recorded = chained(stream.id, last, fresh, now)
    try:
        _move_head(connection, stream, expects, expects + len(recorded), now)
        if recorded:
            connection.execute(insert(_entry), [_row(one) for one in recorded])
    except IntegrityError as error:
        # Another replica committed the same number, or the same key, between our look and our writing.
        raise StaleSequenceError(stream.id) from error
    return recorded


def _last(connection: Connection, stream: str, seq: int) -> Recorded | None:
    if seq == 0:
        return None
    row = connection.execute(select(_entry).where(_entry.c.stream == stream, _entry.c.seq == seq)).one_or_none()
    if row is None:
        raise StaleSequenceError(stream)
    return _recorded(row)


def _move_head(connection: Connection, stream: Stream, expects: int, seq: int, now: datetime) -> None:
    values: dict[str, Any] = {
        "kind": stream.kind,
        "service": stream.service,
        "state": stream.state,
        "due_at": stream.due_at,
        "seq": seq,
        "summary": dict(stream.summary),
    }
    if expects == 0:
        connection.execute(insert(_head).values(id=stream.id, begun_at=now, **values))
        return
    moved = connection.execute(update(_head).where(_head.c.id == stream.id, _head.c.seq == expects).values(**values))
    if moved.rowcount == 0:
        raise StaleSequenceError(stream.id)


def read(connection: Connection, stream: str) -> tuple[Stream | None, tuple[Recorded, ...]]:
    """Return the head and the entries it counts; later ones, committed in between, belong to a later head."""
    head = connection.execute(select(_head).where(_head.c.id == stream)).one_or_none()
    if head is None:
        return None, ()
    rows = connection.execute(
        select(_entry).where(_entry.c.stream == stream, _entry.c.seq <= head.seq).order_by(_entry.c.seq)
    )
    return as_stream(head), tuple(_recorded(row) for row in rows)


def find(
    connection: Connection, *, kind: str, service: str | None, state: str | None, limit: int | None
) -> tuple[Stream, ...]:
    """Return the heads of a kind, the last begun first."""
    query = select(_head).where(_head.c.kind == kind)
    if service is not None:
        query = query.where(_head.c.service == service)
    if state is not None:
        query = query.where(_head.c.state == state)
    rows = connection.execute(query.order_by(_head.c.begun_at.desc(), _head.c.id.desc()).limit(limit))
    return tuple(as_stream(row) for row in rows)


def newest(connection: Connection, line: str) -> Stream | None:
    """Return the head whose name is the line's and the highest number; `x-2-000001` is not of the line `x-`.

    The names between the line and ":", which sorts behind "9", lie side by side in the primary key's index.
    """
    rest = func.substr(_head.c.id, len(line) + 1)
    row = connection.execute(
        select(_head)
        .where(_head.c.id > line, _head.c.id < f"{line}:", func.rtrim(rest, "0123456789") == "")
        .order_by(_head.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else as_stream(row)


def named(connection: Connection, names: Collection[str]) -> Mapping[str, Stream]:
    """Return those of the heads that exist."""
    rows = connection.execute(select(_head).where(_head.c.id.in_(set(names))))
    return {row.id: as_stream(row) for row in rows}


def due(connection: Connection, now: datetime, *, limit: int) -> tuple[Stream, ...]:
    """Return the heads whose moment has come, the longest due first."""
    rows = connection.execute(
        select(_head).where(_head.c.due_at <= now).order_by(_head.c.due_at, _head.c.id).limit(limit)
    )
    return tuple(as_stream(row) for row in rows)


def _row(one: Recorded) -> dict[str, Any]:
    return {
        "stream": one.stream,
        "seq": one.seq,
        "key": one.entry.key,
        "kind": one.entry.kind,
        "at": one.entry.at,
        "recorded_at": one.recorded_at,
        "by": one.entry.by,
        "facts": one.entry.facts,
        "hash": one.hash,
    }


def _recorded(row: Row[Any]) -> Recorded:
    entry = Entry(kind=row.kind, key=row.key, at=row.at, by=row.by, facts=row.facts)
    return Recorded(stream=row.stream, seq=row.seq, entry=entry, recorded_at=row.recorded_at, hash=row.hash)


def as_stream(row: Row[Any]) -> Stream:
    """Read a head."""
    return Stream(
        id=row.id,
        kind=row.kind,
        service=row.service,
        state=row.state,
        seq=row.seq,
        due_at=row.due_at,
        summary=row.summary,
    )
