"""What was said while nobody listened, and what does the record state of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.failures import Outage
from bot.domain.incidents.capturing import Captured, Gap, Listened, gaps, missed, refilled
from bot.domain.stream import Effect, Entry
from bot.flows.capturing import Capturing
from bot.flows.recording import until_recorded
from bot.flows.rereading import Place as Reached
from bot.flows.rereading import Rereading
from bot.ports import Clock, Records, Store
from bot.speech import Place

Facts = Mapping[str, object]

LIMITED = "history_limited"
"""Why a gap stays one: Slack hides older messages from this workspace."""


@dataclass(frozen=True, slots=True)
class Refilling:
    """States the gaps of captured rooms, and fetches what was missed."""

    store: Store
    records: Records
    clock: Clock

    def look(self) -> None:
        """Put every gap on record that isn't, each with the effect that refills it, in one transaction."""
        listened = self.store.listened()
        for room in self.store.captured():
            self._judge(room, listened)

    def refill(self, facts: Facts) -> None:
        """Read a room again for one gap, and record what came of it. Raises Outage while Slack can't be read.

        A room that was read whole since the gap ended is not read again for it.
        """
        key, room = str(facts["key"]), self._room(facts)
        until = datetime.fromisoformat(str(facts["until_at"]))
        reading = Rereading(key, room, self.store, self.records, self.clock, Capturing(self.store, self.records))
        reached, why = reading.place, ""
        if room.read_at is None or room.read_at < until:
            try:
                reached = reading.read()
            except Outage as outage:
                if outage.retry:
                    raise
                reached, why = reading.place, outage.reason
            else:
                why = LIMITED if reached.is_limited else ""
                self.store.note_read(Place(room.channel, room.root_ts), datetime.fromisoformat(reached.began))
        until_recorded(lambda: self._state_outcome(facts, reached, why))
        self.store.note_progress(key, None)

    def _judge(self, room: Captured, listened: Sequence[Listened]) -> None:
        stated = [gap for gap in gaps(room, listened) if until_recorded(lambda gap=gap: self._state(room, gap))]  # type: ignore[misc]  # the default binds the loop's value
        if stated:
            self.store.note_judged(Place(room.channel, room.root_ts), max(gap.until for gap in stated))

    def _state(self, room: Captured, gap: Gap) -> bool:
        """Record a gap on the room's stream; False while there is no such stream."""
        head, entries = self.store.read(room.stream)
        if head is None:
            return False
        entry = missed(room, gap)
        facts = {**entry.facts, "stream": room.stream, "key": entry.key}
        effect = Effect(entry.key, f"refill:{room.channel}", "refill", facts)
        self.store.record(head, [entry], [effect], expects=len(entries))
        return True

    def _state_outcome(self, facts: Facts, reached: Reached, why: str) -> None:
        stream = str(facts["stream"])
        head, entries = self.store.read(stream)
        if head is not None:
            self.store.record(head, [self._outcome(facts, reached, why)], expects=len(entries))

    def _outcome(self, facts: Facts, reached: Reached, why: str) -> Entry:
        key, at = str(facts["key"]), self.clock.now()
        return refilled(key, facts, at=at, why=why, found=reached.found, gone=reached.gone)

    def _room(self, facts: Facts) -> Captured:
        channel, root = str(facts["channel"]), facts["root_ts"]
        root_ts = None if root is None else str(root)
        found = [one for one in self.store.captured() if (one.channel, one.root_ts) == (channel, root_ts)]
        return found[0] if found else Captured(channel, root_ts, str(facts["stream"]))
