"""Somebody comes late: how does it stand, in five lines, without a word to the others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.incidents.clocks import ClockRules, clocks
from bot.flows.incidents.finding import find
from bot.flows.incidents.keeping import Known, named
from bot.ports import Store
from bot.speech import Ask, Reply


@dataclass(frozen=True, slots=True)
class ReadingIn:
    """Tells latecomers."""

    clocks: ClockRules
    store: Store

    def read(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Tell the incident that they mean."""
        return self.of(find(" ".join(words), ask.where, self.store))

    def of(self, known: Known) -> Reply:
        """Tell what is wrong, how bad, who leads, what is done, what is needed and by when."""
        incident = known.incident
        update = incident.updates[-1] if incident.updates else None
        told: dict[str, Any] = {
            **named(known.stream, incident),
            "status": incident.status,
            "since": incident.detected_at.isoformat(),
            "commander": incident.commander,
            "impact": incident.impact,
            "conditions": update.conditions if update else "",
            "actions": update.actions if update else "",
            "needs": update.needs if update else "",
            "updated_at": update.at.isoformat() if update else None,
            "clocks": {one.name: one.deadline.isoformat() for one in clocks(incident, self.clocks)},
        }
        return Reply("incident/read_in", told, audience="private")
