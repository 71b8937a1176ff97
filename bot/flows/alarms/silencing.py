"""Nobody is to be called about an alarm for a while, for a reason that everybody can read; and again, they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.domain.alarms import silences
from bot.domain.alarms.episode import KIND
from bot.domain.alarms.placing import next_in
from bot.domain.alarms.silences import Silencing
from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.flows.alarms.finding import as_typed, find
from bot.flows.alarms.keeping import Known, Step, keep, look
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Silencers:
    """What people do about alarms that need nobody now: a silence is a stream, and the alarms it hides record it."""

    services: Mapping[str, Service]
    store: Store
    clock: Clock

    def silence(self, ask: Ask, service: Service, words: tuple[str, ...]) -> Reply | Form:
        """Silence an alarm for a time, with a reason: `<alarm> 1h the reason`. What is left out, a form asks for."""
        target, rest = self._parted(words, is_form="duration" in ask.values)
        lasts, reason = (rest[0], " ".join(rest[1:])) if rest else ("", "")
        alarm, found_by = self._alarm(ask, service, target)
        lasts, reason = ask.values.get("duration", lasts), ask.values.get("reason", reason)
        if not lasts or (not reason and "reason" not in ask.values):
            facts = {"alarm": alarm, "reason": reason}
            return Form("alarm/silence_form", facts, service.command, f"silence {found_by}")
        length, given = silences.lasting(lasts), silences.reasoned(reason)

        def attempt() -> Silencing:
            now = self.clock.now()
            one = Silencing(alarm, now + length, given, ask.by, ask.id)
            line = f"{silences.KIND}-{service.name}-"
            known = [silences.of_head(head) for head in self.store.find(kind=silences.KIND, service=service.name)]
            again = next((before for before in known if before.cause == ask.id), None)
            if again is not None:
                return again  # asked again after a crash
            newest = self.store.newest(line)
            stream = next_in(line, newest.id if newest else None)
            facts = {"alarm": alarm, "until": one.until.isoformat(), "reason": given, "cause": ask.id}
            entry = Entry("silenced", f"silence:{ask.id}", now, ask.by, facts)
            self.store.record(silences.head(stream, service.name, one, 1), [entry], expects=0)
            return one

        one = until_recorded(attempt)
        for known in self._covered(one, service):
            until_recorded(partial(self._hide, known.stream, one, ask))
        facts = {"alarm": alarm, "until": one.until.isoformat(), "reason": given, "command": service.command}
        return Reply("alarm/silenced", facts, audience="private")

    def unsilence(self, ask: Ask, service: Service, words: tuple[str, ...]) -> Reply:
        """End a silence: from now on the alarm calls people again, and its clocks count from now."""
        target = " ".join(words)
        active = self._active(service)
        alarm = self._listed(target) or self._alarm(ask, service, target, [one.alarm for _, one in active])[0]
        ending = [(head, one) for head, one in active if one.alarm == alarm]
        hidden = [
            known
            for known in self._open(service)
            if known.begun.silence is not None and silences.covers(alarm, known.begun.about.alarm)
        ]
        if not ending and not hidden:
            raise Mistake("not_silenced", {"word": shortened(alarm), "silenced": [one.alarm for _, one in active]})
        now = self.clock.now()
        for head, one in ending:
            seq = head.seq + 1
            entry = Entry("ended", f"ended:{head.id}", now, ask.by)
            self.store.record(silences.head(head.id, service.name, one.ended(), seq), [entry], expects=seq - 1)
        for known in hidden:
            until_recorded(partial(self._show, known.stream, ask))
        facts = {"alarm": alarm, "service": service.name, "command": service.command}
        return Reply("alarm/unsilenced", facts, audience="private")

    def _alarm(self, ask: Ask, service: Service, word: str, among: Sequence[str] = ()) -> tuple[str, str]:
        """Return the name of the alarm that is meant, and words that still find it when it fires no more."""
        if len(word) > 1 and word.endswith(("*", "＊")):
            pattern = f"{word[:-1]}*"
            return pattern, pattern
        names = [*(one.name for one in service.alarms), *among]
        exact = next((name for name in names if as_typed(name) == as_typed(word)), None)
        if exact is not None:
            return exact, exact
        known = find(word, service, ask.where, services=self.services, store=self.store)
        return known.begun.about.alarm, known.stream

    def _listed(self, target: str) -> str | None:
        """Return the alarm of a silence by the silence's own name, which the buttons of a list carry."""
        head = self.store.heads([target]).get(target)
        return silences.of_head(head).alarm if head is not None and head.kind == silences.KIND else None

    def _parted(self, words: tuple[str, ...], *, is_form: bool) -> tuple[str, tuple[str, ...]]:
        """Part the alarm, whose name may have spaces, from the time and the reason; a form brings those by itself.

        In its own thread the alarm may be left out.
        """
        ends = (
            len(words)
            if is_form
            else next((at for at, word in enumerate(words) if silences.is_lasting(word)), len(words))
        )
        return " ".join(words[:ends]), words[ends:]

    def _active(self, service: Service) -> list[tuple[Stream, Silencing]]:
        found = self.store.find(kind=silences.KIND, service=service.name, state="active")
        return [(head, silences.of_head(head)) for head in found]

    def _open(self, service: Service) -> list[Known]:
        """Return the episodes that a firing may still join: those that fire, and those that may fire again."""
        states = ("firing", "resolved", "quiet")
        heads = [head for state in states for head in self.store.find(kind=KIND, service=service.name, state=state)]
        return [known for head in heads if (known := look(head.id, self.services, self.store)) is not None]

    def _covered(self, one: Silencing, service: Service) -> list[Known]:
        return [known for known in self._open(service) if one.covers(known.begun.about.alarm)]

    def _hide(self, stream: str, one: Silencing, ask: Ask) -> None:
        known = look(stream, self.services, self.store)
        if known is None:
            return
        facts = {"until": one.until.isoformat(), "reason": one.reason}
        entry = Entry("silenced", f"silenced:{ask.id}:{stream}", self.clock.now(), ask.by, facts)

        def line(step: Step) -> list[Effect]:
            return [step.line("alarm/hushed", {"by": ask.by, **facts})] if step.after.is_unresolved else []

        keep(known, [entry], store=self.store, now=self.clock.now(), follow=line)

    def _show(self, stream: str, ask: Ask) -> None:
        known = look(stream, self.services, self.store)
        if known is None or known.begun.silence is None:
            return
        entry = Entry("unsilenced", f"unsilenced:{ask.id}:{stream}", self.clock.now(), ask.by)

        def line(step: Step) -> list[Effect]:
            return [step.line("alarm/unhushed", {"by": ask.by})] if step.after.is_unresolved else []

        keep(known, [entry], store=self.store, now=self.clock.now(), follow=line)


def listed(service: Service, *, store: Store, now: datetime) -> list[dict[str, object]]:
    """Tell the silences of a service that hold now."""
    found = store.find(kind=silences.KIND, service=service.name, state="active")
    active = sorted(((silences.of_head(head), head.id) for head in found), key=lambda one: one[0].until)
    return [
        {"alarm": one.alarm, "until": one.until.isoformat(), "reason": one.reason, "by": one.by, "stream": stream}
        for one, stream in active
        if one.until > now
    ]
