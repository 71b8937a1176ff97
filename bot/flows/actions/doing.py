"""An approved action is carried out: look, judge, make one request, and look again, until it is as planned or ends.

What is about to be done is on record before it is done, and its outcome before anything else. Whoever comes after a
crash finds that, reads the world, and says what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.actions import carrying
from bot.domain.actions.call import Authority, Call, Changed, Made, NotMade
from bot.domain.actions.carrying import Failure, Finished, Go, Later
from bot.domain.actions.course import Course
from bot.domain.actions.kinds import remade
from bot.domain.failures import Outage
from bot.domain.masking import MASK, excerpt
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, StaleSequenceError
from bot.flows.actions.keeping import Known, Step, keep, look
from bot.flows.actions.planning import scene_of
from bot.flows.asking import ask_all
from bot.flows.recording import until_recorded
from bot.ports import Clock, Cloud, Store

FRESH = timedelta(seconds=10)
"""Between a look and the request that rests on it; whoever was held up for longer looks again."""

LONGEST_SESSION = 64
"""Characters of a role session's name (STS docs, AssumeRole)."""

LARGEST_RESULT = 20_000

SHORTEST_SECRET = 4
"""Shorter values stand in every sentence, and are no secrets."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Carries out the effect `change` that an approval set off; doing it again does nothing more."""

    services: Mapping[str, Service]
    rules: Rules
    cloud: Cloud
    store: Store
    clock: Clock

    def carry_out(self, stream: str) -> None:
        """Go on until the action is done or has ended; raises Outage to be called again later."""
        while True:
            known = look(stream, self.services, self.store)
            if known is None:
                raise Outage("store", "no_such_stream", retry=False, detail=stream)
            if known.course.stage != "approved":
                self._tell_what_it_undoes(known)
                return
            try:
                self._go_on(known)
            except StaleSequenceError:
                continue  # somebody recorded in between: look and judge again

    def _go_on(self, known: Known) -> None:
        # Look.
        course, now = known.course, self.clock.now()
        kind = remade(str(course.plan["kind"]), course.plan["parameters"])
        scene = scene_of(str(course.plan["token"]), known.service, now, course.results)
        answers = ask_all(self.cloud, kind.questions(scene), region=known.service.region)

        # Judge.
        step = carrying.next_step(course, kind, scene, answers)

        # Act.
        match step:
            case Go(call):
                self._make(known, call, looked_at=now)
            case Later(seconds, what):
                raise Outage("aws", "settling", retry_after=seconds, detail=what.key if what else "")
            case Finished(notes):
                self._record(known, "done", {"notes": [asdict(note) for note in notes]}, "action/done")
            case Failure(why, facts, is_untouched):
                told = {"why": why, "facts": dict(facts), "is_untouched": is_untouched}
                self._record(known, "failed", told, "action/failed")

    def _make(self, known: Known, call: Call, *, looked_at: datetime) -> None:
        """Make one request, with the intention on record before and the outcome after it."""
        number, now = len(known.course.attempts) + 1, self.clock.now()
        about = {"call": call.name, "arguments": dict(call.shown or call.arguments)}
        calling = {**about, "is_repeatable": call.repeatable}
        entry = Entry("calling", f"calling:{known.stream}:{number:04d}", now, "bot", calling)
        if keep(known, [entry], store=self.store, now=now, is_shown=False) is None:
            return  # it is on record by somebody else's hand: never a second request for one intention
        if self.clock.now() - looked_at > FRESH:
            # We were held up: somebody else may have read the world meanwhile, and said that nothing was done.
            outcome: Changed = NotMade("conflict", detail="held up before the request was made")
        else:
            outcome = self.cloud.change(call, region=known.service.region, authority=self._authority(known))
        self._note(known.stream, number, call, outcome)

    def _note(self, stream: str, number: int, call: Call, outcome: Changed) -> None:
        """Record an outcome, whatever was recorded meanwhile: what was done is true whoever has spoken since."""

        def attempt() -> None:
            known = look(stream, self.services, self.store)
            if known is not None:
                facts = {"call": call.name, "number": number, **_told(call, outcome)}
                entry = Entry("called", f"called:{stream}:{number:04d}", self.clock.now(), "bot", facts)
                now = self.clock.now()
                keep(known, [entry], store=self.store, now=now, follow=_go_on_after_all, is_shown=False)

        until_recorded(attempt)

    def _record(self, known: Known, kind: str, facts: Mapping[str, Any], template: str) -> None:
        entry = Entry(kind, f"{kind}:{known.stream}:{known.seq}", self.clock.now(), "bot", facts)

        def follow(step: Step) -> list[Effect]:
            plan = step.after.plan
            again = {"service": known.service.name, "action": plan["action"], "words": plan["words"]}
            told = {**facts, **again, "lines": plan["lines"], "kept": len(plan["kept"]), "watch": plan["watch"]}
            told |= {"next": next_actions(known.service, facts.get("notes", []))}
            return [step.line(template, told)]

        keep(known, [entry], store=self.store, now=self.clock.now(), follow=follow)

    def _tell_what_it_undoes(self, known: Known) -> None:
        """Put on record of the action that was taken back that it was, or that its time is over and it could not be."""
        undoes = known.course.plan["undoes"]
        if undoes is None:
            return
        if known.course.ending == "failed" and known.course.asked.by == "clock":
            self._tell_that_it_stays(known, str(undoes))
        if known.course.done is None:
            return

        def attempt() -> None:
            undone = look(str(undoes), self.services, self.store)
            if undone is None or undone.course.undone is not None or known.course.done is None:
                return
            facts = {"stream": known.stream, "by_hand": False}
            entry = Entry("undone", f"undone:{undone.stream}", known.course.done.at, known.course.asked.by, facts)

            def follow(step: Step) -> list[Effect]:
                return [step.line("action/undone", {"by": entry.by})]

            keep(undone, [entry], store=self.store, now=self.clock.now(), follow=follow)

        until_recorded(attempt)

    def _tell_that_it_stays(self, known: Known, undoes: str) -> None:
        """Call those on call where nobody else knows that what was agreed to for a while is still so."""

        def attempt() -> None:
            held, now = look(undoes, self.services, self.store), self.clock.now()
            if held is None or held.course.until is None or held.course.undone is not None:
                return
            facts = {"why": "restoring_failed", "facts": {"stream": known.stream}}
            told = {**facts, "calls": list(held.service.on_call), "service": held.service.name}
            entry = Entry("not_restored", f"not_restored:{undoes}", now, "clock", facts)
            keep(held, [entry], store=self.store, now=now, follow=lambda step: [step.line("action/not_restored", told)])

        until_recorded(attempt)

    def _authority(self, known: Known) -> Authority | None:
        """Return the role to be taken for the change, in a session named after who answers for it."""
        role = self.rules.act_as
        if role is None:
            return None
        return Authority(role, f"liveness-bot-{answerable(known.course)}"[:LONGEST_SESSION])


def answerable(course: Course) -> str:
    """Return who answers for a change: who approved it last, or what did."""
    return course.approvals[-1].by if course.approvals else "nobody"


def next_actions(service: Service, notes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is most likely asked next: to let the functions use the table that was just restored."""
    switch = next((note["facts"] for note in notes if note["key"] == "switch_offered"), None)
    if switch is None:
        return []
    using = [one for one in service.actions if getattr(one.kind, "value", None) == switch["table"]]
    return [{"id": one.id, "title": dict(one.title), "words": switch["target"]} for one in using]


def _go_on_after_all(step: Step) -> list[Effect]:
    """Read back and tell as well what was made, or may have been, after we had given it up."""
    was_over = step.before is not None and step.before.stage == "ended"
    return [step.carry()] if was_over and step.after.stage == "approved" else []


def _told(call: Call, outcome: Changed) -> dict[str, Any]:
    match outcome:
        case Made(result):
            told = dict(result)
            kept = told if len(repr(told)) <= LARGEST_RESULT else {}
            return {"outcome": "made", "result": _without_secrets(kept)}
        case NotMade(reason, needs, detail):
            return {"outcome": "not_made", "reason": reason, "needs": needs, "detail": _harmless(detail, call)}
        case unsure:
            return {"outcome": "unsure", "detail": _harmless(unsure.detail, call)}


def _harmless(detail: str, call: Call) -> str:
    """Return what AWS said without what it repeats of a request that people should not read.

    It repeats all variables as one map (`String measured: {…}`), so what follows a brace is left out.
    """
    if call.shown is None:
        return excerpt(detail)
    told = detail.partition("{")[0]
    for value in sorted(_hidden(call.arguments, call.shown), key=len, reverse=True):
        told = told.replace(value, MASK)
    return excerpt(told)


def _hidden(given: Any, shown: Any) -> set[str]:
    """Return the texts of a request that stand otherwise, or not at all, in its form for people."""
    if isinstance(given, Mapping):
        told = shown if isinstance(shown, Mapping) else {}
        return {text for name, one in given.items() for text in _hidden(one, told.get(name))}
    return {given} if isinstance(given, str) and given != shown and len(given) >= SHORTEST_SECRET else set()


def _without_secrets(result: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out variables, which AWS repeats in its answer to a change of a function."""
    return {name: value for name, value in result.items() if name != "Environment"}
