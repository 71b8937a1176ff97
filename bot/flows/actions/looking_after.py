"""After it was done: is it getting better, is a protection still gone, is its time over?

The clock says when (`attending`), and these look at the world, each as an effect of its own: for the moment that was
due then, whatever our own clock says now, for the leader's may be ahead of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.domain.actions.carrying import PASSING
from bot.domain.actions.course import KIND, Course
from bot.domain.actions.kind import Done
from bot.domain.actions.kinds import remade
from bot.domain.actions.watching import next_look, next_reminder, next_turn, verdict_of
from bot.domain.failures import Mistake, Outage, Refusal
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry
from bot.flows.actions import circumstances
from bot.flows.actions.asking import declared
from bot.flows.actions.circumstances import Looked
from bot.flows.actions.keeping import Known, Step, keep, look
from bot.flows.actions.planning import Planning, Wanted, scene_of
from bot.flows.asking import ask_all
from bot.flows.recording import until_recorded
from bot.ports import Clock, Cloud, Store

ALREADY_SO = "action_already_so"
"""The mistake of whoever wants done what is so already."""

WAITED_FOR = timedelta(hours=1)
"""For so long after something's time is over AWS may be out before people are called to do it by hand."""


@dataclass(frozen=True, slots=True)
class LookingAfter:
    """Carries out the effects `change` that the clock set off; doing one again for the same moment does nothing."""

    services: Mapping[str, Service]
    planning: Planning
    cloud: Cloud
    store: Store
    clock: Clock

    def watch(self, stream: str, at: datetime) -> None:
        """Look at the figure and the alarm once more, and say how it goes when that is clear."""

        def attempt() -> None:
            # Look.
            known, now = look(stream, self.services, self.store), max(self.clock.now(), at)
            due = next_look(known.course) if known else None
            if known is None or due != at:
                return
            course, service = known.course, known.service
            sample = Looked.of(course, service, now).sample(service, self.cloud, now)

            # Judge.
            until = course.watched_until or now
            samples = (*course.samples, sample)
            verdict = verdict_of(samples, circumstances.baseline(course, service), until=until, now=now)
            seen = {"value": sample.value, "alarm": sample.alarm, "is_normal": sample.is_normal}
            entries = [Entry("watched", f"watched:{stream}:{len(samples):04d}", now, "bot", seen)]
            if verdict is not None:
                entries.append(Entry("judged", f"judged:{stream}", now, "bot", {"verdict": verdict, **seen}))

            # Act.
            def follow(step: Step) -> list[Effect]:
                told = {"verdict": verdict, **seen, **_watched(course, service)}
                told |= {"can_be_undone": step.after.can_be_undone, "at": now.isoformat(), "service": service.name}
                return [step.line("action/verdict", told)] if verdict is not None else []

            keep(known, entries, store=self.store, now=now, follow=follow)

        until_recorded(attempt)

    def remind(self, stream: str, at: datetime) -> None:
        """Say anew that a protection is gone, unless somebody has brought it back by hand."""

        def attempt() -> None:
            known, now = look(stream, self.services, self.store), max(self.clock.now(), at)
            due = next_reminder(known.course) if known else None
            if known is None or due != at:
                return
            if self._is_taken_back(known, now):
                self._note_undone_by_hand(known, now)
                return
            done_at = known.course.done.at if known.course.done else now
            told = {"weakens": known.course.plan["weakens"], "since": done_at.isoformat()}
            told |= {"service": known.service.name, "calls": list(known.service.on_call)}
            # What came due while nobody was there to say it is said once.
            every = timedelta(seconds=float(known.course.plan["remind_seconds"]))
            number = max(known.course.reminded + 1, (now - done_at) // every)
            entry = Entry("reminded", f"reminded:{stream}:{number:04d}", now, "clock", {"number": number})
            keep(known, [entry], store=self.store, now=now, follow=lambda step: [step.line("action/reminder", told)])

        until_recorded(attempt)

    def restore(self, stream: str, at: datetime) -> None:
        """Take back what was agreed to for a while only; who agreed to that agreed to this."""
        known = look(stream, self.services, self.store)
        due = next_turn(known.course) if known else None
        if known is None or due != at or not known.course.is_told_of_end or self._is_restoring(known):
            return
        course = known.course
        try:
            found = self._found(known, self.clock.now())
            if found == "taken_back":
                self._note_undone_by_hand(known, self.clock.now())
                return
            if found == "changed":
                self._note_not_restored(stream, Refusal("changed_since", {"subject": course.plan["subject"]}))
                return
            action = declared(known, known.service)
            kind = remade(str(course.plan["kind"]), course.plan["undo"])
            wanted = Wanted(
                replace(action, lasting=None),
                kind,
                "clock",
                f"restore:{stream}:{due.isoformat()}",
                undoes=stream,
                about=course.plan["about"],
                agreed=lambda name, at: Entry("stood", f"stood:{name}", at, "clock", {"because": "time_is_over"}),
            )
            self.planning.plan(wanted, known.service, lambda step: [step.carry()])
        except (Mistake, Refusal) as why:
            if why.facts.get("reason") in PASSING and self.clock.now() - due < WAITED_FOR:
                raise Outage("aws", str(why.facts["reason"]), detail=why.key) from why
            self._note_not_restored(stream, why)

    def _is_restoring(self, known: Known) -> bool:
        """Say whether it is being taken back: a process that died right then must not find it changing, or changed."""
        heads = self.store.find(kind=KIND, service=known.service.name)
        return any((head.summary["undoes"], head.summary["asked_by"]) == (known.stream, "clock") for head in heads)

    def _note_not_restored(self, stream: str, why: Mistake | Refusal) -> None:
        def attempt() -> None:
            known, now = look(stream, self.services, self.store), self.clock.now()
            if known is None or known.course.until is None:
                return
            if why.key == ALREADY_SO:
                self._note_undone_by_hand(known, now)
                return
            facts: dict[str, Any] = {"why": why.key, "facts": dict(why.facts)}
            entry = Entry("not_restored", f"not_restored:{stream}", now, "clock", facts)
            told = {**facts, "calls": list(known.service.on_call), "service": known.service.name}
            keep(
                known, [entry], store=self.store, now=now, follow=lambda step: [step.line("action/not_restored", told)]
            )

        until_recorded(attempt)

    def _is_taken_back(self, known: Known, now: datetime) -> bool:
        """Say whether it plainly is as it was before; what can't be read is no sign of it."""
        try:
            return self._found(known, now) == "taken_back"
        except (Mistake, Refusal):
            return False

    def _found(self, known: Known, now: datetime) -> Literal["as_left", "taken_back", "changed"]:
        """Compare the world with how the action left it. Raises Refusal where it can't be read, Mistake as plans do."""
        course, service = known.course, known.service
        name, token = str(course.plan["kind"]), str(course.plan["token"])
        kind = remade(name, course.plan["parameters"])
        undo = remade(name, course.plan["undo"]) if course.plan["undo"] else None
        # What takes it back has made nothing yet, and may ask for something else.
        after, anew = scene_of(token, service, now, course.results), scene_of(token, service, now)
        asked = [*kind.questions(after), *(undo.questions(anew) if undo else ())]
        answers = ask_all(self.cloud, list(dict.fromkeys(asked)), region=service.region)
        if isinstance(kind.progress(after, course.plan["before"], answers), Done):
            return "as_left"
        try:
            if undo is not None:
                undo.plan(anew, answers)
        except Mistake as mistake:
            if mistake.key == ALREADY_SO:
                return "taken_back"
            raise
        return "changed"

    def _note_undone_by_hand(self, known: Known, now: datetime) -> None:
        entry = Entry("undone", f"undone:{known.stream}", now, "bot", {"stream": None, "by_hand": True})

        def follow(step: Step) -> list[Effect]:
            return [step.line("action/undone_by_hand", {})]

        keep(known, [entry], store=self.store, now=now, follow=follow)


def _watched(course: Course, service: Service) -> dict[str, Any]:
    """Tell what is watched, in words, and how it stood before."""
    watch = course.plan["watch"]
    figure = next((one for one in (*service.figures, *service.diagnostics) if one.id == watch["figure"]), None)
    before = circumstances.baseline(course, service).value
    return {
        "figure": dict(figure.title) if figure else None,
        "unit": figure.unit if figure else None,
        "before": before,
        "watched": watch["alarm"],
        "minutes": int(float(watch["seconds"]) // 60),
    }
