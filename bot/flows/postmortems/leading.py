"""Who writes a postmortem, and how does what they write get on record? Its lead; what they can't do they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.failures import Mistake, Refusal
from bot.domain.incidents.incident import LEAD
from bot.domain.rules import Rules
from bot.domain.stream import Entry
from bot.flows.incidents.finding import find
from bot.flows.postmortems.keeping import LINE, Follow, Known, keep, look, named, of_incident
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Reply

Judge = Callable[[Known, datetime], Entry]


@dataclass(frozen=True, slots=True)
class Leading:
    """Finds the postmortem that is meant, and lets its lead write; answers are private, its card shows the rest."""

    rules: Rules
    store: Store
    clock: Clock

    def meant(self, ask: Ask, words: Sequence[str], *, by_lead: bool = True) -> Known:
        """Return the postmortem a button names, or that of the incident's room."""
        name = words[0] if words and words[0].startswith(LINE) else ""
        if not name:
            head = of_incident(find("".join(words[:1]), ask.where, self.store).stream, self.store)
            name = head.id if head is not None else ""
        known = look(name, self.store) if name else None
        if known is None:
            raise Mistake("no_postmortem")
        if by_lead and lead_of(known) != ask.by:
            raise Refusal("not_postmortem_lead", {"lead": lead_of(known)})
        return known

    def do(self, ask: Ask, stream: str, judge: Judge, *, by_lead: bool = True, follow: Follow = lambda _: ()) -> Reply:
        """Look, judge and act, again for as long as somebody else records in between; thank whoever asked, once."""

        def attempt() -> Reply:
            known = self.meant(ask, [stream], by_lead=by_lead)
            thanks = Reply("postmortem/noted", named(known), audience="private")
            if any(row.entry.key.endswith(f":{ask.id}") for row in known.entries):
                return thanks  # asked again after a crash
            now = self.clock.now()
            keep(known, [judge(known, now)], store=self.store, now=now, follow=follow)
            return thanks

        return until_recorded(attempt)


def lead_of(known: Known) -> str:
    """Return who leads it: who holds the role, or else who began the draft."""
    return known.incident.incident.roles.get(LEAD) or known.postmortem.started.by
