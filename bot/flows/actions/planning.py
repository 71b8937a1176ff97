"""What would it do, as the world is now? The plan of an action, whoever asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.actions.action import Action
from bot.domain.actions.carrying import SETTLES_WITHIN
from bot.domain.actions.course import KIND
from bot.domain.actions.kind import ActionKind, Scene
from bot.domain.actions.kinds import parameters
from bot.domain.actions.plan import Circumstances, plan_of
from bot.domain.alarms.placing import next_in
from bot.domain.rules import Rules
from bot.domain.service import Service
from bot.domain.stream import Entry, Stream
from bot.flows.actions import circumstances
from bot.flows.actions.keeping import LINE, Follow, Step, begin
from bot.flows.asking import ask_all
from bot.flows.incidents.finding import during
from bot.flows.recording import until_recorded
from bot.flows.status import Statuses
from bot.ports import Clock, Cloud, Store
from bot.speech import Place

GIVEN_UP_AFTER = 2 * SETTLES_WITHIN
"""After its approval expired: longer than anything that was begun is waited for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be planned: an action and what of it was chosen, for whom, why, and whence.

    `cause` is unique to this one request, `words` are what was chosen. `undoes` is the action it takes back, `redoes`
    that this does again what that one had undone, `about` the alarm it is about, `where` it was asked. `agreed` makes
    the entry by which it is approved at once, for what was agreed to beforehand; None: this time it was not.
    """

    action: Action
    kind: ActionKind
    by: str
    cause: str
    reason: str = ""
    words: str = ""
    undoes: str | None = None
    about: str | None = None
    where: Place | None = None
    agreed: Callable[[str, datetime], Entry | None] | None = None
    redoes: bool = False


@dataclass(frozen=True, slots=True)
class Planning:
    """Plans actions and puts them on record."""

    rules: Rules
    cloud: Cloud
    store: Store
    clock: Clock
    statuses: Statuses

    def plan(self, wanted: Wanted, service: Service, follow: Follow = lambda _: ()) -> Step | None:
        """Record that an action was asked and what it would do; None when this request was on record already.

        Raises Mistake where there is nothing to do, and Refusal where it must not be done or can't be known.
        """

        def attempt() -> Step | None:
            # Look.
            line = f"{LINE}{service.name}-"
            newest = self.store.newest(line)
            stream, now = next_in(line, newest.id if newest else None), self.clock.now()
            token = _token(stream, wanted.cause, now)
            scene = scene_of(token, service, now)
            answers = ask_all(self.cloud, wanted.kind.questions(scene), region=service.region)

            # Judge.
            draft = wanted.kind.plan(scene, answers)
            told = plan_of(
                wanted.action, wanted.kind, draft, self._circumstances(wanted, service, token, draft.functions)
            )
            # What can't be undone nobody agrees to beforehand.
            agreed = wanted.agreed if draft.undo is not None else None
            entries = self._entries(stream, newest, replace(wanted, agreed=agreed), told)

            # Act.
            return begin(stream, service, entries, store=self.store, now=now, follow=follow)

        return until_recorded(attempt)

    def pending(self, wanted: Wanted, service: Service) -> Stream | None:
        """Return an action that awaits consent, or is being carried out, to the same end; None: there is none."""
        told = parameters(wanted.kind)
        # What was given up on (its effect is stuck) stands in nobody's way for ever.
        given_up = self.clock.now() - GIVEN_UP_AFTER
        heads = [
            head
            for state in ("awaiting", "approved")
            for head in self.store.find(kind=KIND, service=service.name, state=state)
            if datetime.fromisoformat(str(head.summary["expires_at"])) > given_up
        ]
        same = (one for one in heads if one.summary["kind"] == wanted.kind.NAME)
        return next((one for one in same if one.summary["parameters"] == _plain(told)), None)

    def _circumstances(self, wanted: Wanted, service: Service, token: str, functions: tuple[str, ...]) -> Circumstances:
        found = self.statuses.of(service)
        watch, emergency = wanted.action.watch, service.emergency
        figures = dict.fromkeys((watch.figure if watch else None, emergency.figure if emergency else None))
        incident = during(service.name, wanted.where, self.store)
        room = incident.incident.room if incident else None
        return Circumstances(
            token=token,
            expires_at=self.clock.now() + timedelta(minutes=self.rules.approval_expires_minutes),
            approvals=wanted.action.approvals or self.rules.action_approvals,
            approvers=approvers_of(wanted.action, self.rules),
            reason=wanted.reason,
            words=wanted.words,
            undoes=wanted.undoes,
            redoes=wanted.redoes,
            region=service.region,
            about=wanted.about,
            incident=incident.stream if incident else None,
            room={"channel": room.channel, "root_ts": room.root_ts, "is_private": room.is_private} if room else None,
            seen=circumstances.seen(found, *figures),
            touches=circumstances.touched(found, functions),
        )

    def _entries(self, stream: str, newest: Stream | None, wanted: Wanted, plan: Mapping[str, Any]) -> list[Entry]:
        """Return the first entries. Each action names the last entry of the one before it: none can go unnoticed."""
        now, by = self.clock.now(), wanted.by
        before = self.store.read(newest.id)[1][-1] if newest is not None else None
        follows = {"stream": before.stream, "seq": before.seq, "hash": before.hash} if before else None
        asked: dict[str, Any] = {
            "action": wanted.action.id,
            "parameters": parameters(wanted.kind),
            "reason": wanted.reason,
            "undoes": wanted.undoes,
            "about": wanted.about,
            "follows": follows,
        }
        entries = [
            Entry("asked", f"asked:{wanted.cause}", now, by, asked),
            Entry("planned", f"planned:{wanted.cause}", now, "bot", plan),
        ]
        agreed = wanted.agreed(stream, now) if wanted.agreed else None
        return entries if agreed is None else [*entries, agreed]


def approvers_of(action: Action, rules: Rules) -> tuple[str, ...]:
    """Return who may agree to an action, by the names that the files give them."""
    return rules.rights.approve_actions if action.approve is None else action.approve


def scene_of(token: str, service: Service, now: datetime, results: Mapping[str, Any] | None = None) -> Scene:
    """Return the circumstances in which an action's kind looks at the world."""
    return Scene(token, now, service.region, tuple(one.name for one in service.functions), results or {})


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def _token(stream: str, cause: str, now: datetime) -> str:
    """Name an action as no other ever was: AWS remembers names that a database which was made anew would give again."""
    return f"{stream}-{hashlib.sha256(f'{stream} {cause} {now.isoformat()}'.encode()).hexdigest()[:8]}"
