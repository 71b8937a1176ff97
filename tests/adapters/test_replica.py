"""Do several replicas share the work, and does the next one take up what a killed one left?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.adapters.replica import BEAT_SECONDS, FAMILY, LockedReplica, OnlyReplica, join
from bot.adapters.sql.store import open_store
from bot.domain.stream import Effect, effect_key
from tests.databases import Postgres

CHILD = Path(__file__).with_name("replica_child.py")
LIMIT_SECONDS = 20


def wait_for(holds: Callable[[], bool], limit_seconds: float = LIMIT_SECONDS) -> None:
    pause, until = threading.Event(), time.monotonic() + limit_seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        pause.wait(0.02)


def never() -> None:
    raise AssertionError("the slot was lost")


def test_the_one_process_on_sqlite_leads_at_once(tmp_path: Path) -> None:
    replica = join(f"sqlite:///{tmp_path}/store.db", on_lost=never)
    assert isinstance(replica, OnlyReplica)
    assert replica.is_leader()
    replica.close()


def test_replicas_have_different_names_and_one_leader_and_the_next_leads_when_it_leaves(postgres: Postgres) -> None:
    url = postgres.empty_database()
    with closing(join(url, on_lost=never)) as second_to_last:
        first, second = second_to_last, join(url, on_lost=never)
        with closing(second):
            assert first.executor_id != second.executor_id
            assert first.is_leader()
            assert not second.is_leader()
            first.close()
            wait_for(second.is_leader, limit_seconds=3 * BEAT_SECONDS)
            with closing(join(url, on_lost=never)) as third:
                assert third.executor_id == first.executor_id
                assert not third.is_leader()


def test_a_replica_whose_session_is_cut_stops_leading_and_comes_back_to_its_slot(postgres: Postgres) -> None:
    """A restarted database or a broken line must not need a restart of ours."""
    url = postgres.empty_database()
    with closing(join(url, on_lost=never)) as replica:
        name = replica.executor_id
        cut_sessions(url)
        wait_for(lambda: not replica.is_leader())
        wait_for(replica.is_leader)
        assert replica.executor_id == name


def test_a_replica_whose_slot_went_to_another_says_so_once(postgres: Postgres) -> None:
    """Its work is being done elsewhere by now: the process must end."""
    url = postgres.empty_database()
    lost = threading.Event()
    with closing(join(url, on_lost=lost.set)) as replica:
        assert isinstance(replica, LockedReplica)
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
        with engine.connect() as thief:
            cut_sessions(url)
            thief.execute(text("SELECT pg_advisory_lock(:family, 1)"), {"family": FAMILY})
            assert lost.wait(LIMIT_SECONDS)
            assert not replica.is_leader()
        engine.dispose()


def cut_sessions(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


@contextmanager
def child(url: str, notes: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a replica in a process of its own, which notes `lead name` and `done name number`."""
    process = subprocess.Popen([sys.executable, str(CHILD), url, str(notes), name], stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()


def test_a_survivor_takes_up_the_effects_of_a_killed_replica_in_order_and_leads_within_seconds(
    postgres: Postgres, tmp_path: Path
) -> None:
    url, notes = postgres.new_database(), tmp_path / "notes"
    notes.touch()

    def noted(words: str) -> list[str]:
        return [line for line in notes.read_text().splitlines() if line.startswith(words)]

    lanes = [f"C{number}" for number in range(4)]
    with closing(open_store(url)) as store, child(url, notes, "first") as first:
        wait_for(lambda: noted("lead first") != [])
        # `first` holds every effect it begins until it is killed.
        for lane in lanes:
            store.settle("x", [Effect(effect_key(lane, n), lane, "say", {"n": n, "lane": lane}) for n in range(1, 4)])
        wait_for(lambda: len(noted("begun first")) == len(lanes))
        with child(url, notes, "second"):
            wait_for(lambda: noted("ready second") != [])
            os.kill(first.pid, signal.SIGKILL)
            killed_at = time.monotonic()
            wait_for(lambda: noted("lead second") != [])
            leads_after = time.monotonic() - killed_at
            wait_for(lambda: noted("done second") != [])
            resumed_after = time.monotonic() - killed_at
            wait_for(lambda: len(noted("done second")) == 3 * len(lanes))
            print(f"leads after {leads_after:.1f} s, first effect resumed after {resumed_after:.1f} s")  # noqa: T201
    assert leads_after < 4
    assert resumed_after < 6
    for lane in lanes:
        assert noted(f"done second {lane} ") == [f"done second {lane} {n}" for n in (1, 2, 3)]
