"""What does a store do with what people said, shown in plain Python? A part of the in-memory twin."""

# ruff: noqa: D102 - the port says what each method does

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.incidents.capturing import Captured, Gap, Listened
from bot.domain.incidents.evidence import Evidence
from bot.domain.marks import Mark, holder, stands
from bot.domain.messages import File, Message, Revision, as_they_stand, was_told
from bot.domain.stream import Effect
from bot.ports import Clock
from bot.speech import Place


class MemoryCapture(ABC):
    """Rooms, messages, marks and evidence in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._rooms: dict[Place, Captured] = {}
        self._listened: dict[datetime, datetime] = {}
        self._messages: dict[tuple[str, str], dict[str, Revision]] = {}
        self._put: dict[tuple[str, str, str, str], Mark] = {}
        self._taken: dict[tuple[str, str, str, str], datetime] = {}
        self._evidence: dict[tuple[str, str], tuple[Evidence, bytes]] = {}
        self._progress: dict[str, str] = {}

    @abstractmethod
    def _enqueue(self, effects: Sequence[Effect]) -> None:
        """Put effects down, each key once."""

    def watch(self, where: Place, stream: str) -> None:
        with self._lock:
            now = self._clock.now()
            known = self._rooms.get(where, Captured(where.channel, where.thread_ts, stream, now))
            if known.until is not None and known.until <= now:
                known = replace(known, pause=Gap(known.until, now))
            self._rooms[where] = replace(known, stream=stream, until=None)

    def leave(self, where: Place, until: datetime) -> None:
        with self._lock:
            if where in self._rooms:
                self._rooms[where] = replace(self._rooms[where], until=until)

    def watched(self, where: Place) -> bool:
        return self.room_of(where) is not None

    def room_of(self, where: Place) -> str | None:
        with self._lock:
            forms = self._messages.get((where.channel, where.thread_ts or ""), {})
            roots = {where.thread_ts, *(form.root_ts for form in forms.values())} - {None}
            places = [*(Place(where.channel, root) for root in sorted(filter(None, roots), reverse=True))]
            found = [self._rooms[one] for one in (*places, Place(where.channel)) if self._is_captured(one)]
            return found[0].stream if found else None

    def _is_captured(self, where: Place) -> bool:
        room = self._rooms.get(where)
        return room is not None and (room.until is None or room.until > self._clock.now())

    def rooms(self, stream: str) -> tuple[Place, ...]:
        return tuple(Place(one.channel, one.root_ts) for one in self.captured() if one.stream == stream)

    def captured_since(self, where: Place) -> datetime | None:
        with self._lock:
            return self._rooms[where].since if self._is_captured(where) else None

    def captured(self) -> tuple[Captured, ...]:
        with self._lock:
            return tuple(sorted(self._rooms.values(), key=lambda one: (one.channel, one.root_ts or "")))

    def note_judged(self, where: Place, until: datetime) -> None:
        with self._lock:
            room = self._rooms[where]
            self._rooms[where] = replace(room, judged_until=max(until, room.judged_until or until))

    def note_read(self, where: Place, at: datetime) -> None:
        with self._lock:
            room = self._rooms[where]
            self._rooms[where] = replace(room, read_at=max(at, room.read_at or at))

    def note_listened(self, spell: Listened) -> None:
        with self._lock:
            self._listened[spell.since] = max(spell.until, self._listened.get(spell.since, spell.until))

    def listened(self) -> tuple[Listened, ...]:
        with self._lock:
            return tuple(Listened(since, until) for since, until in sorted(self._listened.items()))

    def keep(self, revision: Revision, effects: Sequence[Effect] = ()) -> bool:
        with self._lock:
            forms = self._messages.setdefault((revision.channel, revision.ts), {})
            if revision.revision in forms or was_told(revision, tuple(forms.values())):
                return False
            forms[revision.revision] = revision
            self._enqueue(effects)
            if self._is_deleted(revision.channel, revision.ts):
                for name, form in forms.items():
                    forms[name] = replace(form, text="", files=())
                self._erase(lambda one: (one.channel, one.ts) == (revision.channel, revision.ts))
            return True

    def _is_deleted(self, channel: str | None, ts: str | None) -> bool:
        return any(form.is_deletion for form in self._messages.get((channel or "", ts or ""), {}).values())

    def held(self, channel: str, ts: str) -> bool:
        with self._lock:
            return bool(self._messages.get((channel, ts)))

    def messages(self, channel: str, *, root_ts: str | None = None) -> tuple[Message, ...]:
        with self._lock:
            revisions = [form for forms in self._messages.values() for form in forms.values()]
        standing = as_they_stand(form for form in revisions if form.channel == channel)
        return tuple(one for one in standing if root_ts is None or root_ts in {one.ts, one.root_ts})

    def note_mark(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:
        with self._lock:
            key = (channel, ts, mark, holder(mark, by))
            if key not in self._put or self._put[key].at < at:
                self._put[key] = Mark(channel, ts, mark, by, at, event_id)
            return stands(self._put[key].at, self._taken.get(key))

    def take_mark_away(self, channel: str, ts: str, mark: str, by: str, at: datetime, event_id: str = "") -> bool:  # noqa: ARG002 - the port's signature
        with self._lock:
            key = (channel, ts, mark, holder(mark, by))
            self._taken[key] = max(at, self._taken.get(key, at))
            return key in self._put and stands(self._put[key].at, self._taken[key])

    def marks(self, channel: str) -> tuple[Mark, ...]:
        with self._lock:
            found = [(one.ts, one.at, *key[2:], one) for key, one in self._put.items() if key[0] == channel]
            standing = [one for one in found if stands(one[1], self._taken.get((channel, one[0], one[2], one[3])))]
            return tuple(one[-1] for one in sorted(standing, key=lambda one: one[:-1]))

    def put_evidence(self, piece: Evidence, content: bytes = b"") -> bool:
        with self._lock:
            if self._is_deleted(piece.channel, piece.ts):
                return False
            self._evidence[piece.stream, piece.path] = (piece, content)
            return True

    def evidence(self, stream: str) -> tuple[Evidence, ...]:
        with self._lock:
            return tuple(piece for (name, _), (piece, _) in sorted(self._evidence.items()) if name == stream)

    def evidence_content(self, stream: str, path: str) -> bytes | None:
        with self._lock:
            piece, content = self._evidence.get((stream, path), (None, b""))
            return content if piece is not None and not piece.missing else None

    def erase_evidence(self, stream: str, path: str) -> bool:
        with self._lock:
            return self._evidence.pop((stream, path), None) is not None

    def erase_file(self, file: str) -> bool:
        with self._lock:
            erased = self._erase(lambda one: one.file == file)
            for piece in erased:
                forms = self._messages.get((piece.channel or "", piece.ts or ""), {})
                for name, form in forms.items():
                    files = tuple(File("", id=file) if one.id == file else one for one in form.files)
                    forms[name] = replace(form, files=files)
            return bool(erased)

    def _erase(self, is_meant: Callable[[Evidence], bool]) -> list[Evidence]:
        found = [piece for piece, _ in self._evidence.values() if is_meant(piece)]
        for piece in found:
            del self._evidence[piece.stream, piece.path]
        return found

    def progress(self, key: str) -> Mapping[str, object] | None:
        with self._lock:
            told: dict[str, object] | None = json.loads(self._progress.get(key, "null"))
            return told

    def note_progress(self, key: str, facts: Mapping[str, object] | None) -> None:
        with self._lock:
            self._progress.pop(key, None)
            if facts is not None:
                self._progress[key] = json.dumps(dict(facts), allow_nan=False)
