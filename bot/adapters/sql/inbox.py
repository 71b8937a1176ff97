"""How is what came in through a door kept until it is handled?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_new
from bot.ports import Arrival

_inbox = tables.inbox


def receive(connection: Connection, arrival: Arrival, now: datetime) -> bool:
    """Keep an arrival; False when its id was kept before."""
    return insert_new(
        connection,
        _inbox,
        id=arrival.id,
        kind=arrival.kind,
        body=dict(arrival.body),
        received_at=arrival.received_at or now,
    )


def settle(connection: Connection, arrival_id: str, now: datetime) -> None:
    """Mark an arrival as handled; the first time counts."""
    connection.execute(
        update(_inbox).where(_inbox.c.id == arrival_id, _inbox.c.handled_at.is_(None)).values(handled_at=now)
    )


def forget(connection: Connection, before: datetime) -> int:
    """Delete what was handled before then; what nobody handled stays, however old."""
    return connection.execute(delete(_inbox).where(_inbox.c.handled_at < before)).rowcount


def unsettled(connection: Connection, *, before: datetime, limit: int) -> tuple[Arrival, ...]:
    """Return arrivals received before then and not handled, oldest first."""
    rows = connection.execute(
        select(_inbox)
        .where(_inbox.c.handled_at.is_(None), _inbox.c.received_at < before)
        .order_by(_inbox.c.received_at, _inbox.c.id)
        .limit(limit)
    )
    return tuple(Arrival(id=row.id, kind=row.kind, body=row.body, received_at=row.received_at) for row in rows)
