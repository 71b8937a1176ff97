"""Is everything done that belongs to an incident? Then it is closed; for a grave one the checklist must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.domain.failures import Refusal
from bot.domain.incidents.checklist import ITEMS, checklist, hindrances
from bot.domain.incidents.incident import Incident
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import rightful
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Known, Step, named
from bot.flows.postmortems.keeping import look as look_at_postmortem
from bot.flows.postmortems.keeping import of_incident
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes incidents."""

    commanding: Commanding

    def close(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Close it; a form shows the checklist, and asks what the record can't know."""
        target, _ = parted(words)
        known = find(target, ask.where, self.commanding.store)
        rightful.only_commander(known.incident, ask.by)
        if known.incident.status != "resolved":
            facts = {"status": known.incident.status, "title": known.incident.title}
            raise Refusal("not_resolved_yet", facts)
        answers = _answers(ask)
        if not answers and not any(name in ask.values for name in ITEMS):
            return self._form(ask, known)

        def judge(now_known: Known, now: datetime) -> Entry:
            incident = now_known.incident
            rightful.only_commander(incident, ask.by)
            items = checklist(incident, answers, self.commanding.clocks.severities, self._written(now_known.stream))
            missing = hindrances(incident, items)
            if missing:
                raise Refusal("checklist_does_not_hold", {"missing": list(missing), "severity": incident.highest})
            told = {
                one.id: {"met": one.met if one.met is not None else one.answered, "note": one.note} for one in items
            }
            return Entry("closed", f"closed:{ask.id}", now, ask.by, {"checklist": told})

        def follow(step: Step) -> list[Effect]:
            told = {"by": ask.by, "checklist": step.after.closing.get("checklist", {})}
            return [step.room(), step.line("incident/closed", told)]

        return self.commanding.do(ask, known.stream, judge, follow=follow)

    def _written(self, stream: str) -> tuple[str, ...]:
        """Return the items that the incident's postmortem meets."""
        head = of_incident(stream, self.commanding.store)
        found = look_at_postmortem(head.id, self.commanding.store) if head is not None else None
        return found.postmortem.meets if found is not None else ()

    def _form(self, ask: Ask, known: Known) -> Form:
        items = checklist(known.incident, {}, self.commanding.clocks.severities, self._written(known.stream))
        facts = {**named(known.stream, known.incident), "items": [asdict(one) for one in items]}
        return Form("incident/close_form", {**facts, **_grave(known.incident)}, ask.command, f"close {known.stream}")


def _answers(ask: Ask) -> dict[str, Any]:
    """Read what the form says of each item: `yes` or `no`, and why."""
    found: dict[str, Any] = {}
    for name in ITEMS:
        met, note = ask.values.get(name, ""), ask.values.get(f"{name}_note", "")
        if met or note.strip():
            found[name] = {"met": met == "yes", "note": note.strip()}
    return found


def _grave(incident: Incident) -> dict[str, Any]:
    return {"highest": incident.highest}
