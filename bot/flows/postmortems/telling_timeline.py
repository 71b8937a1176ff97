"""What happened so far? An incident's timeline, before anybody has begun its postmortem and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import named
from bot.flows.postmortems.composing import Composing
from bot.flows.postmortems.keeping import look, of_incident
from bot.speech import Ask, Reply

LATEST = 30
"""Rows that are told, the newest last; the report has all."""


@dataclass(frozen=True, slots=True)
class TellingTimeline:
    """Tells timelines, as the report would."""

    composing: Composing

    def tell(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Tell the last rows: system entries, marked messages, and what the lead chose."""
        incident = find(parted(words)[0], ask.where, self.composing.store)
        head = of_incident(incident.stream, self.composing.store)
        known = look(head.id, self.composing.store) if head is not None else None
        rows = self.composing.timeline(incident, known.postmortem if known else None)
        told = [
            {
                "at": row.at.isoformat(),
                "event": row.event,
                "owner": row.owner,
                "kind": row.kind,
                "link": row.permalink,
                "deleted": row.deleted,
            }
            for row in rows[-LATEST:]
        ]
        facts = {**named(incident.stream, incident.incident), "rows": told, "more": max(0, len(rows) - LATEST)}
        return Reply("incident/timeline", facts, audience="private")
