"""How is a database brought to the shape that this version needs?

A database that has the shape already is recognised with one small query, without importing Alembic: a start stays fast.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.adapters.effects.outbox import prepare_database

HEAD = "0003"
"""The newest revision in `versions/`; a test holds this in step with the files."""

_LOCK = 0x11FE_0001
"""PostgreSQL: replicas that start together migrate one after the other (any number not used for anything else)."""


def bring_to_head(engine: Engine) -> None:
    """Create or migrate every table, ours and DBOS's, in one transaction of ours; a crash in between leaves no half.

    Raises RuntimeError for a database written by a newer version than this one.
    """
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    # First DBOS's, in its own transactions: our revision, written last, then vouches for both.
    prepare_database(engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, and needed once in a database's life
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise RuntimeError(
            f"the database has schema {found}, which this version does not know: start the newer version"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
