"""The clock sets something off for an action: its plan expires, it is looked at, said anew, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.actions.course import KIND
from bot.domain.actions.watching import next_look, next_reminder, next_turn
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.flows.actions.keeping import Known, Step, change, keep, look
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class Attending:
    """Does what is due; what must look at the world for it becomes an effect, so that no other clock waits."""

    services: Mapping[str, Service]
    store: Store
    clock: Clock

    def attend(self, stream: Stream) -> None:
        """Do what is due; raises StaleSequenceError when somebody recorded in between: the next tick judges again."""
        # Look.
        now, known = self.clock.now(), look(stream.id, self.services, self.store)
        if known is None:
            return
        course = known.course

        # Judge.
        if course.stage == "awaiting" and now >= course.expires_at:
            self._expire(known, now)
            return
        turn = next_turn(course)
        if turn is not None and now >= turn and not course.is_told_of_end:
            self._say_that_it_ends(known, now)
            return

        # Act.
        for name, at in (("watch", next_look(course)), ("remind", next_reminder(course)), ("restore", turn)):
            if at is not None and now >= at:
                self._set_off(known.stream, name, at)

    def resume(self) -> None:
        """Take up again what was put aside while its service was described no more, now that it is once again."""
        for head in self.store.find(kind=KIND, state="retired"):
            known, now = look(head.id, self.services, self.store), self.clock.now()
            if known is not None:
                keep(
                    known, [Entry("resumed", f"resumed:{head.id}:{known.seq}", now, "clock")], store=self.store, now=now
                )

    def _set_off(self, stream: str, name: str, at: datetime) -> None:
        key = f"{stream}-{name}-{at.isoformat()}"
        self.store.claim_run(f"{name}:{stream}", at, [change(stream, key, {"do": name, "at": at.isoformat()})])

    def _expire(self, known: Known, now: datetime) -> None:
        entry = Entry("expired", f"expired:{known.stream}", max(now, known.course.expires_at), "clock")

        def follow(step: Step) -> list[Effect]:
            return [step.line("action/expired", {"asked_by": known.course.asked.by, "service": known.service.name})]

        keep(known, [entry], store=self.store, now=now, follow=follow)

    def _say_that_it_ends(self, known: Known, now: datetime) -> None:
        until = known.course.until
        entry = Entry("ending_soon", f"ending_soon:{known.stream}:{until}", now, "clock")
        told = {"until": until.isoformat() if until else None, "service": known.service.name}
        told |= {"asked_by": known.course.asked.by}
        keep(known, [entry], store=self.store, now=now, follow=lambda step: [step.line("action/ends_soon", told)])
