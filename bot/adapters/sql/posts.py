"""How do we remember what we posted, and which state it shows?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_or
from bot.ports import Sent
from bot.speech import Place

_sent = tables.sent


def sent(connection: Connection, marker: str) -> Sent | None:
    """Return what was sent under this marker."""
    row = connection.execute(select(_sent).where(_sent.c.marker == marker)).one_or_none()
    return None if row is None else _read(row)


def sent_at(connection: Connection, channel: str, ts: str) -> Sent | None:
    """Return what stands there; intentions, whose ts is empty, stand nowhere yet."""
    query = select(_sent).where(_sent.c.channel == channel, _sent.c.ts == ts, _sent.c.ts != "")
    row = connection.execute(query.order_by(_sent.c.marker).limit(1)).one_or_none()
    return None if row is None else _read(row)


def note_sent(connection: Connection, one: Sent) -> None:
    """Note a message of ours; a higher number wins, and at the same number a known ts over an intention."""
    row = insert_or(connection, _sent).values(
        marker=one.marker, channel=one.place.channel, thread_ts=one.place.thread_ts, ts=one.ts, seq=one.seq
    )
    new = row.excluded
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["marker"],
            set_={"channel": new.channel, "thread_ts": new.thread_ts, "ts": new.ts, "seq": new.seq},
            where=or_(new.seq > _sent.c.seq, and_(new.seq == _sent.c.seq, new.ts != "")),
        )
    )


def _read(row: Row[Any]) -> Sent:
    return Sent(row.marker, Place(row.channel, row.thread_ts), row.ts, row.seq)
