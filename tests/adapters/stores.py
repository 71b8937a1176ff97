"""Which stores are held against the one contract, and with which small words do its tests speak?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.memory import MemoryStore
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.stream import Effect, Entry, Stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AnyStore = MemoryStore | SqlStore


class HandSetClock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock(NOON)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: HandSetClock) -> Iterator[AnyStore]:
    if request.param == "memory":
        yield MemoryStore(clock)
        return
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path)}"
    else:
        url = request.getfixturevalue("postgres").new_database()
    with closing(open_store(url, clock)) as opened:
        yield opened


def head(name: str = "episode-1", **more: object) -> Stream:
    return replace(Stream(name, "episode", "liveness", "open"), **more)  # type: ignore[arg-type]


def entry(key: str, **facts: object) -> Entry:
    return Entry(kind="noted", key=key, at=NOON, by="U1", facts=facts)


def say(key: str, lane: str = "C1", **facts: object) -> Effect:
    return Effect(key, lane, "say", facts)


def everything(store: AnyStore) -> str:
    """Return all that is kept of messages and of what came with them, by looking into the store."""
    if isinstance(store, MemoryStore):
        return repr((store._messages, store._evidence))
    with store.database.reading() as connection:
        return repr([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("messages", "evidence")])  # noqa: S608 - our own names
