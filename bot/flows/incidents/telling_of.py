"""What is said of an incident while it goes on: updates, notes, its impact, a reminder put off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.alarms.silences import lasting, reasoned
from bot.domain.failures import Mistake, shortened
from bot.domain.incidents.clocks import SCHEDULES
from bot.domain.incidents.incident import LEAD, Incident
from bot.domain.incidents.severities import GRAVE
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import rightful
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Known, Step, named
from bot.flows.incidents.moments import CLOCK, on_that_day
from bot.speech import Ask, Form, Reply

LONGEST = 2000
PARTS = re.compile(r"\s+/\s+|\s*／\s*")
"""What stands between an update's three parts; a slash within a word or an address parts nothing."""

SNOOZED_BY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Telling:
    """What people tell; whoever is in the room may, but for what only the commander decides."""

    commanding: Commanding

    def update(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Say how things are, what is done and what is needed: typed with `/` between the three, or in a form."""
        target, rest = parted(words)
        typed = PARTS.split(" ".join(rest), maxsplit=2)
        names = ("conditions", "actions", "needs")
        told = {name: ask.values.get(name, part).strip() for name, part in zip(names, [*typed, "", ""], strict=False)}
        if not told["conditions"] and "conditions" not in ask.values:
            return self._form(ask, target, "update")
        for name, text in told.items():
            _bounded(text, name)
        if not told["conditions"]:
            raise Mistake("conditions_are_missing", field="conditions")

        def judge(known: Known, now: datetime) -> Entry:
            rightful.only_living(known.incident)
            return Entry("updated", f"updated:{ask.id}", now, ask.by, told)

        def follow(step: Step) -> list[Effect]:
            facts = {
                **told,
                "by": ask.by,
                "calls": _boards(step.after, self.commanding.rules.rights.approve_postmortems),
            }
            said = step.line("incident/update", facts)
            if step.after.is_private:
                return [said]  # what is handled in private is told in its room only
            channel = self.commanding.rules.announce_channel
            return [said, step.announce(channel, "incident/update", {**facts, "is_elsewhere": True})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def note(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Put something into the timeline, as of now or of a time that day (`note 03:12 the CDN was purged`)."""
        target, rest = parted(words)
        clock = CLOCK.fullmatch(rest[0]) if rest else None
        text = _bounded(" ".join(rest[1:] if clock else rest), "text")
        if not text:
            raise Mistake("note_is_empty", field="text")

        def judge(_: Known, now: datetime) -> Entry:
            at = on_that_day(clock, now, self._zone) if clock else now
            return Entry("note", f"note:{ask.id}", at, ask.by, {"text": text})

        def follow(step: Step) -> list[Effect]:
            return [step.line("incident/note", {"by": ask.by, "text": text, "is_earlier": clock is not None})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def impact(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Say what it did, to whom and how many: the on-call's impact report."""
        target, rest = parted(words)
        text = _bounded(ask.values.get("impact", " ".join(rest)), "impact")
        if not text and "impact" not in ask.values:
            return self._form(ask, target, "impact")
        if not text:
            raise Mistake("impact_is_empty", field="impact")

        def judge(_: Known, now: datetime) -> Entry:
            return Entry("impact", f"impact:{ask.id}", now, ask.by, {"text": text})

        def follow(step: Step) -> list[Effect]:
            return [step.line("incident/impact", {"by": ask.by, "text": text})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def snooze(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Put a clock's reminders off for a while, with a reason; the deadline itself stays."""
        target, rest = parted(words)
        clock = rest[0] if rest else ""
        if clock not in SCHEDULES:
            raise Mistake("no_such_deed", {"word": shortened(clock), "known": list(SCHEDULES)}, field="clock")
        length, reason = ask.values.get("duration", "".join(rest[1:2])), ask.values.get("reason", " ".join(rest[2:]))
        if not length or not reason.strip():
            known = find(target, ask.where, self.commanding.store)
            facts = {**named(known.stream, known.incident), "clock": clock}
            return Form("incident/snooze_form", facts, ask.command, f"snooze {known.stream} {clock}")
        lasts, given = min(lasting(length), SNOOZED_BY), reasoned(reason)

        def judge(_: Known, now: datetime) -> Entry:
            facts = {"clock": clock, "until": (now + lasts).isoformat(), "reason": given}
            return Entry("snoozed", f"snoozed:{ask.id}", now, ask.by, facts)

        def follow(step: Step) -> list[Effect]:
            until = step.after.snoozes[clock].until.isoformat()
            return [step.line("incident/snoozed", {"by": ask.by, "clock": clock, "until": until, "reason": given})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def _form(self, ask: Ask, target: str, what: str) -> Form:
        known = find(target, ask.where, self.commanding.store)
        last = known.incident.updates[-1] if known.incident.updates else None
        told = {"needs": last.needs if last else "", "impact": known.incident.impact}
        facts = {**named(known.stream, known.incident), **told}
        return Form(f"incident/{what}_form", facts, ask.command, f"{what} {known.stream}")

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.commanding.rules.timezone)


def _bounded(text: str, name: str) -> str:
    words = text.strip()
    if len(words) > LONGEST:
        raise Mistake("words_are_many", {"length": len(words), "longest": LONGEST}, field=name)
    return words


def _boards(incident: Incident, board: Sequence[str]) -> list[str]:
    """Return whom an update of a grave incident is also for: the control board, and the postmortem's lead."""
    if incident.severity not in GRAVE:
        return []
    lead = incident.roles.get(LEAD)
    return [*board, *([lead] if lead else [])]
