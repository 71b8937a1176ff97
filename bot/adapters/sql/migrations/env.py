"""What does Alembic run in? The connection, and the transaction, that `bring_to_head` opened."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
