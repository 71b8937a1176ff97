"""How does a scheduled run happen once, whoever believes to be the leader?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.adapters.sql import tables
from bot.adapters.sql.upsert import insert_new


def claim(connection: Connection, job: str, due_at: datetime) -> bool:
    """Claim one run of a job: the row is the fence, the leader's lock only saves waste."""
    return insert_new(connection, tables.runs, job=job, due_at=due_at)
