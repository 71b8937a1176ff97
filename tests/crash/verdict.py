"""Did the program keep its promises? What the senders saw, held against the database and the outside world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql import tables
from bot.adapters.sql.store import SqlStore
from bot.domain.stream import Recorded, broken_link
from tests.crash.harness import History


def lost(history: History, stored: Iterable[str]) -> list[str]:
    """Return what was acknowledged and isn't there."""
    return sorted(set(history.acknowledged) - set(stored))


def invented(history: History, stored: Iterable[str]) -> list[str]:
    """Return what is there and was never sent."""
    return sorted(set(stored) - set(history.attempted))


def doubled(marks: Iterable[str]) -> list[str]:
    """Return the marks that the outside world shows more than once."""
    return sorted(mark for mark, count in Counter(marks).items() if count > 1)


def out_of_order(recorded: Mapping[str, Sequence[str]], shown: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the lanes whose marks in the outside world stand in another order than their causes in the store.

    Only order is judged here, by what both have; a missing or doubled mark is for `lost` and `doubled`.
    """
    return [
        lane
        for lane, marks in shown.items()
        if [mark for mark in recorded.get(lane, ()) if mark in set(marks)] != list(dict.fromkeys(marks))
    ]


def arrivals(store: SqlStore) -> list[str]:
    """Return the ids of everything that ever lay in the inbox."""
    with store.database.reading() as connection:
        return list(connection.scalars(select(tables.inbox.c.id)))


def streams(store: SqlStore) -> dict[str, tuple[Recorded, ...]]:
    """Return the entries of every stream, by its id."""
    with store.database.reading() as connection:
        names = list(connection.scalars(select(tables.heads.c.id)))
    return {name: store.read(name)[1] for name in names}


def damage(store: SqlStore) -> list[str]:
    """Return what is wrong with a database at rest, each in a sentence; nothing when all is well."""
    found = []
    if store.database.is_sqlite:
        with store.database.reading() as connection:
            told = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        if told != "ok":
            found.append(f"SQLite's own check says {told}")
    for name, entries in streams(store).items():
        place = broken_link(entries)
        head, _ = store.read(name)
        if place is not None:
            found.append(f"the chain of {name} is broken at {place}")
        if head is None or head.seq != len(entries):
            found.append(f"the head of {name} counts {head and head.seq} of {len(entries)} entries")
    with store.database.reading() as connection:
        waiting = list(connection.scalars(select(tables.inbox.c.id).where(tables.inbox.c.handled_at.is_(None))))
    found += [f"{name} was never handled" for name in waiting]
    client = store.outbox.client
    found += [f"{one.workflow_id} was never carried out" for one in unfinished(client, "ENQUEUED", "PENDING")]
    bad = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
    found += [f"{one.workflow_id} is poisoned" for one in unfinished(client, *bad)]
    found += [f"{one.id} was given up" for one in store.find(kind="effect", state="stuck")]
    return found
