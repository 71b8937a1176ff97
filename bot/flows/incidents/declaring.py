"""Something is wrong enough to be an incident: it is declared, its room is opened, and people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.alarms.placing import next_in
from bot.domain.failures import Mistake, Outage, Refusal
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.incident import KIND, ON_CALL
from bot.domain.incidents.severities import DEFAULT, EFFECTS, Severity, proposed, severity_named
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Stream
from bot.domain.terms import terms_of
from bot.flows import telling
from bot.flows.alarms import keeping as alarms
from bot.flows.incidents.keeping import LINE, Step, keep, named
from bot.flows.permits import Permits
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Reply

LONGEST_TITLE = 150
"""Slack's header takes 150 characters (Block Kit), and a title is read at a glance."""

ANYWAY = "anyway"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to declare."""

    title: str
    service: Service
    severity: Severity
    effects: tuple[str, ...] = ()
    reason: str = ""
    alarm: str | None = None
    is_drill: bool = False
    is_sure: bool = False
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Declaring:
    """Declares incidents, once for each request."""

    services: Mapping[str, Service]
    rules: Rules
    clocks: ClockRules
    permits: Permits
    store: Store
    clock: Clock

    def declare(self, ask: Ask, words: Sequence[str], *, is_drill: bool = False) -> Reply | Form:
        """Declare what the words say (`S1 liveness sign-ins fail`), or what a form does; without a title it opens."""
        wish = self._read(ask, words, is_drill=is_drill)
        if not wish.title and "title" not in ask.values:
            return self._form(wish)
        title = titled(ask.values.get("title", wish.title))
        open_already = [] if wish.is_sure else self._alike(wish)
        if open_already:
            return self._doubted(wish, title, open_already)
        step = self._record(ask, wish, title)
        facts = named(step.stream, step.after) if step else {"number": None, "title": title}
        return Reply("incident/declared", facts, audience="private")

    def _doubted(self, wish: Wish, title: str, known: Sequence[Stream]) -> Reply:
        """Show what is open already, and a button that declares it all the same."""
        told = [{**head.summary, "stream": head.id} for head in known[:3]]
        again = " ".join((ANYWAY, wish.severity, wish.service.name, wish.alarm or "", title)).split()
        return Reply("incident/already_open", {"open": told, "words": " ".join(again)}, audience="private")

    def _read(self, ask: Ask, words: Sequence[str], *, is_drill: bool) -> Wish:
        rest = list(words)
        is_sure = bool(rest) and rest[0] == ANYWAY
        rest = rest[1:] if is_sure else rest
        severity = severity_named(rest[0]) if rest and not _is_amazon_s3(rest) else None
        rest = rest[1:] if severity else rest
        service = self.services.get(rest[0]) if rest else None
        rest = rest[1:] if service else rest
        alarm = rest.pop(0) if rest and rest[0].startswith("alarm-") else None
        known = alarms.look(alarm, self.services, self.store) if alarm else None
        service = service or (known.service if known else None) or self.services.get(ask.values.get("service", ""))
        effects = tuple(one for one in ask.values.get("effects", "").split(",") if one)
        return Wish(
            title=" ".join(rest),
            service=service or next(iter(self.services.values())),
            severity=self._severity(ask, severity, effects),
            effects=effects,
            reason=ask.values.get("reason", "").strip(),
            alarm=known.stream if known else None,
            is_drill=is_drill,
            is_sure=is_sure,
        )

    def _severity(self, ask: Ask, typed: Severity | None, effects: tuple[str, ...]) -> Severity:
        """Return the severity: as typed, or as the effects make it, unless somebody overrides that with a reason."""
        chosen = severity_named(ask.values.get("severity", "")) or typed
        if not effects:
            return chosen or DEFAULT
        made = proposed(effects)
        if chosen is not None and chosen != made and not ask.values.get("reason", "").strip():
            raise Mistake("override_needs_reason", {"proposed": made, "chosen": chosen}, field="reason")
        return chosen or made

    def _form(self, wish: Wish) -> Form:
        known = alarms.look(wish.alarm, self.services, self.store) if wish.alarm else None
        told = [{"name": one.name, "title": dict(one.title)} for one in self.services.values()]
        facts = {
            "services": told,
            "service": wish.service.name,
            "title": known.begun.about.alarm if known else "",
            "effects": [{"id": one.id, "title": dict(one.title), "severity": one.severity} for one in EFFECTS],
            "is_drill": wish.is_drill,
        }
        words = f"{'drill' if wish.is_drill else 'declare'} {wish.alarm or ''}".strip()
        return Form("incident/declare_form", facts, self.rules.incident_command, words)

    def _alike(self, wish: Wish) -> list[Stream]:
        """Return the incidents that may be the same: of the same alarm, or else of the same service."""
        if wish.is_drill:
            return []
        living = [
            head
            for state in ("open", "mitigated")
            for head in self.store.find(kind=KIND, service=wish.service.name, state=state)
            if not head.summary["is_drill"]
        ]
        same = [head for head in living if wish.alarm is not None and head.summary["alarm"] == wish.alarm]
        return same or living

    def _record(self, ask: Ask, wish: Wish, title: str) -> Step | None:
        leads = self._may_lead(ask.by)

        def attempt() -> Step | None:
            now = self.clock.now()
            newest = self.store.newest(LINE)
            stream = next_in(LINE, newest.id if newest else None)
            facts = {**self._facts(wish, title, now), "title": title}
            entries = [Entry("declared", f"declared:{ask.id}", now, ask.by, facts)]
            if not leads:
                told = {"role": "incident_commander", "to": None}
                entries.append(Entry("role", f"role:nobody:{ask.id}", now, "bot", told))
            on_call = facts["on_call"]
            if on_call:
                told = {"role": ON_CALL, "to": on_call}
                entries.append(Entry("role", f"role:on_call:{ask.id}", now, "bot", told))
            if wish.alarm is not None:
                entries.append(Entry("linked", f"linked:{wish.alarm}:{ask.id}", now, "bot", {"stream": wish.alarm}))
            words = terms_of(title, wish.service.name)
            return keep(
                stream, (), entries, store=self.store, now=now, rules=self.clocks, follow=self._follow, terms=words
            )

        return until_recorded(attempt)

    def _facts(self, wish: Wish, title: str, now: datetime) -> dict[str, Any]:
        known = alarms.look(wish.alarm, self.services, self.store) if wish.alarm else None
        began = known.begun.stretch_began_at if known else None
        answered = known.begun.acknowledged if known else None
        is_private = wish.severity in self.rules.private_severities
        return {
            "title": title,
            "service": wish.service.name,
            "severity": wish.severity,
            "effects": list(wish.effects),
            "reason": wish.reason,
            "alarm": wish.alarm,
            "is_drill": wish.is_drill,
            # A private room can't be a thread that everybody reads.
            "room": "channel" if is_private else self.rules.incident_room,
            "is_private": is_private,
            "detected_at": (began or now).isoformat(),
            "started_at": None,
            "acknowledged_at": answered.at.isoformat() if answered else None,
            "on_call": None,
        }

    def _follow(self, step: Step) -> list[Effect]:
        after = step.after
        told = {"by": after.declared_by, "is_private": after.is_private, "service": after.service}
        effects = [step.room(), step.announce(self.rules.announce_channel, "incident/announced", told)]
        if after.alarm is None:
            return effects
        alarm = alarms.look(after.alarm, self.services, self.store)
        if alarm is None or after.is_private:
            return effects
        home = alarm.begun.about.group or after.alarm
        facts = {**named(step.stream, after), "by": after.declared_by}
        pointer = telling.pointer_to(step.stream, step.seq, "incident/declared_about", facts, at=step.at, under=home)
        return [*effects, pointer]

    def _may_lead(self, user: str) -> bool:
        try:
            self.permits.require(user, "command_incidents")
        except Refusal:
            return False
        except Outage as outage:
            if not outage.retry:
                raise
            return True  # Slack can't say who this is; an incident must not wait for that
        return True


def titled(words: str) -> str:
    """Return a title on one line; a Mistake for nothing, or for more than can be read at a glance."""
    title = " ".join(words.split())
    if not title:
        raise Mistake("title_is_missing", field="title")
    if len(title) > LONGEST_TITLE:
        raise Mistake("title_is_long", {"length": len(title), "longest": LONGEST_TITLE}, field="title")
    return title


def _is_amazon_s3(words: Sequence[str]) -> bool:
    """Say whether a title begins with Amazon S3, and no severity was given."""
    return words[0].upper() == "S3" and bool(words[1:]) and words[1].lower().rstrip("s") in {"bucket", "object"}
