"""What is unfinished, and what was given up?

An effect that was given up is on record as a stream of its own, so that the auditor finds it with the store's means.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass

from dbos import DBOSClient

from bot.adapters.effects.names import WORKFLOW
from bot.adapters.sql.store import SqlStore
from bot.domain.failures import Outage
from bot.domain.stream import Entry, StaleSequenceError, Stream

KIND = "effect"
STATE = "stuck"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An effect that is enqueued or begun: its key, who began it, and in which queue it lies."""

    workflow_id: str
    executor_id: str | None
    queue_name: str | None


def unfinished(client: DBOSClient, *states: str) -> list[Unfinished]:
    """List the effects in these states of DBOS (`ENQUEUED`, `PENDING`), without their facts."""
    found = client.list_workflows(status=list(states), name=WORKFLOW, load_input=False, load_output=False)
    return [Unfinished(one.workflow_id, one.executor_id, one.queue_name) for one in found]


def record(store: SqlStore, key: str, kind: str, why: Exception) -> str:
    """Put on record that an effect was given up, and return the reference number; the first record counts."""
    name = f"stuck:{key}"
    facts = {"effect": key, "kind": kind, "reference": secrets.token_hex(4), "why": _told(why)}
    entry = Entry(kind=STATE, key=name, at=store.clock.now(), by="bot", facts=facts)
    # Somebody who took the effect over gave it up in the same moment.
    with contextlib.suppress(StaleSequenceError):
        store.record(Stream(name, KIND, "", STATE, summary=facts), [entry], expects=0)
    _, entries = store.read(name)
    return str(entries[0].entry.facts["reference"])


def _told(why: Exception) -> str:
    """Say what went wrong without the exception's words, which may hold what people wrote."""
    return f"{why.port}: {why.reason}" if isinstance(why, Outage) else type(why).__name__


def count(store: SqlStore) -> int:
    """Count what was given up."""
    return len(store.find(kind=KIND, state=STATE))
