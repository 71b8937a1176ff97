"""Somebody wants something done: it is planned, and shown to those who may agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions.action import Action
from bot.domain.actions.course import fold
from bot.domain.actions.kinds import remade
from bot.domain.failures import Mistake, Refusal
from bot.domain.rights import EVERYBODY
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, effect_key
from bot.flows import telling
from bot.flows.actions.finding import bounded, wish
from bot.flows.actions.keeping import Known, Step, keep, look, named, place_shown
from bot.flows.actions.planning import Planning, Wanted, approvers_of
from bot.flows.alarms import keeping as alarms
from bot.flows.alarms.finding import of_thread
from bot.flows.permits import Permits
from bot.flows.recording import until_recorded
from bot.ports import Clock, Store
from bot.speech import Ask, Form, Place, Reply


@dataclass(frozen=True, slots=True)
class Asking:
    """What people ask to be done. Answers are private: the plan itself is shown where everybody sees it."""

    services: Mapping[str, Service]
    rules: Rules
    permits: Permits
    planning: Planning
    store: Store
    clock: Clock

    def ask(self, ask: Ask, service: Service, words: Sequence[str]) -> Reply | Form:
        """Plan what the words say (`rollout 10 because …`); without any, a form asks.

        In an alarm's thread, and from its triage, the action is about that alarm.
        """
        is_submitted = "action" in ask.values
        if not words and not is_submitted:
            return self._form(service)
        chosen = tuple(ask.values.get("value", "").split())
        given = [ask.values["action"], *chosen] if is_submitted else [*words, *chosen]
        found = wish(given, service)
        reason = bounded(ask.values.get("reason", "").strip() or found.reason)
        self._require(ask.by, found.action)
        known = of_thread(ask.where, services=self.services, store=self.store)
        wanted = Wanted(
            found.action,
            found.action.kind.chosen(found.chosen),
            ask.by,
            ask.id,
            reason,
            " ".join(found.chosen),
            about=known.stream if known else None,
            where=ask.where,
        )
        return self._plan(wanted, service)

    def undo(self, ask: Ask, service: Service, words: Sequence[str]) -> Reply:
        """Plan to take back what was done; approved as anything else is."""
        known = look("".join(words[:1]), self.services, self.store)
        if known is None:
            raise Mistake("stale_button")
        if not known.course.can_be_undone:
            raise Refusal("action_cannot_be_undone", named(known.stream, known.course))
        action = declared(known, service)
        self._require(ask.by, action)
        course = known.course
        kind = remade(str(course.plan["kind"]), course.plan["undo"])
        # What undoes an undoing does the thing again, with all that must be said of that.
        redoes = course.plan["undoes"] is not None and not course.plan["redoes"]
        about = course.plan["about"]
        wanted = Wanted(action, kind, ask.by, ask.id, undoes=known.stream, redoes=redoes, about=about, where=ask.where)
        reply = self._plan(wanted, known.service)
        self._note_undo(known.stream, wanted)
        return reply

    def _plan(self, wanted: Wanted, service: Service) -> Reply:
        pending = self.planning.pending(wanted, service)
        if pending is not None:
            told = {name: pending.summary[name] for name in ("title", "undoes", "words")}
            facts = {**told, "by": pending.summary["asked_by"], "stream": pending.id}
            room = place_shown(fold(self.store.read(pending.id)[1]))
            return Reply("action/is_pending", {**facts, **_shown_in(service, room)}, audience="private")
        step = self.planning.plan(wanted, service, self._told_elsewhere)
        room = place_shown(step.after) if step else None
        facts = {"title": dict(wanted.action.title), "subject": wanted.kind.subject, **_shown_in(service, room)}
        minutes = self.rules.approval_expires_minutes
        wants = wanted.action.approvals or self.rules.action_approvals
        facts |= {"undoes": wanted.undoes, "words": wanted.words}
        asked = {**facts, "approvals": wants, "minutes": minutes, "code": step.after.code if step else None}
        return Reply("action/asked", asked, audience="private")

    def _told_elsewhere(self, step: Step) -> list[Effect]:
        """Say in the alarm's thread that something was asked, with a link to its plan; let approvers in to that."""
        plan = step.after.plan
        effects = [_letting_in(step)] if plan["room"] and plan["room"]["is_private"] else []
        about = plan["about"]
        alarm = alarms.look(about, self.services, self.store) if about else None
        if alarm is None:
            return effects
        home, facts = alarm.begun.about.group or about, {**named(step.stream, step.after), "by": step.after.asked.by}
        pointer = telling.pointer_to(step.stream, step.seq, "action/asked_about", facts, at=step.at, under=home)
        return [*effects, pointer]

    def _note_undo(self, stream: str, wanted: Wanted) -> None:
        def attempt() -> None:
            known = look(stream, self.services, self.store)
            undoing = self.planning.pending(wanted, known.service) if known else None
            if known is None or undoing is None:
                return
            entry = Entry(
                "undo_asked", f"undo_asked:{wanted.cause}", self.clock.now(), wanted.by, {"stream": undoing.id}
            )
            keep(known, [entry], store=self.store, now=self.clock.now())

        until_recorded(attempt)

    def _require(self, by: str, action: Action) -> None:
        """Hold people to who may ask, and refuse while nobody could agree."""
        if action.ask is not None:
            self.permits.require_any(by, action.ask, "operate")
        if not approvers_of(action, self.rules):
            raise Refusal("nobody_may_approve", {"title": dict(action.title)})

    def _form(self, service: Service) -> Form:
        if not service.actions:
            raise Mistake("no_actions", {"title": dict(service.title)})
        told: list[dict[str, Any]] = [{"id": one.id, "title": dict(one.title)} for one in service.actions]
        return Form("action/form", {"actions": told, "title": dict(service.title)}, service.command, "rollback")


def _letting_in(step: Step) -> Effect:
    """Make the effect that invites whoever may approve to the private room in which the plan is shown."""
    plan, key = step.after.plan, effect_key(step.stream, step.seq, "a-guests")
    guests = [one for one in plan["approvers"] if one != EVERYBODY]
    return Effect(key, str(plan["incident"]), "room", {"stream": plan["incident"], "guests": guests})


def _shown_in(service: Service, room: Place | None) -> dict[str, Any]:
    """Tell where a plan is shown: in a room, by its id, or else in the service's channel, by its name."""
    return {"channel": service.channel, "room": room.channel if room else None}


def declared(known: Known, service: Service) -> Action:
    """Return an action as its service declares it now; a Refusal when it is declared no more."""
    wanted = known.course.plan["action"]
    found = next((one for one in known.service.actions if one.id == wanted), None)
    if found is None:
        raise Refusal("action_declared_no_more", {"action": wanted, "title": dict(service.title)})
    return found
