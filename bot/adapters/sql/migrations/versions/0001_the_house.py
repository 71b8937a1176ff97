"""Create the first tables, as they were then: streams, inbox, messages and what we remember of our own doing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def _text(name: str, *, key: bool = False, may_be_unknown: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=may_be_unknown)


def _moment(name: str, *, key: bool = False, may_be_unknown: bool = False) -> sa.Column[object]:
    return sa.Column(name, _MOMENT, primary_key=key, nullable=may_be_unknown)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=key, nullable=False, autoincrement=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _truth(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def upgrade() -> None:
    _streams()
    _doors_and_rooms()
    _our_own_doing()


def _streams() -> None:
    op.create_table(
        "heads",
        _text("id", key=True),
        _text("kind"),
        _text("service"),
        _text("state"),
        _moment("due_at", may_be_unknown=True),
        _number("seq"),
        _json("summary"),
        _moment("begun_at"),
    )
    op.create_index("heads_found", "heads", ["kind", "service", "state"])
    due = sa.text("due_at IS NOT NULL")
    op.create_index("heads_due", "heads", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_table(
        "entries",
        _text("stream", key=True),
        _number("seq", key=True),
        _text("key"),
        _text("kind"),
        _moment("at"),
        _moment("recorded_at"),
        _text("by"),
        _json("facts"),
        _text("hash"),
        sa.UniqueConstraint("key"),
    )
    op.create_table("terms", _text("term", key=True), _text("stream", key=True))


def _doors_and_rooms() -> None:
    op.create_table(
        "inbox",
        _text("id", key=True),
        _text("kind"),
        _json("body"),
        _moment("received_at"),
        _moment("handled_at", may_be_unknown=True),
    )
    waiting = sa.text("handled_at IS NULL")
    op.create_index("inbox_unhandled", "inbox", ["received_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "rooms",
        _text("channel", key=True),
        _text("root_ts", key=True),
        _text("stream"),
        _moment("captured_until", may_be_unknown=True),
    )
    op.create_table(
        "messages",
        _text("channel", key=True),
        _text("ts", key=True),
        _text("revision", key=True),
        _text("root_ts", may_be_unknown=True),
        _text("author"),
        _text("body"),
        _json("files"),
        _truth("deleted"),
    )
    op.create_index("messages_threads", "messages", ["channel", "root_ts"])


def _our_own_doing() -> None:
    op.create_table(
        "sent",
        _text("marker", key=True),
        _text("channel"),
        _text("thread_ts", may_be_unknown=True),
        _text("ts"),
        _number("seq"),
    )
    op.create_table(
        "runs",
        _text("job", key=True),
        _moment("due_at", key=True),
        _moment("finished_at", may_be_unknown=True),
        _text("verdict", may_be_unknown=True),
    )
    op.create_table(
        "evidence",
        _text("stream", key=True),
        _text("path", key=True),
        _text("sha256"),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "people",
        _text("id", key=True),
        _text("name"),
        _text("locale"),
        _text("zone"),
        _text("email", may_be_unknown=True),
        _truth("is_bot"),
        _truth("is_guest"),
        _truth("is_stranger"),
        _moment("fetched_at"),
    )
