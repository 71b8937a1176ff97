"""How is the part of the Store that remembers what people said kept on a database?"""

# ruff: noqa: D102 - the port says what each method does

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.adapters.effects.outbox import Outbox
from bot.adapters.sql import evidence, marks, messages, rooms
from bot.adapters.sql.engine import Database
from bot.adapters.sql.together import Together
from bot.domain.incidents.capturing import Captured, Listened
from bot.domain.incidents.evidence import Evidence
from bot.domain.marks import Mark
from bot.domain.messages import Message, Revision
from bot.domain.stream import Effect
from bot.ports import Clock
from bot.speech import Place


class SqlCapture:
    """Rooms, messages, marks and evidence; what comes through a door shares its transaction with others."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self.database = database
        self.outbox = outbox
        self.clock = clock
        self._together = Together(database)

    def watch(self, where: Place, stream: str) -> None:
        now = self.clock.now()
        with self.database.writing() as connection:
            rooms.watch(connection, where, stream, now)

    def leave(self, where: Place, until: datetime) -> None:
        with self.database.writing() as connection:
            rooms.leave(connection, where, until)

    def watched(self, where: Place) -> bool:
        return self.room_of(where) is not None

    def room_of(self, where: Place) -> str | None:
        with self.database.reading() as connection:
            return rooms.room_of(connection, where, self.clock.now())

    def rooms(self, stream: str) -> tuple[Place, ...]:
        with self.database.reading() as connection:
            return rooms.of_stream(connection, stream)

    def captured_since(self, where: Place) -> datetime | None:
        with self.database.reading() as connection:
            return rooms.since(connection, where, self.clock.now())

    def captured(self) -> tuple[Captured, ...]:
        with self.database.reading() as connection:
            return rooms.captured(connection)

    def note_judged(self, where: Place, until: datetime) -> None:
        with self.database.writing() as connection:
            rooms.note(connection, where, "judged_until", until)

    def note_read(self, where: Place, at: datetime) -> None:
        with self.database.writing() as connection:
            rooms.note(connection, where, "read_at", at)

    def note_listened(self, spell: Listened) -> None:
        with self.database.writing() as connection:
            rooms.note_listened(connection, spell)

    def listened(self) -> tuple[Listened, ...]:
        with self.database.reading() as connection:
            return rooms.listened(connection)

    def keep(self, revision: Revision, effects: Sequence[Effect] = ()) -> bool:
        if not effects:
            return self._together.write(lambda connection: messages.keep(connection, revision))
        with self.database.writing() as connection:
            is_new = messages.keep(connection, revision)
            if is_new:
                self.outbox.enqueue(connection, effects)
        return is_new

    def held(self, channel: str, ts: str) -> bool:
        with self.database.reading() as connection:
            return messages.held(connection, channel, ts)

    def messages(self, channel: str, *, root_ts: str | None = None) -> tuple[Message, ...]:
        with self.database.reading() as connection:
            return messages.standing(connection, channel, root_ts=root_ts)

    def note_mark(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:
        put = Mark(channel, ts, mark, by, at, event_id)
        return self._together.write(lambda connection: marks.put(connection, put))

    def take_mark_away(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:
        taken = Mark(channel, ts, mark, by, at, event_id)
        return self._together.write(lambda connection: marks.take(connection, taken))

    def marks(self, channel: str) -> tuple[Mark, ...]:
        with self.database.reading() as connection:
            return marks.standing(connection, channel)

    def put_evidence(self, piece: Evidence, content: bytes = b"") -> bool:
        with self.database.writing() as connection:
            return evidence.put(connection, piece, content)

    def evidence(self, stream: str) -> tuple[Evidence, ...]:
        with self.database.reading() as connection:
            return evidence.of_stream(connection, stream)

    def evidence_content(self, stream: str, path: str) -> bytes | None:
        with self.database.reading() as connection:
            return evidence.content(connection, stream, path)

    def erase_evidence(self, stream: str, path: str) -> bool:
        with self.database.writing() as connection:
            return evidence.erase(connection, stream, path)

    def erase_file(self, file: str) -> bool:
        with self.database.writing() as connection:
            return evidence.erase_file(connection, file)

    def progress(self, key: str) -> Mapping[str, object] | None:
        with self.database.reading() as connection:
            return evidence.progress(connection, key)

    def note_progress(self, key: str, facts: Mapping[str, object] | None) -> None:
        with self.database.writing() as connection:
            evidence.note_progress(connection, key, facts)
