"""What does a store do, shown in plain Python? The in-memory twin that flows and most journeys are tried on.

It passes the same contract tests as the databases, forgets everything with its process, and carries out effects only
when told to (`drain`), one after the other.
"""

# ruff: noqa: D102 - the port says what each method does

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.memory_capture import MemoryCapture
from bot.domain.stream import Effect, Entry, Recorded, StaleSequenceError, Stream, chained, unwritten
from bot.domain.terms import likeness
from bot.ports import Arrival, Clock, Person, Sent


class MemoryStore(MemoryCapture):
    """The Store port in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._heads: dict[str, Stream] = {}
        self._entries: dict[str, list[Recorded]] = {}
        self._keys: set[str] = set()
        self._terms: dict[str, set[str]] = {}
        self._effects: dict[str, Effect] = {}
        self._queue: list[str] = []
        self._inbox: dict[str, Arrival] = {}
        self._settled: dict[str, datetime] = {}
        self._sent: dict[str, Sent] = {}
        self._runs: set[tuple[str, datetime]] = set()
        self._people: dict[str, tuple[Person, datetime]] = {}

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
        with self._lock:
            fresh = unwritten(entries, self._keys)
            if entries and not fresh:
                self._settled.setdefault(settles, self._clock.now())
                return ()
            written = self._entries.get(stream.id, [])
            if len(written) != expects:
                raise StaleSequenceError(stream.id)
            linked = chained(stream.id, written[-1] if written else None, fresh, self._clock.now())
            head = replace(
                stream, seq=expects + len(linked), due_at=_in_utc(stream.due_at), summary=_plain(stream.summary)
            )
            self._enqueue(effects)
            self._heads[stream.id] = head
            self._entries.setdefault(stream.id, []).extend(linked)
            self._keys.update(one.entry.key for one in linked)
            self._terms.setdefault(stream.id, set()).update(terms)
            self._settled.setdefault(settles, self._clock.now())
            return linked

    def read(self, stream: str) -> tuple[Stream | None, tuple[Recorded, ...]]:
        with self._lock:
            return self._heads.get(stream), tuple(self._entries.get(stream, ()))

    def find(
        self, *, kind: str, service: str | None = None, state: str | None = None, limit: int | None = None
    ) -> tuple[Stream, ...]:
        with self._lock:
            found = [
                head
                for head in self._heads.values()
                if head.kind == kind and service in {None, head.service} and state in {None, head.state}
            ]
            return tuple(sorted(found, key=self._begun, reverse=True)[:limit])

    def _begun(self, head: Stream) -> tuple[datetime, str]:
        return self._entries[head.id][0].recorded_at, head.id

    def newest(self, line: str) -> Stream | None:
        with self._lock:
            begun = [name for name in self._heads if name.startswith(line) and name != line]
            numbered = [name for name in begun if not name.removeprefix(line).strip("0123456789")]
            return self._heads[max(numbered)] if numbered else None

    def heads(self, names: Collection[str]) -> Mapping[str, Stream]:
        with self._lock:
            return {name: self._heads[name] for name in names if name in self._heads}

    def alike(self, terms: Collection[str], *, kind: str, besides: str = "", limit: int = 3) -> tuple[Stream, ...]:
        with self._lock:
            others = [one for one in self._heads.values() if one.kind == kind and one.id != besides]
            kept = {head.id: self._terms[head.id] for head in others if self._terms[head.id]}
            spread = Counter(term for words in kept.values() for term in words.intersection(terms))
            wanted = likeness(terms, spread, len(kept))
            scores = {name: wanted.score(words) for name, words in kept.items()}
            found = [self._heads[name] for name, score in scores.items() if score]
            return tuple(sorted(found, key=lambda one: (scores[one.id], *self._begun(one)), reverse=True)[:limit])

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Stream, ...]:
        with self._lock:
            found = [
                (head.due_at, head.id, head) for head in self._heads.values() if head.due_at and head.due_at <= now
            ]
            return tuple(head for _, _, head in sorted(found, key=lambda one: one[:2]))[:limit]

    def receive(self, arrival: Arrival) -> bool:
        with self._lock:
            if arrival.id in self._inbox:
                return False
            received_at = _in_utc(arrival.received_at) or self._clock.now()
            self._inbox[arrival.id] = replace(arrival, body=_plain(arrival.body), received_at=received_at)
            return True

    def settle(self, arrival_id: str, effects: Sequence[Effect] = ()) -> None:
        with self._lock:
            self._settled.setdefault(arrival_id, self._clock.now())
            self._enqueue(effects)

    def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Arrival, ...]:
        with self._lock:
            waiting = [
                (one.received_at, one.id, one)
                for one in self._inbox.values()
                if one.id not in self._settled and one.received_at and one.received_at < before
            ]
            return tuple(one for _, _, one in sorted(waiting, key=lambda found: found[:2]))[:limit]

    def sent(self, marker: str) -> Sent | None:
        with self._lock:
            return self._sent.get(marker)

    def sent_at(self, channel: str, ts: str) -> Sent | None:
        with self._lock:
            here = [one for one in self._sent.values() if one.ts and (one.place.channel, one.ts) == (channel, ts)]
            return min(here, key=lambda one: one.marker, default=None)

    def note_sent(self, sent: Sent) -> None:
        with self._lock:
            known = self._sent.get(sent.marker)
            if known is None or sent.seq > known.seq or (sent.seq == known.seq and sent.ts):
                self._sent[sent.marker] = sent

    def claim_run(self, job: str, due_at: datetime, effects: Sequence[Effect] = ()) -> bool:
        with self._lock:
            if (job, due_at) in self._runs:
                return False
            self._enqueue(effects)
            self._runs.add((job, due_at))
            return True

    def forget(self, before: datetime) -> int:
        with self._lock:
            handled = [one for one in self._inbox if self._settled.get(one, before) < before]
            for one in handled:
                del self._inbox[one], self._settled[one]
            return len(handled)

    def people(self, ids: Iterable[str]) -> Mapping[str, tuple[Person, datetime]]:
        with self._lock:
            return {one: self._people[one] for one in ids if one in self._people}

    def remember_person(self, person: Person, fetched_at: datetime) -> None:
        with self._lock:
            known = self._people.get(person.id)
            if known is None or fetched_at >= known[1]:
                self._people[person.id] = (person, fetched_at)

    def queued(self) -> tuple[Effect, ...]:
        """Return the effects not carried out yet, in the order in which they will be."""
        with self._lock:
            return tuple(self._effects[key] for key in self._queue)

    def drain(self, carry_out: Callable[[str, Mapping[str, object]], None]) -> int:
        """Carry out every queued effect, and those that follow from them; return how many there were.

        What `carry_out` raises passes through, and the effect stays at the head of the queue.
        """
        done = 0
        while waiting := self.queued():
            effect = waiting[0]
            carry_out(effect.kind, effect.facts)
            with self._lock:
                self._queue.remove(effect.key)
            done += 1
        return done

    def _enqueue(self, effects: Sequence[Effect]) -> None:
        fresh = [replace(one, facts=_plain(one.facts)) for one in effects if one.key not in self._effects]
        self._effects.update({one.key: one for one in fresh})
        self._queue.extend(sorted({one.key for one in fresh}))


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Put facts through JSON, so that nobody can change them afterwards and nothing but JSON gets by."""
    plain: dict[str, object] = json.loads(json.dumps(dict(facts), allow_nan=False))
    return plain


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone can't be kept")
    return moment.astimezone(UTC)
