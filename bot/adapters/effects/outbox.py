"""How is an effect put down in the very transaction of the entry that caused it, and forgotten when it is long done?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowSerializationFormat
from sqlalchemy import Connection, Engine

from bot.adapters.effects.names import APPLICATION, VERSION, WORKFLOW, hush, queue_for
from bot.domain.stream import Effect, EffectKind

FORGOTTEN_AT_ONCE = 500
"""Small enough that nobody who writes has to wait for it."""


def prepare_database(url: str) -> None:
    """Create DBOS's tables, or bring them to what the installed DBOS needs."""
    hush()
    DBOS.migrate(url)


class Outbox:
    """Enqueue effects on connections of the store's own engine. Whether anybody carries them out is not its matter."""

    def __init__(self, engine: Engine) -> None:
        hush()
        self.client = DBOSClient(
            system_database_engine=engine,
            application_name=APPLICATION,
            lazy=True,
            # Whoever asks gets an answer, or an Outage, now: DBOS by itself would wait until the database is back.
            retry_connection_errors=False,
        )

    def close(self) -> None:
        """Let go of the engine, which stays its owner's to close."""
        self.client.destroy()

    def enqueue(self, connection: Connection, effects: Sequence[Effect]) -> None:
        """Enqueue effects in the caller's transaction; those whose key is known are left as they are."""
        for effect in effects:
            options: EnqueueOptions = {
                "workflow_name": WORKFLOW,
                "workflow_id": effect.key,
                "queue_name": queue_for(effect.kind),
                "queue_partition_key": effect.lane,
                "app_version": VERSION,
                "serialization_type": WorkflowSerializationFormat.PORTABLE,
            }
            self.client.enqueue_in_transaction(connection, options, effect.kind, dict(effect.facts))

    def forget(self, before: datetime) -> int:
        """Delete the effects whose outcome was noted before then; their keys count as new after that."""
        count = 0
        while done := self.client.list_workflows(
            status="SUCCESS",
            name=WORKFLOW,
            completed_before=before.isoformat(),
            limit=FORGOTTEN_AT_ONCE,
            load_input=False,
            load_output=False,
        ):
            self.client.delete_workflows([one.workflow_id for one in done])
            count += len(done)
        return count

    def queued(self) -> tuple[Effect, ...]:
        """Return the effects that nobody has begun yet, in the order in which they will be."""
        found = self.client.list_workflows(status="ENQUEUED", name=WORKFLOW, load_output=False)
        return tuple(
            Effect(
                key=one.workflow_id,
                lane=one.queue_partition_key or "",
                kind=cast("EffectKind", one.input["args"][0]),
                facts=one.input["args"][1],
            )
            for one in sorted(found, key=lambda one: (one.created_at or 0, one.workflow_id))
            if one.input is not None
        )
