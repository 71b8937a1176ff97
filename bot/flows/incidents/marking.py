"""People mark messages: what becomes of that, and what when a mark is taken away?

📌 or a pin puts the message into the timeline, ☑ makes a corrective action of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.failures import Refusal
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.corrective import LONGEST, next_id
from bot.domain.incidents.incident import KIND
from bot.domain.masking import excerpt
from bot.domain.room_events import RoomEvent
from bot.domain.stream import Effect, Entry
from bot.flows.incidents.finding import EVER
from bot.flows.incidents.keeping import Known, Step, keep, look
from bot.flows.permits import Permits
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Place

TIMELINE, CORRECTIVE = "pushpin", "ballot_box_with_check"
PIN = "pin"
PUT = frozenset({"reaction_added", "pin_added"})
TAKEN = frozenset({"reaction_removed", "pin_removed"})


@dataclass(frozen=True, slots=True)
class Marking:
    """Takes marks on messages of an incident's room and of its alarm's thread."""

    clocks: ClockRules
    permits: Permits
    store: Store
    clock: Clock

    def take(self, event: RoomEvent) -> None:
        """Put a mark on record, or take it back; any other emoji means nothing to us."""
        how = PIN if event.kind.startswith("pin") else event.name
        if event.ts is None or how not in {TIMELINE, CORRECTIVE, PIN}:
            return
        name = f"{event.channel}:{event.ts}:{how}:{'' if how == PIN else event.by}"
        if event.kind in PUT:
            until_recorded(lambda: self._put(event, how, name))
        elif event.kind in TAKEN:
            until_recorded(lambda: self._take_back(event, name))

    def _put(self, event: RoomEvent, how: str, name: str) -> None:
        known = self._known(event)
        if known is None or self._standing(known, name) is not None or not self._may(event):
            return
        where = {"channel": event.channel, "ts": event.ts, "how": how, "mark": name}
        if how != CORRECTIVE:
            entry = Entry("marked", f"marked:{name}:{event.id}", event.at, event.by, where)
            self._keep(known, entry)
            return
        number = next_id(known.incident.correctives)
        told = {**where, "id": number, "title": self._said(event) or f"#{number}", "type": "prevent"}
        entry = Entry("corrective_added", f"marked:{name}:{event.id}", event.at, event.by, told)

        def follow(step: Step) -> list[Effect]:
            facts = {"by": event.by, "id": number, "what": told["title"], "due": None}
            return [step.line("incident/corrective_added", facts)]

        keep(
            known.stream, known.entries, [entry], store=self.store, now=self.clock.now(), rules=self.clocks,
            follow=follow,
        )  # fmt: skip

    def _take_back(self, event: RoomEvent, name: str) -> None:
        known = self._known(event)
        seq = self._standing(known, name) if known is not None else None
        if known is None or seq is None:
            return
        facts = {"seq": seq, "kind": "marked"}
        self._keep(known, Entry("undone", f"unmarked:{name}:{event.id}", event.at, event.by, facts))

    def _keep(self, known: Known, entry: Entry) -> None:
        now = self.clock.now()
        keep(known.stream, known.entries, [entry], store=self.store, now=now, rules=self.clocks)

    def _standing(self, known: Known, name: str) -> int | None:
        """Return the number of the entry that this mark made and nobody took back."""
        undone = {row.entry.facts["seq"] for row in known.entries if row.entry.kind == "undone"}
        made = (row.seq for row in known.entries if row.entry.facts.get("mark") == name and row.seq not in undone)
        return next(made, None)

    def _known(self, event: RoomEvent) -> Known | None:
        """Return the incident of the room, or the one that the thread's alarm belongs to."""
        stream = self.store.room_of(Place(event.channel, event.ts)) or ""
        known = look(stream, self.store)
        if known is not None:
            return known
        heads = (head for state in EVER for head in self.store.find(kind=KIND, state=state))
        found = next((head.id for head in heads if stream and head.summary["alarm"] == stream), "")
        return look(found, self.store)

    def _may(self, event: RoomEvent) -> bool:
        """Say whether somebody may add to the record; a guest's mark stays an emoji."""
        try:
            self.permits.require(event.by, "operate")
        except Refusal:
            return False
        return True

    def _said(self, event: RoomEvent) -> str:
        """Return how the marked message begins, without secrets: the action's title until somebody edits it."""
        found = [one for one in self.store.messages(event.channel) if one.ts == event.ts]
        return excerpt(" ".join(found[0].text.split()), LONGEST) if found else ""
