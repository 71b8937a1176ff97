"""The clock sets something off for an incident: a deadline nears or is over, an update is due, nobody leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.incidents import clocks
from bot.domain.incidents.clocks import ClockRules, Due
from bot.domain.incidents.incident import LEAD
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.flows.incidents.keeping import Known, Step, head, keep, look
from bot.flows.postmortems.keeping import look as look_at_postmortem
from bot.flows.postmortems.keeping import of_incident
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class IncidentClocks:
    """Says what is due, once, and puts on record that it was said."""

    services: Mapping[str, Service]
    rules: Rules
    clocks: ClockRules
    store: Store
    clock: Clock

    def attend(self, stream: Stream) -> None:
        """Say what is due; raises StaleSequenceError when somebody recorded in between: the next tick judges again."""
        # Look.
        now, known = self.clock.now(), look(stream.id, self.store)
        if known is None:
            return

        # Judge.
        due = clocks.due(known.incident, self.clocks, now)
        if not due:  # its clocks were changed since the head was written
            self.store.record(head(known.stream, known.incident, known.seq, self.clocks), (), expects=known.seq)
            return
        names = sorted({name for one in due for name in one.names})
        entries = [Entry("reminded", f"reminded:{known.stream}:{known.seq}", now, "clock", {"names": names})]
        if any(one.clock == "archive" for one in due):
            entries.append(Entry("archived", f"archived:{known.stream}:{known.seq}", now, "clock"))

        # Act.
        def follow(step: Step) -> list[Effect]:
            return [effect for place, one in enumerate(due) for effect in self._said(step, one, known, place)]

        keep(known.stream, known.entries, entries, store=self.store, now=now, rules=self.clocks, follow=follow)

    def _said(self, step: Step, due: Due, known: Known, place: int) -> list[Effect]:
        incident = known.incident
        told: dict[str, Any] = {
            "clock": due.clock,
            "deadline": due.deadline.isoformat(),
            "is_over": due.is_over,
            "number": due.number,
            "calls": [name for name in self._called(due, known) if name],
        }
        if due.clock == "archive":
            told["report"] = self._report(known)
            return [step.line("incident/archiving", told, place=place), step.room(is_last=True)]
        said = [step.line("incident/reminder", told, place=place)]
        if due.is_at and due.clock in {"mitigate", "publish"} and not incident.is_drill:
            said.append(step.announce(self.rules.announce_channel, "incident/missed", told, place=place))
        return said

    def _report(self, known: Known) -> dict[str, Any] | None:
        """Tell where the incident's report is: whoever finds the archived channel needs nothing more."""
        head = of_incident(known.stream, self.store)
        found = look_at_postmortem(head.id, self.store) if head is not None else None
        if found is None or found.postmortem.published is None:
            return None
        seen = found.postmortem.seen
        told = {"path": seen["path"], "address": seen["address"], "commit": found.postmortem.commit}
        return {"id": found.postmortem.id, **told}

    def _called(self, due: Due, known: Known) -> list[str | None]:
        incident, service = known.incident, self.services.get(known.incident.service)
        if due.clock in {"publish", "close"}:
            return [incident.roles.get(LEAD) or incident.commander, *self._board(due)]
        if incident.commander is None:
            return [*(service.on_call if service else ())]
        return [incident.commander]

    def _board(self, due: Due) -> tuple[str, ...]:
        return self.rules.rights.approve_postmortems if due.is_at else ()
