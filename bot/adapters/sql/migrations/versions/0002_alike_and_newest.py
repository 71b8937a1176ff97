"""Find a message of ours by its place, the terms of a stream, and the newest stream of a line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("sent_places", "sent", ["channel", "ts"])
    op.create_index("terms_streams", "terms", ["stream"])
    if op.get_bind().dialect.name == "postgresql":
        # Streams of one line are found as a range of names; a language's order would scatter them.
        op.alter_column("heads", "id", type_=sa.Text(collation="C"), existing_nullable=False)
