"""Somebody decides on a plan: agrees, says no, or breaks the glass. Whoever may not is told why, on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.actions import approving
from bot.domain.actions.action import Action
from bot.domain.actions.approving import Objection
from bot.domain.actions.course import KIND, Course
from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Mistake, Refusal
from bot.domain.incidents.incident import KIND as INCIDENT
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry
from bot.flows.actions import circumstances
from bot.flows.actions.keeping import Known, Step, keep, look, named
from bot.flows.actions.planning import approvers_of
from bot.flows.incidents import keeping as incidents
from bot.flows.permits import Permits
from bot.flows.recording import until_recorded
from bot.flows.status import Statuses
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Fire:
    """Whether it burns, and how that is known: a figure's value, or the number of an S0 incident and who made it so."""

    is_burning: bool
    figure: str | None = None
    value: float | None = None
    incident: int | None = None
    set_by: str | None = None


Judge = Callable[[Known, datetime], Objection | Entry]


@dataclass(frozen=True, slots=True)
class Deciding:
    """What people decide. Each method answers privately: what everybody must know is on the plan's card."""

    services: Mapping[str, Service]
    rules: Rules
    permits: Permits
    statuses: Statuses
    store: Store
    clock: Clock

    def approve(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Agree to a plan as it was shown; the last who must agree sets it off."""
        stream, code = self._meant(words)

        def judge(known: Known, now: datetime) -> Objection | Entry:
            objection = approving.against_approving(known.course, by=ask.by, code=code, now=now) or _is_gone(known)
            return objection or Entry("approved", f"approved:{stream}:{ask.by}", now, ask.by, {"code": code})

        def follow(step: Step) -> list[Effect]:
            said = step.line("action/approved", {"by": ask.by, "more": _missing(step.after)})
            return [said, step.carry()] if step.after.is_approved else [said]

        return self._decide(ask, stream, judge, did="approve", thanks="action/you_approved", follow=follow)

    def deny(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Say no; whoever asked takes their own request back with it."""
        stream, code = self._meant(words)

        def judge(known: Known, now: datetime) -> Objection | Entry:
            objection = approving.against_deciding(known.course, code=code, now=now)
            kind = "withdrawn" if ask.by == known.course.asked.by else "denied"
            return objection or Entry(kind, f"{kind}:{stream}", now, ask.by, {"code": code})

        def follow(step: Step) -> list[Effect]:
            return [step.line(f"action/{step.after.ending}", {"by": ask.by})]

        return self._decide(ask, stream, judge, did="deny", thanks="action/you_denied", follow=follow, own=True)

    def break_glass(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Do it without a second person, for a reason; every approver is told, and so is what was measured."""
        stream, code = self._meant(words)
        known = look(stream, self.services, self.store)
        if known is None:
            raise Mistake("stale_button")
        if "reason" not in ask.values:
            facts = named(stream, known.course)
            return Form("action/glass_form", facts, known.service.command, f"break_glass {stream} {code}")
        reason = reasoned(ask.values["reason"])
        fire = self._fire(known.service, ask.by)

        def judge(now_known: Known, now: datetime) -> Objection | Entry:
            course = now_known.course
            objection = approving.against_breaking_glass(course, code=code, now=now, is_emergency=fire.is_burning)
            objection = objection or _is_gone(now_known)
            told = {"figure": fire.figure, "value": fire.value, "incident": fire.incident, "set_by": fire.set_by}
            facts = {"code": code, "reason": reason, **told}
            return objection or Entry("broke_glass", f"broke_glass:{stream}", now, ask.by, facts)

        def follow(step: Step) -> list[Effect]:
            calls = list(self._approvers(known))
            measured = {"figure": _title(known.service, fire.figure), "value": fire.value}
            declared = {"incident": fire.incident, "set_by": fire.set_by}
            told = {"by": ask.by, "reason": reason, "calls": calls, **measured, **declared}
            return [step.line("action/glass_broken", told), step.carry()]

        return self._decide(ask, stream, judge, did="break_glass", thanks="action/you_broke_glass", follow=follow)

    def extend(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Let what was done for a while go on for as long again; agreed to by another than who asked for it."""
        stream = "".join(words[:1])

        def judge(known: Known, now: datetime) -> Objection | Entry:
            course = known.course
            if course.until is None or course.undone is not None or now >= course.until:
                return "over"  # it is being taken back, or was
            if ask.by == course.asked.by:
                return "own_request"
            until = course.until + timedelta(seconds=float(course.plan["lasting_seconds"]))
            return Entry("extended", f"extended:{stream}:{ask.id}", now, ask.by, {"until": until.isoformat()})

        def follow(step: Step) -> list[Effect]:
            until = step.after.until.isoformat() if step.after.until else None
            return [step.line("action/extended", {"by": ask.by, "until": until})]

        return self._decide(ask, stream, judge, did="extend", thanks="action/you_extended", follow=follow)

    def _meant(self, words: Sequence[str]) -> tuple[str, str]:
        """Return the action and the plan that are meant: a button's own, or the plan with the code somebody typed."""
        if len(words) > 1:
            return words[0], words[1]
        code = "".join(words).lower()
        waiting = [head for head in self.store.find(kind=KIND, state="awaiting") if head.summary["code"] == code]
        if len(waiting) != 1:
            raise Mistake("no_such_plan", {"word": code[:40]})
        return waiting[0].id, code

    def _decide(
        self,
        ask: Ask,
        stream: str,
        judge: Judge,
        *,
        did: str,
        thanks: str,
        follow: Callable[[Step], list[Effect]],
        own: bool = False,
    ) -> Reply:
        """Record what was decided, or that somebody was turned away; `own`: whoever asked may do it by that alone."""

        def attempt() -> Reply:
            # Look.
            known = look(stream, self.services, self.store)
            if known is None:
                raise Mistake("stale_button")
            now = self.clock.now()
            told = named(stream, known.course)
            if any(row.entry.by == ask.by and row.entry.facts.get("ask") == ask.id for row in known.entries):
                return Reply(thanks, told, audience="private")  # asked again after a crash

            # Judge.
            may = (own and ask.by == known.course.asked.by) or self._may_approve(ask.by, known)
            judged: Objection | Entry | str = judge(known, now) if may else "not_approver"

            # Act.
            if isinstance(judged, Entry):
                entry = Entry(judged.kind, judged.key, now, ask.by, {**judged.facts, "ask": ask.id})
                if keep(known, [entry], store=self.store, now=now, follow=follow) is not None:
                    return Reply(thanks, told, audience="private")
                judged = "over"
            facts = {"why": judged, "did": did}
            entry = Entry("turned_away", f"turned_away:{stream}:{ask.id}", now, ask.by, facts)
            keep(known, [entry], store=self.store, now=now)
            raise Refusal(f"action_{judged}", {**told, **_ended(known.course), **self._burning_facts(known)})

        return until_recorded(attempt)

    def _may_approve(self, user: str, known: Known) -> bool:
        return self.permits.may(user, self._approvers(known))

    def _approvers(self, known: Known) -> Sequence[str]:
        """Return who may decide by the files as they are now; on what they declare no more, the company's own."""
        action = _declared(known)
        return self.rules.rights.approve_actions if action is None else approvers_of(action, self.rules)

    def _fire(self, service: Service, by: str) -> Fire:
        """Say whether it burns: by the emergency's figure, as just measured, or since somebody else has set S0."""
        emergency, number, set_by = service.emergency, *_gravest_by_another(service, by, self.store)
        if emergency is None:
            return Fire(is_burning=set_by is not None, incident=number, set_by=set_by)
        found = self.statuses.of(service, fresh=True)
        is_beyond, value = circumstances.is_beyond(found, emergency.figure, emergency.more_than)
        return Fire(is_beyond or set_by is not None, emergency.figure, value, number, set_by)

    def _burning_facts(self, known: Known) -> dict[str, object]:
        emergency = known.service.emergency
        if emergency is None:
            return {"figure": None, "more_than": None}
        return {"figure": _title(known.service, emergency.figure), "more_than": emergency.more_than}


def _gravest_by_another(service: Service, by: str, store: Store) -> tuple[int | None, str | None]:
    """Return the number of an incident of the service that is S0 now, and who has set that: another person than this.

    A drill is no fire, and what is mitigated burns no more.
    """
    for head in store.find(kind=INCIDENT, service=service.name, state="open"):
        known = incidents.look(head.id, store) if head.summary["severity"] == "S0" else None
        if known is not None and not known.incident.is_drill and known.incident.spells[-1].by != by:
            return known.number, known.incident.spells[-1].by
    return None, None


def _declared(known: Known) -> Action | None:
    return next((one for one in known.service.actions if one.id == known.course.plan["action"]), None)


def _is_gone(known: Known) -> Objection | None:
    """Say that it is declared no more, by which the files take back that it may be done at all."""
    return "plan_changed" if _declared(known) is None else None


def _missing(course: Course) -> int:
    return max(0, int(course.plan["approvals"]) - len(course.approvals))


def _ended(course: Course) -> dict[str, object]:
    """Tell who decided before, and when."""
    last = course.ended or (course.approvals[-1] if course.approvals else None)
    return {
        "ending": course.ending,
        "by": last.by if last else None,
        "at": last.at.isoformat() if last else None,
        "asked_by": course.asked.by,
    }


def _title(service: Service, name: str | None) -> dict[str, str] | None:
    return next((dict(one.title) for one in service.figures if one.id == name), None)
