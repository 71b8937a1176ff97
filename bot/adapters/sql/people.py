"""How do we remember who people are?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_or
from bot.ports import Person

_people = tables.people


def known(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[Person, datetime]]:
    """Return those of the people whom we know, each with the moment it was fetched."""
    found: dict[str, tuple[Person, datetime]] = {}
    for row in connection.execute(select(_people).where(_people.c.id.in_(ids))).mappings():
        facts = dict(row)
        fetched_at = facts.pop("fetched_at")
        found[facts["id"]] = (Person(**facts), fetched_at)
    return found


def remember(connection: Connection, person: Person, fetched_at: datetime) -> None:
    """Remember who somebody is; what was fetched last counts."""
    facts = {**asdict(person), "fetched_at": fetched_at}
    row = insert_or(connection, _people).values(**facts)
    new = {name: row.excluded[name] for name in facts if name != "id"}
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["id"], set_=new, where=row.excluded.fetched_at >= _people.c.fetched_at
        )
    )
