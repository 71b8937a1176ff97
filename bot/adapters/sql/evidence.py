"""How is what was gathered for a stream kept, and erased with the message that it came with?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from bot.adapters.sql import messages, tables
from bot.adapters.sql.upsert import insert_or
from bot.domain.incidents.evidence import Evidence

_evidence = tables.evidence
_progress = tables.progress
_KNOWN = [column for column in _evidence.c if column.name != "content"]


def put(connection: Connection, evidence: Evidence, content: bytes) -> bool:
    """Keep a piece of evidence, unless the message it came with is deleted."""
    if evidence.channel is not None and evidence.ts is not None:
        messages.alone(connection, evidence.channel, evidence.ts)
        if messages.is_deleted(connection, evidence.channel, evidence.ts):
            return False
    row = insert_or(connection, _evidence).values(content=content, **asdict(evidence))
    changed = {name: row.excluded[name] for name in _evidence.c.keys() if name not in {"stream", "path"}}  # noqa: SIM118 - a collection of columns iterates over columns, not names
    connection.execute(row.on_conflict_do_update(index_elements=["stream", "path"], set_=changed))
    return True


def of_stream(connection: Connection, stream: str) -> tuple[Evidence, ...]:
    """Return what was gathered for a stream, without contents."""
    query = select(*_KNOWN).where(_evidence.c.stream == stream).order_by(_evidence.c.path)
    return tuple(Evidence(**row) for row in connection.execute(query).mappings())


def content(connection: Connection, stream: str, path: str) -> bytes | None:
    """Return a content that was kept."""
    query = select(_evidence.c.content).where(
        _evidence.c.stream == stream, _evidence.c.path == path, _evidence.c.missing == ""
    )
    found: bytes | None = connection.scalar(query)
    return found


def erase(connection: Connection, stream: str, path: str) -> bool:
    """Erase one piece."""
    this = (_evidence.c.stream == stream, _evidence.c.path == path)
    return connection.execute(delete(_evidence).where(*this)).rowcount > 0


def erase_file(connection: Connection, file: str) -> bool:
    """Erase every copy of a file, and its name in the messages that it came with."""
    query = select(_evidence.c.channel, _evidence.c.ts).where(_evidence.c.file == file).distinct()
    places = connection.execute(query).all()
    for channel, ts in places:
        messages.alone(connection, channel, ts)
        messages.unname(connection, channel, ts, file)
    connection.execute(delete(_evidence).where(_evidence.c.file == file))
    return bool(places)


def progress(connection: Connection, key: str) -> Mapping[str, object] | None:
    """Return how far long work came."""
    found: Mapping[str, object] | None = connection.scalar(select(_progress.c.facts).where(_progress.c.key == key))
    return found


def note_progress(connection: Connection, key: str, facts: Mapping[str, object] | None) -> None:
    """Note how far long work came, or forget it."""
    if facts is None:
        connection.execute(delete(_progress).where(_progress.c.key == key))
        return
    row = insert_or(connection, _progress).values(key=key, facts=dict(facts))
    connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"facts": row.excluded.facts}))
