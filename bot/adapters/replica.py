"""Which of several replicas are we, who leads, and who takes up what a dead one left?

PostgreSQL: a session holds one advisory lock for the replica's slot, whose number names its executor, and one for
leading. A killed process loses both at once, a frozen one after some seconds. The locks only save waste: what must
happen once is fenced by unique rows. SQLite: there is one process, and it leads.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.sql.engine import parsed
from bot.domain.failures import Outage

_log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
TRUSTED_FOR_SECONDS = 4.0
"""A leader that could not confirm its session for so long stops leading by itself: less than the server waits."""
_SILENT_FOR_SECONDS = 5
FAMILY = 0x11FE
"""Distinguishes our advisory locks from those of others in the same database."""
_LEADER = 0
_SLOTS = range(1, 65)


class Replica(Protocol):
    """What a replica knows of itself."""

    @property
    def executor_id(self) -> str:
        """Name this replica's durable work; nobody else alive has the same."""
        ...

    def is_leader(self) -> bool:
        """Say whether this replica runs what only one should run."""
        ...

    def watch_over(self, work: Work) -> None:
        """From now on, while leading, give the work of dead replicas to the living."""
        ...

    def close(self) -> None:
        """Leave slot and leadership to others, at once."""
        ...


class Work(Protocol):
    """Durable work that can be taken over; `Effects` is."""

    def executors_at_work(self) -> frozenset[str]:
        """Return the executors that have begun work and not finished it."""
        ...

    def take_over(self, executor_id: str) -> int:
        """Enqueue again what this executor began; return how much it was."""
        ...


def join(url: str, *, on_lost: Callable[[], None]) -> Replica:
    """Become a replica on this database; raises SQLAlchemy's errors when it can't be reached.

    `on_lost` is called from another thread when our slot has gone to somebody else while we could not reach the
    database: the process must end, since its work is being done elsewhere.
    """
    if parsed(url).get_backend_name() == "sqlite":
        return OnlyReplica()
    return LockedReplica(url, on_lost)


class OnlyReplica:
    """The one process on a SQLite file."""

    executor_id = "only"

    def is_leader(self) -> bool:
        """Say yes: there is nobody else."""
        return True

    def watch_over(self, work: Work) -> None:
        """Do nothing: DBOS itself takes up what the process before us left."""

    def close(self) -> None:
        """Do nothing."""


class LockedReplica:
    """One of several processes on a PostgreSQL database."""

    def __init__(self, url: str, on_lost: Callable[[], None]) -> None:
        self._engine = create_engine(
            parsed(url).set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "connect_timeout": 5,
                "keepalives_idle": 2,
                "keepalives_interval": 1,
                "keepalives_count": 3,
                "tcp_user_timeout": _SILENT_FOR_SECONDS * 1000,
            },
        )
        self._on_lost = on_lost
        self._work: Work | None = None
        self._closing = threading.Event()
        self._leads = False
        self._session: Connection | None = self._connected()
        self._confirmed_at = time.monotonic()
        self._slot = next((slot for slot in _SLOTS if self._locked(slot)), 0)
        if not self._slot:
            self._session.close()
            raise RuntimeError(f"there are {len(_SLOTS)} replicas on this database already")
        self._leads = self._locked(_LEADER)
        self._heart = threading.Thread(target=self._live, name="replica", daemon=True)
        self._heart.start()

    @property
    def executor_id(self) -> str:
        """Name the slot that we hold."""
        return _executor(self._slot)

    def is_leader(self) -> bool:
        """Say whether we held the leader's lock when we last heard from the database, a moment ago."""
        return self._leads and time.monotonic() - self._confirmed_at < TRUSTED_FOR_SECONDS

    def watch_over(self, work: Work) -> None:
        """While leading, look each second for work whose executor's slot nobody holds."""
        self._work = work

    def close(self) -> None:
        """End the session, and with it our locks."""
        self._closing.set()
        self._heart.join(timeout=10)
        self._leads = False
        self._disconnect()
        self._engine.dispose()

    def _live(self) -> None:
        while not self._closing.wait(BEAT_SECONDS):
            try:
                if self._session is None and not self._returned():
                    return
                self._beat()
            except (SQLAlchemyError, Outage) as error:
                self._leads = False
                self._disconnect()
                _log.warning("replica lost its database session", extra={"error": type(error).__name__})

    def _beat(self) -> None:
        self._leads = self._leads or self._locked(_LEADER)
        self._asked("SELECT 1")
        self._confirmed_at = time.monotonic()
        if self._leads and self._work is not None:
            self._sweep(self._work)

    def _sweep(self, work: Work) -> None:
        slots = {_executor(slot): slot for slot in _SLOTS if slot != self._slot}
        for executor_id in work.executors_at_work():
            slot = slots.get(executor_id)
            # Holding a dead one's slot for the moment keeps a new process from taking the name while we work.
            if slot is None or not self._locked(slot):
                continue
            try:
                count = work.take_over(executor_id)
                _log.warning("took over work of a dead replica", extra={"executor": executor_id, "effects": count})
            finally:
                self._asked("SELECT pg_advisory_unlock(:family, :slot)", slot)

    def _returned(self) -> bool:
        """Come back after a lost session, to the same slot; False when somebody else has it now."""
        self._session = self._connected()
        if self._locked(self._slot):
            return True
        self._disconnect()
        _log.error("replica lost its slot", extra={"executor": self.executor_id})
        self._on_lost()
        return False

    def _connected(self) -> Connection:
        session = self._engine.connect()
        session.execute(
            text(
                # A frozen process keeps its TCP connection: the server itself must end the session (PostgreSQL 14).
                "SELECT set_config('idle_session_timeout', :silent, false)"
                " WHERE current_setting('server_version_num')::int >= 140000"
            ),
            {"silent": f"{_SILENT_FOR_SECONDS}s"},
        )
        return session

    def _disconnect(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()
            session.close()

    def _locked(self, slot: int) -> bool:
        return bool(self._asked("SELECT pg_try_advisory_lock(:family, :slot)", slot))

    def _asked(self, question: str, slot: int = _LEADER) -> object:
        if self._session is None:
            raise RuntimeError("the replica has no session")
        return self._session.execute(
            text(question), {"family": FAMILY, "slot": slot} if ":" in question else {}
        ).scalar()


def _executor(slot: int) -> str:
    return f"slot-{slot:02d}"
