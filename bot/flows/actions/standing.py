"""What was agreed to beforehand, for one alarm, is done when that fires: its target is what the alarm's label says.

No more than so many an hour: what is beyond that is planned and asked like anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.actions.action import Action
from bot.domain.actions.course import KIND
from bot.domain.failures import Mistake, Refusal
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream, effect_key
from bot.flows import telling
from bot.flows.actions.keeping import Step, change
from bot.flows.actions.planning import Planning, Wanted
from bot.flows.alarms import keeping as alarms
from bot.ports import Clock, Store

HOUR = timedelta(hours=1)
LOOKED_THROUGH = 50
"""So many of the newest actions are looked through first, and twice as many while they are all of this hour."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Carries out the effects `change` that an alarm set off; doing one again does nothing more."""

    services: Mapping[str, Service]
    planning: Planning
    store: Store
    clock: Clock

    def carry_out(self, facts: Mapping[str, object]) -> None:
        """Do what the alarm calls for, or say in its thread why that can't be."""
        stream, cause = str(facts["stream"]), str(facts["cause"])
        known = alarms.look(stream, self.services, self.store)
        actions = known.service.actions if known is not None else ()
        action = next((one for one in actions if one.id == facts["action"]), None)
        if known is None or action is None or action.standing is None:
            return
        label, most = known.begun.about.labels.get(action.standing.label, ""), action.standing.most_per_hour

        def agreed(name: str, at: datetime) -> Entry | None:
            # Counted anew whenever another action is recorded in between. Without the label nobody chose a target.
            if not label.strip() or self._done_lately(action, known.service) >= most:
                return None
            return Entry("stood", f"stood:{name}", at, "bot", {"because": "standing", "alarm": stream})

        def told(step: Step) -> list[Effect]:
            is_agreed = step.after.is_approved
            facts = {"title": dict(action.title), "subject": step.after.plan["subject"], "is_done": is_agreed}
            home = known.begun.about.group or stream
            said = telling.pointer_to(step.stream, step.seq, "action/stood", facts, at=step.at, under=home)
            return [said, step.carry()] if is_agreed else [said]

        try:
            kind = action.kind.chosen(label.split())
            wanted = Wanted(action, kind, "bot", cause, about=stream, agreed=agreed)
            self.planning.plan(wanted, known.service, told)
        except (Mistake, Refusal) as why:
            self._tell_why_not(known, action, cause, why)

    def _done_lately(self, action: Action, service: Service) -> int:
        """Count how often it was done in the last hour."""
        since, limit = self.clock.now() - HOUR, LOOKED_THROUGH
        heads = self.store.find(kind=KIND, service=service.name, limit=limit)
        while len(heads) == limit and _asked_at(heads[-1]) > since:
            limit *= 2
            heads = self.store.find(kind=KIND, service=service.name, limit=limit)
        ours = [head for head in heads if head.summary["action"] == action.id and head.summary["way"] == "standing"]
        return sum(_asked_at(head) > since for head in ours)

    def _tell_why_not(self, known: alarms.Known, action: Action, cause: str, why: Mistake | Refusal) -> None:
        facts: dict[str, Any] = {"title": dict(action.title), "why": why.key, "facts": dict(why.facts)}
        entry = Entry("not_stood", f"not_stood:{cause}", self.clock.now(), "bot", {"action": action.id, "why": why.key})

        def follow(step: alarms.Step) -> list[Effect]:
            return [step.line("action/not_stood", {**facts, "calls": list(known.service.on_call)})]

        alarms.keep(known, [entry], store=self.store, now=self.clock.now(), follow=follow)


def _asked_at(head: Stream) -> datetime:
    return datetime.fromisoformat(str(head.summary["asked_at"]))


def set_off(step: alarms.Step, service: Service) -> list[Effect]:
    """Make the effects that an alarm's first firing sets off."""
    found = [one for one in service.actions if one.standing and one.standing.alarm == step.after.about.alarm]
    return [
        change(step.stream, key, {"do": "stand", "action": one.id, "cause": key})
        for one in found
        for key in (effect_key(step.stream, step.seq, f"stand-{one.id}"),)
    ]
