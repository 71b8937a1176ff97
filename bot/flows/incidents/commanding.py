"""The commander leads: how grave it is, how far it is, who does what; and takes back what was said by mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.incident import COMMANDER, ROLES, Incident
from bot.domain.incidents.severities import is_graver, severity_named
from bot.domain.rules import Rules
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import rightful
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Follow, Known, Step, keep, named
from bot.flows.incidents.moments import CLOCK, on_that_day
from bot.flows.permits import Permits
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Reply

Judge = Callable[[Known, datetime], Entry | Sequence[Entry] | Reply]
STATES = frozenset({"mitigated", "resolved", "reopened", "closed"})
UNDOABLE = frozenset({"severity", "mitigated", "resolved", "role", "reopened", "milestone"})


@dataclass(frozen=True, slots=True)
class Commanding:
    """What is done to an incident as a whole. What everybody must know is said in its room; answers are private."""

    rules: Rules
    clocks: ClockRules
    permits: Permits
    store: Store
    clock: Clock

    def severity(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Say how grave it is (`S1 because …`); who lowers it gives a reason."""
        target, rest = parted(words)
        word, reason = (rest[0] if rest else ""), " ".join(rest[1:])
        severity = severity_named(word)
        if severity is None:
            raise Mistake("no_severity", {"word": shortened(word)})
        reason = reason.removeprefix("because").removeprefix("理由").lstrip(" :：")

        def judge(known: Known, now: datetime) -> Entry | Reply:
            incident = known.incident
            rightful.only_commander(incident, ask.by)
            rightful.only_living(incident)
            if incident.severity == severity:
                return _private("incident/is_so", known, what="severity", value=severity)
            if is_graver(incident.severity, severity):
                reasoned(reason)
            facts = {"severity": severity, "before": incident.severity, "reason": reason}
            return Entry("severity", f"severity:{ask.id}", now, ask.by, facts)

        def follow(step: Step) -> list[Effect]:
            before = step.before.severity if step.before else None
            told = {"what": "severity", "by": ask.by, "before": before, "reason": reason, "seq": step.seq}
            return [step.room(), step.line("incident/change", told)]

        return self.do(ask, target, judge, follow=follow)

    def mitigated(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Say that it hurts no more, now or since a time of day (`10:42`); the cause may still be there."""
        return self._state(ask, words, "mitigated", {"open"})

    def resolved(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Say that it is over, now or since a time of day."""
        return self._state(ask, words, "resolved", {"open", "mitigated"})

    def reopen(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Go on with what was thought to be over; the reason is said to everybody."""
        target, rest = parted(words)
        if not rest and "reason" not in ask.values:
            known = find(target, ask.where, self.store)
            return Form(
                "incident/reopen_form", named(known.stream, known.incident), ask.command, f"reopen {known.stream}"
            )
        reason = reasoned(ask.values.get("reason", " ".join(rest)))

        def judge(known: Known, now: datetime) -> Entry | Reply:
            if known.incident.status in {"open", "mitigated"}:
                return _private("incident/is_so", known, what="status", value=known.incident.status)
            self.permits.require(ask.by, "command_incidents")
            return Entry("reopened", f"reopened:{ask.id}", now, ask.by, {"reason": reason})

        def follow(step: Step) -> list[Effect]:
            return [
                step.room(),
                step.line("incident/change", {"what": "reopened", "by": ask.by, "reason": reason, "seq": step.seq}),
            ]

        return self.do(ask, target, judge, follow=follow)

    def lead(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Take the lead, or give it to somebody who may; what is open is said with it."""
        target, rest = parted(words)
        to = rightful.person_named(rest[0], ask.by) if rest else ask.by
        return self._give(ask, target, COMMANDER, to)

    def role(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Give a role to somebody (`role scribe @x`); the commander, or whoever takes it for themselves."""
        target, rest = parted(words)
        name = (rest[0] if rest else "").lower().replace("-", "_")
        if name not in ROLES:
            raise Mistake("no_such_role", {"word": shortened(name), "known": list(ROLES)})
        to = rightful.person_named(rest[1], ask.by) if len(rest) > 1 else ask.by
        return self._give(ask, target, name, to)

    def undo(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Take back what was just said of it, as if it had never been; its record stays."""
        target, rest = (words[0] if words else ""), tuple(words[1:])
        seq = int(rest[0]) if rest and rest[0].isdecimal() else 0

        def judge(known: Known, now: datetime) -> Entry | Reply:
            row = next((one for one in known.entries if one.seq == seq), None)
            if row is None or row.entry.kind not in UNDOABLE:
                raise Mistake("stale_button")
            undone = {one.entry.facts["seq"] for one in known.entries if one.entry.kind == "undone"}
            standing = [one for one in known.entries if one.seq > seq and one.seq not in undone]
            if seq in undone or any(_is_about_the_same(one.entry, row.entry) for one in standing):
                raise Refusal("undo_is_late", {"kind": row.entry.kind})
            if row.entry.kind != "role" or ask.by != row.entry.by:
                rightful.only_commander(known.incident, ask.by)
            return Entry("undone", f"undone:{known.stream}:{seq}", now, ask.by, {"seq": seq, "kind": row.entry.kind})

        def follow(step: Step) -> list[Effect]:
            told = {"by": ask.by, "status": step.after.status, "commander": step.after.commander}
            return [step.room(), step.line("incident/undone", told)]

        return self.do(ask, target, judge, follow=follow)

    def _state(self, ask: Ask, words: Sequence[str], kind: Literal["mitigated", "resolved"], before: set[str]) -> Reply:
        target, rest = parted(words)
        clock = CLOCK.match(" ".join(word for word in rest[:2] if word != "at"))

        def judge(known: Known, now: datetime) -> Entry | Reply:
            incident = known.incident
            rightful.only_commander(incident, ask.by)
            if incident.status not in before:
                return _private("incident/is_so", known, what="status", value=incident.status)
            at = on_that_day(clock, now, ZoneInfo(self.rules.timezone)) if clock else now
            if at < incident.detected_at.replace(second=0, microsecond=0):  # whoever writes a time leaves seconds out
                raise Mistake("milestones_cross", {"earlier": "detected", "later": kind})
            return Entry(kind, f"{kind}:{ask.id}", max(at, incident.detected_at), ask.by)

        def follow(step: Step) -> list[Effect]:
            after = step.after
            seconds = (after.milestones[kind] - after.detected_at).total_seconds()
            said = step.line("incident/change", {"what": kind, "by": ask.by, "seq": step.seq, "seconds": seconds})
            told = step.announce(self.rules.announce_channel, "incident/news", {"what": kind, "by": ask.by})
            return [step.room(), said, told]

        return self.do(ask, target, judge, follow=follow)

    def _give(self, ask: Ask, target: str, role: str, to: str) -> Reply:
        def judge(known: Known, now: datetime) -> Entry | Reply:
            incident = known.incident
            rightful.only_living(incident)
            if incident.roles.get(role) == to:
                return _private("incident/is_so", known, what=role, value=to)
            if role == COMMANDER:
                self.permits.require(to, "command_incidents")
            if ask.by not in {to, incident.commander}:
                raise Refusal("not_commander", {"commander": incident.commander})
            facts = {"role": role, "to": to, "before": incident.roles.get(role)}
            return Entry("role", f"role:{role}:{ask.id}", now, ask.by, facts)

        def follow(step: Step) -> list[Effect]:
            told = {"what": "role", "role": role, "to": to, "by": ask.by, "seq": step.seq, "open": _open(step.after)}
            return [step.room(), step.line("incident/change", told)]

        return self.do(ask, target, judge, follow=follow)

    def do(self, ask: Ask, target: str, judge: Judge, *, follow: Follow = lambda _: ()) -> Reply:
        """Look, judge and act, again for as long as somebody else records in between; thank whoever asked, once."""

        def attempt() -> Reply:
            known = find(target, ask.where, self.store)
            if any(row.entry.key.endswith(f":{ask.id}") for row in known.entries):
                return _private("incident/noted", known)  # asked again after a crash
            now = self.clock.now()
            judged = judge(known, now)
            if isinstance(judged, Reply):
                return judged
            entries = [judged] if isinstance(judged, Entry) else judged
            keep(known.stream, known.entries, entries, store=self.store, now=now, rules=self.clocks, follow=follow)
            return _private("incident/noted", known)

        return until_recorded(attempt)


def _is_about_the_same(one: Entry, other: Entry) -> bool:
    """Say whether one entry decides what the other did: how far it is, or the same role or milestone."""
    if {one.kind, other.kind} <= STATES:
        return True
    return one.kind == other.kind and all(one.facts.get(name) == other.facts.get(name) for name in ("role", "name"))


def _open(incident: Incident) -> dict[str, Any]:
    """Tell whoever takes over what is open."""
    update = incident.updates[-1] if incident.updates else None
    return {
        "status": incident.status,
        "correctives": len(incident.open_correctives),
        "needs": update.needs if update else "",
        "updated_at": update.at.isoformat() if update else None,
    }


def _private(template: str, known: Known, **more: object) -> Reply:
    return Reply(template, {**named(known.stream, known.incident), **more}, audience="private")
