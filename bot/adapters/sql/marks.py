"""How are people's marks on messages kept, whatever is told first and how often?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, or_, select

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_or
from bot.domain.marks import Mark, holder, stands

_marks = tables.marks


def put(connection: Connection, mark: Mark) -> bool:
    """Note that a mark was put; say whether it stands."""
    later = or_(_marks.c.put_at.is_(None), _marks.c.put_at < mark.at)
    told = {"by": mark.by, "event_id": mark.event_id, "put_at": mark.at}
    row = insert_or(connection, _marks).values(
        channel=mark.channel, ts=mark.ts, mark=mark.mark, holder=holder(mark.mark, mark.by), **told
    )
    return _upserted(connection, row, {name: case((later, row.excluded[name]), else_=_marks.c[name]) for name in told})


def take(connection: Connection, mark: Mark) -> bool:
    """Note that a mark was taken away; say whether it stands all the same."""
    later = or_(_marks.c.taken_at.is_(None), _marks.c.taken_at < mark.at)
    row = insert_or(connection, _marks).values(
        channel=mark.channel,
        ts=mark.ts,
        mark=mark.mark,
        holder=holder(mark.mark, mark.by),
        by=mark.by,
        event_id=mark.event_id,
        taken_at=mark.at,
    )
    return _upserted(connection, row, {"taken_at": case((later, row.excluded.taken_at), else_=_marks.c.taken_at)})


def standing(connection: Connection, channel: str) -> tuple[Mark, ...]:
    """Return the marks that stand in a channel."""
    query = (
        select(_marks)
        .where(_marks.c.channel == channel, _marks.c.put_at.is_not(None))
        .order_by(_marks.c.ts, _marks.c.put_at, _marks.c.mark, _marks.c.holder)
    )
    return tuple(
        Mark(row.channel, row.ts, row.mark, row.by, row.put_at, row.event_id)
        for row in connection.execute(query)
        if stands(row.put_at, row.taken_at)
    )


def _upserted(connection: Connection, row: Any, changes: dict[str, Any]) -> bool:
    upsert = row.on_conflict_do_update(index_elements=["channel", "ts", "mark", "holder"], set_=changes)
    put_at, taken_at = connection.execute(upsert.returning(_marks.c.put_at, _marks.c.taken_at)).one()
    return stands(put_at, taken_at)
