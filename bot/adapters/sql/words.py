"""How are streams found again by their words, the ones that share the rarest first?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, Integer, Text, and_, column, exists, func, select, values

from bot.adapters.sql import streams, tables
from bot.adapters.sql.upsert import insert_or
from bot.domain.stream import Stream
from bot.domain.terms import Likeness, likeness

_head = tables.heads
_term = tables.terms


def add(connection: Connection, stream: str, terms: Collection[str]) -> None:
    """Let a stream be found by these terms too."""
    rows = [{"term": term, "stream": stream} for term in sorted(set(terms))]
    if rows:
        connection.execute(insert_or(connection, _term).on_conflict_do_nothing(), rows)


def alike(connection: Connection, asked: Collection[str], *, kind: str, besides: str, limit: int) -> tuple[Stream, ...]:
    """Return the heads that share most: two counts say what the terms weigh, and the database adds it up.

    However many streams there are, what comes back is one row for each term and one for each head.
    """
    others = and_(_head.c.kind == kind, _head.c.id != besides)
    count = select(func.count()).select_from(_head)
    having_any = connection.scalar(count.where(others, exists().where(_term.c.stream == _head.c.id))) or 0
    wanted = likeness(asked, _spread(connection, asked, others), having_any)
    return _best(connection, wanted, others, limit) if wanted.weights else ()


def _spread(connection: Connection, asked: Collection[str], others: ColumnElement[bool]) -> Mapping[str, int]:
    rows = connection.execute(
        select(_term.c.term, func.count().label("streams"))
        .join(_head, _head.c.id == _term.c.stream)
        .where(_term.c.term.in_(sorted(set(asked))), others)
        .group_by(_term.c.term)
    )
    return {row.term: row.streams for row in rows}


def _best(connection: Connection, wanted: Likeness, others: ColumnElement[bool], limit: int) -> tuple[Stream, ...]:
    weighed = values(column("term", Text), column("weight", Integer), name="weighed").data(list(wanted.weights.items()))
    weights = weighed.cte("weights")
    scored = (
        select(_term.c.stream, func.sum(weights.c.weight).label("score"))
        .join(weights, weights.c.term == _term.c.term)
        .group_by(_term.c.stream)
        .having(func.count() >= wanted.shared)
        .subquery()
    )
    rows = connection.execute(
        select(_head)
        .join(scored, scored.c.stream == _head.c.id)
        .where(others)
        .order_by(scored.c.score.desc(), _head.c.begun_at.desc(), _head.c.id.desc())
        .limit(limit)
    )
    return tuple(streams.as_stream(row) for row in rows)
