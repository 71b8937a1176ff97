"""How is a row inserted that may be there already? The same words on both engines."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or(connection: Connection, table: Table) -> Any:
    """Return this engine's INSERT for a table, the one that knows `on_conflict_do_nothing` and `…_do_update`.

    Typed as Any because the two engines' classes share these methods without a common type.
    """
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row; False when one with the same key was there."""
    return connection.execute(_inserting(connection.dialect.name, table), values).first() is not None


@functools.cache
def _inserting(dialect: str, table: Table) -> Any:
    # Made once for each table: composing it takes as long as carrying it out, and every acknowledgement waits for one.
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing().returning(*table.primary_key)
