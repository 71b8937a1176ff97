"""Which tables hold what we know? Their names, keys and columns; `migrations/` brings a database to this shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: only aware times go in, and aware times come out, on SQLite too (which knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite keeps it as text that sorts by time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone can't be kept")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the moment back in UTC, whatever zone the database session speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=more.pop("nullable", False), **more)


inbox = Table(
    "inbox",
    metadata,
    _text("id", primary_key=True),
    _text("kind"),
    Column("body", JSON, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("handled_at", Moment),
)
Index(
    "inbox_unhandled",
    inbox.c.received_at,
    sqlite_where=inbox.c.handled_at.is_(None),
    postgresql_where=inbox.c.handled_at.is_(None),
)

# A stream's head. Not "streams": that is a table of DBOS's, which on SQLite lies beside ours without a schema.
heads = Table(
    "heads",
    metadata,
    # In the order of its bytes, also where PostgreSQL's database sorts by a language: see `streams.newest`.
    Column("id", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    _text("kind"),
    _text("service"),
    _text("state"),
    Column("due_at", Moment),
    Column("seq", Integer, nullable=False),
    Column("summary", JSON, nullable=False),
    # When the first entry was recorded: what "newest first" means.
    Column("begun_at", Moment, nullable=False),
)
Index("heads_found", heads.c.kind, heads.c.service, heads.c.state)
Index(
    "heads_due", heads.c.due_at, sqlite_where=heads.c.due_at.is_not(None), postgresql_where=heads.c.due_at.is_not(None)
)

entries = Table(
    "entries",
    metadata,
    _text("stream", primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("key", unique=True),
    _text("kind"),
    Column("at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    _text("by"),
    # JSON and not JSONB: the hash covers the facts as they were written, and JSONB rewrites numbers.
    Column("facts", JSON, nullable=False),
    _text("hash"),
)

rooms = Table(
    "rooms",
    metadata,
    _text("channel", primary_key=True),
    # Empty for the whole channel.
    _text("root_ts", primary_key=True),
    _text("stream"),
    Column("captured_since", Moment),
    Column("captured_until", Moment),
    Column("left_at", Moment),
    Column("again_at", Moment),
    Column("judged_until", Moment),
    Column("read_at", Moment),
)
Index("rooms_streams", rooms.c.stream)

# Spells in which what Slack told reached us, by their beginnings.
listening = Table(
    "listening",
    metadata,
    Column("since", Moment, primary_key=True),
    Column("until", Moment, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    _text("channel", primary_key=True),
    _text("ts", primary_key=True),
    _text("revision", primary_key=True),
    _text("root_ts", nullable=True),
    _text("author"),
    _text("body"),
    Column("files", JSON, nullable=False),
    Column("deleted", Boolean, nullable=False),
)
Index("messages_threads", messages.c.channel, messages.c.root_ts)

marks = Table(
    "marks",
    metadata,
    _text("channel", primary_key=True),
    _text("ts", primary_key=True),
    _text("mark", primary_key=True),
    # Whose it is: empty for a pin, which is the message's.
    _text("holder", primary_key=True),
    _text("by"),
    Column("put_at", Moment),
    Column("taken_at", Moment),
    _text("event_id"),
)

# How far long work came, for whoever takes it up again.
progress = Table(
    "progress",
    metadata,
    _text("key", primary_key=True),
    Column("facts", JSON, nullable=False),
)

sent = Table(
    "sent",
    metadata,
    _text("marker", primary_key=True),
    _text("channel"),
    _text("thread_ts", nullable=True),
    _text("ts"),
    Column("seq", Integer, nullable=False),
)
Index("sent_places", sent.c.channel, sent.c.ts)

runs = Table(
    "runs",
    metadata,
    _text("job", primary_key=True),
    Column("due_at", Moment, primary_key=True),
    Column("finished_at", Moment),
    _text("verdict", nullable=True),
)

evidence = Table(
    "evidence",
    metadata,
    _text("stream", primary_key=True),
    _text("path", primary_key=True),
    _text("sha256"),
    Column("bytes", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _text("description", server_default=""),
    _text("missing", server_default=""),
    # Of a file that came with a message.
    _text("channel", nullable=True),
    _text("ts", nullable=True),
    _text("file", nullable=True),
)
Index("evidence_messages", evidence.c.channel, evidence.c.ts)
Index("evidence_files", evidence.c.file)

people = Table(
    "people",
    metadata,
    _text("id", primary_key=True),
    _text("name"),
    _text("locale"),
    _text("zone"),
    _text("email", nullable=True),
    Column("is_bot", Boolean, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_stranger", Boolean, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)

terms = Table(
    "terms",
    metadata,
    _text("term", primary_key=True),
    _text("stream", primary_key=True),
)
Index("terms_streams", terms.c.stream)
