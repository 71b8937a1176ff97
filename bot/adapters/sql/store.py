"""How is the Store port kept on a database? Each method is one transaction over the subjects beside this file."""

# ruff: noqa: D102 - the port says what each method does

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from bot.adapters.clock import SystemClock
from bot.adapters.effects.outbox import Outbox
from bot.adapters.sql import inbox, people, posts, runs, streams, words
from bot.adapters.sql.capture import SqlCapture
from bot.adapters.sql.engine import Database, open_engine, told_as_outage
from bot.adapters.sql.migrations import bring_to_head
from bot.domain.stream import Effect, Entry, Recorded, Stream, unwritten
from bot.ports import Arrival, Clock, Person, Sent


def open_store(url: str, clock: Clock | None = None) -> SqlStore:
    """Open the database at a SQLite or PostgreSQL URL, and migrate it where it isn't at head.

    `clock` tells when things are received and recorded. Raises ValueError for another kind of URL, RuntimeError for a
    database of a newer version, and SQLAlchemy's errors when it can't be reached: without a store there is no bot.
    """
    engine = open_engine(url)
    try:
        bring_to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(Database(engine), Outbox(engine), clock or SystemClock())


class SqlStore(SqlCapture):
    """The Store port on SQLite or PostgreSQL."""

    def close(self) -> None:
        """Close the connections; work still running in other threads fails with an Outage."""
        self.outbox.close()
        self.database.close()

    def record(
        self,
        stream: Stream,
        entries: Sequence[Entry],
        effects: Sequence[Effect] = (),
        *,
        expects: int,
        settles: str = "",
        terms: Collection[str] = (),
    ) -> tuple[Recorded, ...]:
        now = self.clock.now()
        with self.database.writing() as connection:
            fresh = unwritten(entries, streams.known_keys(connection, [entry.key for entry in entries]))
            if settles:
                inbox.settle(connection, settles, now)
            if entries and not fresh:
                # A second delivery: what follows from these entries was enqueued when they were written.
                return ()
            recorded = streams.append(connection, stream, fresh, expects=expects, now=now)
            words.add(connection, stream.id, terms)
            self.outbox.enqueue(connection, effects)
        return recorded

    def read(self, stream: str) -> tuple[Stream | None, tuple[Recorded, ...]]:
        with self.database.reading() as connection:
            return streams.read(connection, stream)

    def find(
        self, *, kind: str, service: str | None = None, state: str | None = None, limit: int | None = None
    ) -> tuple[Stream, ...]:
        with self.database.reading() as connection:
            return streams.find(connection, kind=kind, service=service, state=state, limit=limit)

    def newest(self, line: str) -> Stream | None:
        with self.database.reading() as connection:
            return streams.newest(connection, line)

    def heads(self, names: Collection[str]) -> Mapping[str, Stream]:
        with self.database.reading() as connection:
            return streams.named(connection, names)

    def alike(self, terms: Collection[str], *, kind: str, besides: str = "", limit: int = 3) -> tuple[Stream, ...]:
        with self.database.reading() as connection:
            return words.alike(connection, terms, kind=kind, besides=besides, limit=limit)

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Stream, ...]:
        with self.database.reading() as connection:
            return streams.due(connection, now, limit=limit)

    def receive(self, arrival: Arrival) -> bool:
        now = self.clock.now()
        return self._together.write(lambda connection: inbox.receive(connection, arrival, now))

    def settle(self, arrival_id: str, effects: Sequence[Effect] = ()) -> None:
        now = self.clock.now()
        if not effects:
            self._together.write(lambda connection: inbox.settle(connection, arrival_id, now))
            return
        with self.database.writing() as connection:
            inbox.settle(connection, arrival_id, now)
            self.outbox.enqueue(connection, effects)

    def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Arrival, ...]:
        with self.database.reading() as connection:
            return inbox.unsettled(connection, before=before, limit=limit)

    def sent(self, marker: str) -> Sent | None:
        with self.database.reading() as connection:
            return posts.sent(connection, marker)

    def sent_at(self, channel: str, ts: str) -> Sent | None:
        with self.database.reading() as connection:
            return posts.sent_at(connection, channel, ts)

    def note_sent(self, sent: Sent) -> None:
        with self.database.writing() as connection:
            posts.note_sent(connection, sent)

    def claim_run(self, job: str, due_at: datetime, effects: Sequence[Effect] = ()) -> bool:
        with self.database.writing() as connection:
            if not runs.claim(connection, job, due_at):
                return False
            self.outbox.enqueue(connection, effects)
        return True

    def forget(self, before: datetime) -> int:
        with self.database.writing() as connection:
            count = inbox.forget(connection, before)
        with told_as_outage():
            return count + self.outbox.forget(before)

    def people(self, ids: Iterable[str]) -> Mapping[str, tuple[Person, datetime]]:
        with self.database.reading() as connection:
            return people.known(connection, list(ids))

    def remember_person(self, person: Person, fetched_at: datetime) -> None:
        with self.database.writing() as connection:
            people.remember(connection, person, fetched_at)

    def queued(self) -> tuple[Effect, ...]:
        """Return the effects that nobody has begun yet, in the order in which they will be."""
        with told_as_outage():
            return self.outbox.queued()
