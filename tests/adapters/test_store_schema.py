"""Does a database come to the right shape, whatever shape it was found in, and is it kept safely?"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.adapters.effects.outbox import prepare_database
from bot.adapters.sql import migrations, tables
from bot.adapters.sql.engine import Turnstile, open_engine
from bot.adapters.sql.store import open_store
from bot.domain.failures import Outage
from bot.domain.stream import Effect, Entry, Stream
from bot.ports import Arrival
from tests.databases import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new folder/store.db"
    return str(request.getfixturevalue("postgres").empty_database())


def test_an_empty_database_gets_exactly_the_tables_that_the_code_knows(empty_url: str) -> None:
    """Migrations and tables.py are written twice; this holds them together."""
    with closing(open_store(empty_url)) as store, store.database.engine.connect() as connection:
        ours = set(tables.metadata.tables)
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _parents: kind != "table" or name in ours, "compare_type": True},
        )
        assert compare_metadata(context, tables.metadata) == []


def test_opening_again_changes_nothing_and_does_not_import_alembic(empty_url: str) -> None:
    """A start must stay quick: Alembic is for databases that aren't at head."""
    open_store(empty_url).close()
    program = (
        "import sys; from bot.adapters.sql.store import open_store; "
        f"open_store({empty_url!r}).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_the_newest_migration_is_the_head_that_a_start_looks_for() -> None:
    names = [path.stem for path in (Path(migrations.__file__).parent / "versions").glob("*.py")]
    assert max(names).split("_")[0] == migrations.HEAD


def test_a_database_of_the_first_version_is_brought_to_the_newest_with_all_it_holds(empty_url: str) -> None:
    engine = open_engine(empty_url)
    prepare_database(engine.url.render_as_string(hide_password=False))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO terms (term, stream) VALUES ('期限', 'alarm-1')"))
        connection.execute(
            text(
                "INSERT INTO heads (id, kind, service, state, seq, summary, begun_at) "
                "VALUES ('alarm-1', 'alarm', 'liveness', 'open', 1, '{}', '2026-03-01 12:00:00')"
            )
        )
    engine.dispose()
    with closing(open_store(empty_url)) as store:
        assert store.newest("alarm-") == Stream("alarm-1", "alarm", "liveness", "open", 1)
        assert store.alike(["期限"], kind="alarm") == (Stream("alarm-1", "alarm", "liveness", "open", 1),)


def test_postgresql_sorts_the_names_of_streams_by_their_bytes_whatever_its_database_speaks(postgres: Postgres) -> None:
    """A dictionary passes over hyphens: the names of one line would not lie side by side. This server has none to try."""
    with closing(open_store(postgres.new_database())) as store, store.database.reading() as connection:
        query = (
            "SELECT collation_name FROM information_schema.columns WHERE table_name = 'heads' AND column_name = 'id'"
        )
        assert connection.exec_driver_sql(query).scalars().all() == ["C"]


def test_replicas_that_start_together_on_an_empty_database_all_come_up(postgres: Postgres) -> None:
    url = postgres.empty_database()
    with ThreadPoolExecutor(3) as pool:
        stores = list(pool.map(lambda _: open_store(url), range(3)))
    for number, store in enumerate(stores):
        assert store.receive(Arrival(f"a{number}", "event", {}))
        store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str) -> None:
    with closing(open_store(empty_url)) as store, store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RuntimeError, match=r"9999.*newer"):
        open_store(empty_url)


def test_our_tables_and_those_of_dbos_have_different_names(tmp_path: Path) -> None:
    """On SQLite both lie in one file without schemas; a table of the same name would be taken for the other's."""
    with closing(open_store(f"sqlite:///{tmp_path}/store.db")) as store:
        there = set(inspect(store.database.engine).get_table_names())
    theirs = there - set(tables.metadata.tables) - {"alembic_version"}
    assert set(tables.metadata.tables) < there
    assert {"workflow_status", "streams", "queues"} < theirs


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_a_url_that_cannot_keep_anything_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"not supported|needs a file|can't be read"):
        open_store(url)


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    """NORMAL would lose the last commits with the power, after we acknowledged them."""
    with closing(open_store(f"sqlite:///{tmp_path}/store.db")) as store, store.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_writers_of_one_process_are_let_through_in_the_order_in_which_they_came() -> None:
    """SQLite by itself lets waiting writers sleep and try again: one of eight waited half a second in a trial."""
    turnstile, pause, passed = Turnstile(), threading.Event(), []

    def write(number: int) -> None:
        turnstile.acquire()
        passed.append(number)
        turnstile.release()

    turnstile.acquire()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while turnstile.waiting() < number:
            pause.wait(0.001)
    turnstile.release()
    for thread in threads:
        thread.join(timeout=5)
    assert passed == [0, 1, 2, 3, 4]


def test_a_failed_write_gives_up_its_turn(tmp_path: Path) -> None:
    """A writer that kept its turn would stop the bot for ever."""
    with closing(open_store(f"sqlite:///{tmp_path}/store.db")) as store:
        bad = Entry("noted", "a", store.clock.now(), "U1", {"not": object()})
        for _ in range(20):
            with pytest.raises(TypeError):
                store.record(Stream("s", "k", "", ""), [bad], [Effect("e", "C1", "say", {})], expects=0)
        with ThreadPoolExecutor(2) as pool:
            assert pool.submit(store.receive, Arrival("a", "event", {})).result(timeout=5)


def test_a_database_that_another_process_holds_is_told_as_an_outage_of_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Outage) as told:
                store.receive(Arrival("a", "event", {}))
            assert (told.value.port, told.value.reason, told.value.retry) == ("store", "busy", True)
            assert store.unsettled(before=store.clock.now()) == ()
            other.rollback()
        assert store.receive(Arrival("a", "event", {}))


def test_a_database_that_is_gone_is_told_as_an_outage_and_found_again(postgres: Postgres) -> None:
    url = postgres.new_database()
    name = url.split("/")[3].split("?")[0]
    with closing(open_store(url)) as store:
        assert store.receive(Arrival("a", "event", {}))
        with postgres.connection() as server:
            server.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            server.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )
            with pytest.raises(Outage) as told:
                store.receive(Arrival("b", "event", {}))
            assert (told.value.port, told.value.reason) == ("store", "unreachable")
            with pytest.raises(Outage):
                store.queued()
            server.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert store.receive(Arrival("b", "event", {}))
