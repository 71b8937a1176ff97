"""Something came that nobody can read: say so once, where incidents are announced, with how much of it there was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alarms.placing import UNCLAIMED
from bot.domain.stream import Entry, Recorded, Stream
from bot.flows import telling
from bot.flows.recording import until_recorded
from bot.flows.showing import Shown
from bot.ports import Clock, Store

KIND = "strange"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Strange:
    """Puts on record what could not be read; an hour of it is one message."""

    store: Store
    clock: Clock

    def note(self, source: str, identity: str, why: str, excerpt: str) -> None:
        """Note what came from a source (`queue`), once by its identity there; `excerpt` has no secrets in it."""
        until_recorded(lambda: self._note(source, identity, why, excerpt))

    def _note(self, source: str, identity: str, why: str, excerpt: str) -> None:
        # Look.
        now = self.clock.now()
        stream = f"{KIND}-{source}-{now:%Y%m%d%H}"
        entries = self.store.read(stream)[1]

        # Judge.
        facts = {"source": source, "why": why, "excerpt": excerpt}
        entry = Entry(KIND, f"{KIND}:{source}:{identity}", now, source, facts)
        seq = len(entries) + 1

        # Act.
        head = Stream(stream, KIND, UNCLAIMED, "open", seq)
        self.store.record(head, [entry], [telling.card_of(stream, seq)], expects=seq - 1)


def card(stream: Stream, entries: Sequence[Recorded]) -> Shown:
    """Show how much could not be read, and the newest of it."""
    rows = [{"at": _told(row.entry.at), **row.entry.facts} for row in entries]
    facts = {"source": rows[-1]["source"], "count": len(rows), "newest": rows[-SHOWN:]}
    return Shown("alarm/strange", facts, stream.seq)


def _told(at: datetime) -> str:
    return at.isoformat()
