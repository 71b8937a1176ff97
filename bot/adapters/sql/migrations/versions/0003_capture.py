"""Remember how completely a room was heard, how messages are marked, and where a piece of evidence came from.

Files of messages, until now a line of text each, are values from here on; `messages.py` reads both, so that nothing
needs to be rewritten and a replica of the version before goes on working beside us.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("captured_since", "left_at", "again_at", "judged_until", "read_at"):
        op.add_column("rooms", sa.Column(name, _MOMENT, nullable=True))
    op.create_index("rooms_streams", "rooms", ["stream"])
    op.create_table(
        "listening",
        sa.Column("since", _MOMENT, primary_key=True, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
    )
    op.create_table(
        "marks",
        *(sa.Column(name, sa.Text, primary_key=True, nullable=False) for name in ("channel", "ts", "mark", "holder")),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("put_at", _MOMENT, nullable=True),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("event_id", sa.Text, nullable=False),
    )
    op.create_table(
        "progress",
        sa.Column("key", sa.Text, primary_key=True, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
    )
    for name in ("description", "missing"):
        op.add_column("evidence", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("channel", "ts", "file"):
        op.add_column("evidence", sa.Column(name, sa.Text, nullable=True))
    op.create_index("evidence_messages", "evidence", ["channel", "ts"])
    op.create_index("evidence_files", "evidence", ["file"])
