"""How is the database reached, so that what was written is durable and nobody waits long for another's writing?

SQLite: write-ahead log, `synchronous=FULL`, BEGIN IMMEDIATE, and one lock for all writers of the process, DBOS's too,
since SQLite itself lets waiting writers sleep and try again. PostgreSQL: psycopg, connections tried before use.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.failures import Outage

BUSY_FOR_SECONDS = 30
_READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")


class Turnstile:
    """A lock that lets writers through in the order in which they came; `threading.Lock` may starve one of many."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._taken = False

    def waiting(self) -> int:
        """Count those who wait."""
        with self._guard:
            return len(self._queue)

    def acquire(self) -> None:
        """Wait for the turn; raises sqlite3.OperationalError after a long time, as SQLite would."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        if turn.acquire(timeout=BUSY_FOR_SECONDS):
            return
        with self._guard:
            if turn in self._queue:
                self._queue.remove(turn)
                raise sqlite3.OperationalError("database is locked: another thread has been writing for too long")
        # Our turn came in the instant in which we gave up waiting.

    def release(self) -> None:
        """Give the turn to whoever waits longest."""
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._taken = False


def _connection_class(turnstile: Turnstile) -> type[sqlite3.Connection]:
    class OneWriter(sqlite3.Connection):
        """A connection that waits for its turn before it writes, and gives it up only after COMMIT has returned."""

        is_writing = False

        def take_turn(self) -> None:
            if not self.is_writing:
                turnstile.acquire()
                self.is_writing = True

        def _give_turn(self) -> None:
            if self.is_writing and not self.in_transaction:
                self.is_writing = False
                turnstile.release()

        def commit(self) -> None:
            try:
                super().commit()
            finally:
                self._give_turn()

        def rollback(self) -> None:
            try:
                super().rollback()
            finally:
                self._give_turn()

        def close(self) -> None:
            super().close()
            if self.is_writing:
                self.is_writing = False
                turnstile.release()

    return OneWriter


def _open_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file, as in sqlite:///var/liveness-bot.db; for none, take MemoryStore")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    factory = _connection_class(Turnstile())
    engine = create_engine(
        url,
        connect_args={"factory": factory, "timeout": BUSY_FOR_SECONDS, "isolation_level": "IMMEDIATE"},
        pool_size=16,
        max_overflow=16,
        pool_timeout=BUSY_FOR_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "before_cursor_execute")
    def _wait_for_turn(_connection: Connection, cursor: Any, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(_READS):
            cursor.connection.take_turn()

    return engine


def _open_postgres(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_FOR_SECONDS,
    )


def parsed(url: str) -> URL:
    """Read a database URL; raises ValueError for anything but SQLite and PostgreSQL."""
    try:
        read = make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        # Not chained: the words may hold the password.
        raise ValueError("the database URL can't be read: use sqlite:///file or postgresql://…") from None
    if read.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(f"{read.get_backend_name()} is not supported: use sqlite:///file or postgresql://…")
    return read


def open_engine(url: str) -> Engine:
    """Make an engine for a SQLite or PostgreSQL URL; connects only when it is used."""
    read = parsed(url)
    return _open_sqlite(read) if read.get_backend_name() == "sqlite" else _open_postgres(read)


class Database:
    """Transactions on an engine, with the world's failures told as `Outage("store", …)`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._is_closed = False
        event.listen(engine, "checkin", self._close_a_late_one)

    def close(self) -> None:
        """Close every connection, and those in use as soon as they are given back."""
        self._is_closed = True
        self.engine.dispose()

    def _close_a_late_one(self, _connection: object, record: ConnectionPoolEntry) -> None:
        if self._is_closed:
            record.invalidate()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that may write; on SQLite its reads are already under the writers' lock."""
        with told_as_outage(), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads; it waits for no writer."""
        with told_as_outage(), self.engine.connect() as connection:
            yield connection


@contextmanager
def told_as_outage() -> Iterator[None]:
    """Tell what keeps a database from answering as `Outage("store", …)`; our own mistakes pass through."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Outage("store", "busy", detail=str(error)) from error
    except sqlite3.OperationalError as error:
        raise Outage("store", "busy", detail=str(error)) from error
    except (OperationalError, InterfaceError) as error:
        reason = "busy" if "locked" in str(error.orig) else "unreachable"
        raise Outage("store", reason, detail=str(error.orig)) from error


@contextmanager
def told_as_unusable() -> Iterator[None]:
    """Tell what keeps a database from being opened as a non-retryable `Outage("store", …)`, in words for operators."""
    try:
        yield
    except DBAPIError as error:
        raise Outage("store", "unreachable", retry=False, detail=str(error.orig).partition("\n")[0]) from error
    except (OSError, ArgumentError, ValueError, RuntimeError) as error:
        raise Outage("store", "unusable", retry=False, detail=str(error)) from error
