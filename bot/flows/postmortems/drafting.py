"""Somebody begins a postmortem: its number is reserved, and whoever begins it leads unless another holds the role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.domain.failures import Outage, Refusal
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.stream import Effect
from bot.flows.incidents.finding import find, parted
from bot.flows.postmortems.keeping import Step, begin, look, named, of_incident
from bot.flows.postmortems.leading import Leading
from bot.flows.recording import until_recorded
from bot.ports import Publisher
from bot.speech import Ask, Reply


@dataclass(frozen=True, slots=True)
class Drafting:
    """Begins drafts."""

    leading: Leading
    publisher: Publisher | None
    paths: ReportPaths = field(default_factory=ReportPaths)

    def start(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Begin the postmortem of the incident that is meant, or say where it is."""
        if self.publisher is None:
            raise Refusal("no_reports")
        store, target = self.leading.store, parted(words)[0]
        incident = find(target, ask.where, store)
        taken = self._taken(self.publisher)

        def follow(step: Step) -> list[Effect]:
            path = self.paths.markdown(step.after.id)
            address = self.publisher.address(path) if self.publisher is not None else None
            return [step.line("postmortem/started", {"by": ask.by, "path": path, "address": address})]

        def attempt() -> Reply:
            head = of_incident(incident.stream, store)
            known = look(head.id, store) if head is not None else None
            if known is not None:
                facts = {**named(known), "path": self.paths.markdown(known.postmortem.id)}
                return Reply("postmortem/is_there", facts, audience="private")
            zone, now = ZoneInfo(self.leading.rules.timezone), self.leading.clock.now()
            day = incident.incident.detected_at.astimezone(zone).date()
            ids = [name for name in taken if name.startswith(f"PM-{day.isoformat()}-")]
            step = begin(day, ids, incident, ask.by, ask.id, store=store, now=now, follow=follow)
            return Reply("postmortem/noted", named(step), audience="private")

        return until_recorded(attempt)

    def _taken(self, publisher: Publisher) -> list[str]:
        """Return the numbers that the repository knows; while it can't be read, only ours count."""
        try:
            found = publisher.read(self.paths.documents)
        except Outage:
            return []
        return [path.rpartition("/")[2].removesuffix(".json") for path in found]
