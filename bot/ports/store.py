"""What do we need to remember?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.stream import Effect, Entry, Recorded, Stream
from bot.ports.capture import Capture
from bot.ports.values import Arrival, Person, Sent


class Store(Capture, Protocol):
    """Remember. All methods raise `Outage("store", …)`; what a method wrote is durable when it returns."""

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
        """Write entries, the stream's new head and the effects that must follow, in one transaction.

        `expects` is the stream's sequence number that was judged by (0 for a new stream); raises `StaleSequenceError`
        when somebody recorded since. Entries whose key is already in the store are not written again, nor are effects
        whose key is. `settles` marks that arrival as handled in the same transaction: right where nobody is answered.
        `terms` are words by which `alike` finds the stream from now on, besides those it had.
        """
        ...

    def read(self, stream: str) -> tuple[Stream | None, tuple[Recorded, ...]]:
        """Return a stream's head and all its entries in order; (None, ()) when there is none."""
        ...

    def find(
        self, *, kind: str, service: str | None = None, state: str | None = None, limit: int | None = None
    ) -> tuple[Stream, ...]:
        """Return the heads of streams of a kind, newest first; all of them without a limit."""
        ...

    def newest(self, line: str) -> Stream | None:
        """Return the head of the stream whose name begins so and ends in the highest number (equally long), or None."""
        ...

    def heads(self, names: Collection[str]) -> Mapping[str, Stream]:
        """Return the heads of these streams by name; those that don't exist are left out."""
        ...

    def alike(self, terms: Collection[str], *, kind: str, besides: str = "", limit: int = 3) -> tuple[Stream, ...]:
        """Return the heads of the streams of a kind that share most, and the rarest, of these terms, but `besides`."""
        ...

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Stream, ...]:
        """Return the heads whose `due_at` has come, the longest due first."""
        ...

    def receive(self, arrival: Arrival) -> bool:
        """Keep an arrival; False when the same id was kept before."""
        ...

    def settle(self, arrival_id: str, effects: Sequence[Effect] = ()) -> None:
        """Mark an arrival as handled and enqueue what follows, in one transaction; harmless when done twice."""
        ...

    def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Arrival, ...]:
        """Return arrivals kept before then and not yet handled, oldest first."""
        ...

    def sent(self, marker: str) -> Sent | None:
        """Return what was sent under this marker, or None."""
        ...

    def sent_at(self, channel: str, ts: str) -> Sent | None:
        """Return what of ours stands there (a thread's root, say), or None."""
        ...

    def note_sent(self, sent: Sent) -> None:
        """Remember where a marked message is and which sequence number it shows; the higher number wins."""
        ...

    def claim_run(self, job: str, due_at: datetime, effects: Sequence[Effect] = ()) -> bool:
        """Claim one scheduled run with what follows from it; False when it was claimed before, by whomever."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget arrivals that were handled, and effects that were carried out, before then; return how many.

        Entries are kept for good. A cause that is delivered again after its arrival is forgotten counts as new.
        """
        ...

    def people(self, ids: Iterable[str]) -> Mapping[str, tuple[Person, datetime]]:
        """Return the people remembered among these, each with the moment it was fetched."""
        ...

    def remember_person(self, person: Person, fetched_at: datetime) -> None:
        """Remember who somebody is."""
        ...
