"""Somebody does something about an alarm: answers it, holds the ladder, calls a contact, says what fixed it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.alarms import groups
from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Mistake
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry
from bot.domain.terms import terms_of
from bot.flows import contacts
from bot.flows.alarms.finding import EVER, FIRING, find, parted
from bot.flows.alarms.following import look_into
from bot.flows.alarms.keeping import Known, Step, keep
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Answering:
    """What people do about alarms. Each method answers privately: what everybody must know is on the card.

    `target` is a stream's name, an alarm's name, or empty for the thread's alarm, or the only one that fires.
    """

    services: Mapping[str, Service]
    store: Store
    clock: Clock

    def acknowledge(self, ask: Ask, service: Service, target: str) -> Reply:
        """Stop the reminders; the ladder goes on until the alarm is over or the ladder is held.

        A group's name answers every alarm of its message.
        """
        group, entries = self.store.read(target) if target.startswith(f"{groups.KIND}-") else (None, ())
        if group is not None and group.kind == groups.KIND:
            return self._acknowledge_all(ask, service, groups.members(entries))

        def judge(known: Known) -> Entry | Reply:
            episode = known.begun
            if not episode.is_unresolved:
                return _private("alarm/is_over", known)
            if episode.acknowledged is not None:
                by = episode.acknowledged
                return _private("alarm/is_acknowledged", known, by=by.by, at=by.at.isoformat())
            return Entry("acknowledged", f"acknowledged:{known.stream}:{ask.id}", self._now(known), ask.by)

        return self._do(ask, service, target, judge, thanks="alarm/acknowledged")

    def _acknowledge_all(self, ask: Ask, service: Service, members: Sequence[str]) -> Reply:
        heads = self.store.heads(members)
        waiting = [
            name
            for name in members
            if name in heads and heads[name].state == "firing" and heads[name].summary["acknowledged_by"] is None
        ]
        for name in waiting:
            self.acknowledge(ask, service, name)
        facts = {"service": service.name, "command": service.command, "count": len(waiting)}
        return Reply("alarm/acknowledged_all", facts, audience="private")

    def hold(self, ask: Ask, service: Service, words: Sequence[str]) -> Reply | Form:
        """Hold the ladder, with a reason that its thread shows: `<alarm> the reason`."""
        target, reason = self._parted(ask, service, words)
        if not reason and "reason" not in ask.values:
            known = self._find(ask, service, target)
            return Form("alarm/hold_form", _named(known), service.command, f"hold {known.stream}")
        given = reasoned(ask.values.get("reason", reason))

        def judge(known: Known) -> Entry | Reply:
            if not known.begun.is_unresolved:
                return _private("alarm/is_over", known)
            return Entry("held", f"held:{ask.id}", self._now(known), ask.by, {"text": given})

        def line(step: Step) -> list[Effect]:
            return [step.line("alarm/held", {"by": ask.by, "reason": given})]

        return self._do(ask, service, target, judge, thanks="alarm/thanks", follow=line)

    def release(self, ask: Ask, service: Service, target: str) -> Reply:
        """Let the ladder go on."""

        def judge(known: Known) -> Entry | Reply:
            if known.begun.held is None:
                return _private("alarm/is_not_held", known)
            return Entry("released", f"released:{ask.id}", self.clock.now(), ask.by)

        def line(step: Step) -> list[Effect]:
            return [step.line("alarm/released", {"by": ask.by})]

        return self._do(ask, service, target, judge, thanks="alarm/thanks", follow=line)

    def call(self, ask: Ask, service: Service, target: str, level: str, contact: str) -> Reply:
        """Put on record that somebody called a contact that Slack can't reach."""

        def judge(known: Known) -> Entry | Reply:
            rungs = {str(rung.level): rung for rung in known.service.escalation}
            if level not in rungs or not contact.isdecimal() or int(contact) >= len(rungs[level].contacts):
                raise Mistake("stale_button")
            facts = {"level": int(level), "contact": int(contact)}
            return Entry("called", f"called:{known.stream}:{level}:{contact}", self.clock.now(), ask.by, facts)

        def line(step: Step) -> list[Effect]:
            rung = next(one for one in self.services[step.after.about.service].escalation if str(one.level) == level)
            named = contacts.facts([rung.contacts[int(contact)]])[0]["name"]
            return [step.line("alarm/called", {"by": ask.by, "level": int(level), "name": named})]

        return self._do(ask, service, target, judge, thanks="alarm/thanks", follow=line)

    def fix(self, ask: Ask, service: Service, words: Sequence[str]) -> Reply | Form:
        """Put on record what fixed it, mostly when it is over: whoever meets an alarm like it is told."""
        target, text = self._parted(ask, service, words)
        if not text and "text" not in ask.values:
            known = self._find(ask, service, target, EVER)
            return Form("alarm/fix_form", _named(known), service.command, f"fixed {known.stream}")
        given = reasoned(ask.values.get("text", text))

        def judge(_: Known) -> Entry:
            return Entry("fixed", f"fixed:{ask.id}", self.clock.now(), ask.by, {"text": given})

        def line(step: Step) -> list[Effect]:
            return [step.line("alarm/fixed", {"by": ask.by, "text": given})]

        return self._do(ask, service, target, judge, thanks="alarm/thanks", follow=line, words=given, states=EVER)

    def look(self, ask: Ask, service: Service, target: str) -> Reply:
        """Run the alarm's runbook once more; what it finds comes in the thread."""

        def judge(_: Known) -> Entry:
            return Entry("looked", f"looked:{ask.id}", self.clock.now(), ask.by)

        return self._do(ask, service, target, judge, thanks="alarm/looking", follow=lambda step: [look_into(step)])

    def _find(self, ask: Ask, service: Service, target: str, states: Collection[str] = FIRING) -> Known:
        return find(target, service, ask.where, services=self.services, store=self.store, states=states)

    def _parted(self, ask: Ask, service: Service, words: Sequence[str]) -> tuple[str, str]:
        return parted(words, service, ask.where, services=self.services, store=self.store)

    def _now(self, known: Known) -> datetime:
        """Return the moment of an answer: never before the firing that it answers, whatever our clock says."""
        now, began = self.clock.now(), known.begun.stretch_began_at
        return now if began is None else max(now, began)

    def _do(
        self,
        ask: Ask,
        service: Service,
        target: str,
        judge: Callable[[Known], Entry | Reply],
        *,
        thanks: str,
        follow: Callable[[Step], list[Effect]] = lambda _: [],
        words: str = "",
        states: Collection[str] = FIRING,
    ) -> Reply:
        def attempt() -> Reply:
            known = self._find(ask, service, target, states)
            if any(row.entry.key.endswith(f":{ask.id}") for row in known.entries):
                return _private(thanks, known)  # asked again after a crash
            judged = judge(known)
            if isinstance(judged, Reply):
                return judged
            terms = terms_of(known.begun.about.alarm, words) if words else ()
            keep(known, [judged], store=self.store, now=self.clock.now(), follow=follow, terms=terms)
            return _private(thanks, known)

        return until_recorded(attempt)


def _named(known: Known) -> dict[str, Any]:
    return {"service": known.service.name, "alarm": known.begun.about.alarm, "stream": known.stream}


def _private(template: str, known: Known, **more: object) -> Reply:
    return Reply(template, {**_named(known), "command": known.service.command, **more}, audience="private")
