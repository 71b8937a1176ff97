"""Somebody needs more help than is there: the next level of the service's ladder is turned to, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.alarms.rules import Rung
from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry
from bot.flows import contacts
from bot.flows.incidents import rightful
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Known, Step
from bot.speech import Ask, Reply


@dataclass(frozen=True, slots=True)
class Escalating:
    """Turns to the next level, or to the one that is named; anybody in the room may."""

    commanding: Commanding
    services: Mapping[str, Service]

    def escalate(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Call a level's contacts (`escalate`, `escalate 4 the region is down`)."""
        target, rest = parted(words)
        known = find(target, ask.where, self.commanding.store)
        service = self.services.get(known.incident.service)
        rung = _rung(known, service, rest[0] if rest else "")
        reason = " ".join(rest[1:] if rest and rest[0].isdecimal() else rest)

        def judge(now_known: Known, now: datetime) -> Entry:
            rightful.only_living(now_known.incident)
            return Entry("escalated", f"escalated:{ask.id}", now, ask.by, {"level": rung.level, "reason": reason})

        def follow(step: Step) -> list[Effect]:
            told: dict[str, Any] = {"by": ask.by, "level": rung.level, "reason": reason}
            told |= {"contacts": contacts.facts(rung.contacts), "calls": list(contacts.names(rung.contacts))}
            said = [step.line("incident/escalation", told)]
            pages = contacts.channels(rung.contacts)
            return [*said, *(step.announce(one, "incident/escalation", told, place=n) for n, one in enumerate(pages))]

        return self.commanding.do(ask, known.stream, judge, follow=follow)


def _rung(known: Known, service: Service | None, word: str) -> Rung:
    """Return the level that is named, or the one above the highest that was turned to; level 1 is there already."""
    ladder = service.escalation if service is not None else ()
    reached: list[int] = [int(str(row.entry.facts["level"])) for row in known.entries if row.entry.kind == "escalated"]
    wanted = int(word) if word.isdecimal() else max(reached, default=1) + 1
    rung = next((one for one in ladder if one.level == wanted), None)
    if rung is None:
        levels = [str(one.level) for one in ladder]
        raise Mistake("no_such_level", {"word": shortened(word or str(wanted)), "known": levels}, field="level")
    return rung
