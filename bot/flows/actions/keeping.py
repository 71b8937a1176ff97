"""How does something that happened to an action get on record, together with what people are told of it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.actions.course import KIND, Course, fold
from bot.domain.actions.watching import next_look, next_reminder, next_turn
from bot.domain.service import Service
from bot.domain.stream import Effect, Entry, Recorded, Stream, effect_key
from bot.flows import telling
from bot.ports import Store
from bot.speech import Place

LINE = "action-"
"""What the names of all actions' streams begin with; the service's name and a number of six digits follow."""


@dataclass(frozen=True, slots=True)
class Known:
    """An action as it was looked at: its stream, its entries, and what they come to.

    `service` is where the plan was made: another region in its file since then is another world.
    """

    stream: str
    entries: tuple[Recorded, ...]
    service: Service
    course: Course

    @property
    def seq(self) -> int:
        """The number of its entries: what a judgement rests on."""
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Step:
    """What would be recorded: the action before and after (None: it begins), and the number of its last entry then."""

    stream: str
    before: Course | None
    after: Course
    seq: int
    at: datetime

    def line(self, template: str, facts: Mapping[str, Any]) -> Effect:
        """Say one line in the action's thread."""
        told = {**named(self.stream, self.after), **facts}
        return telling.line_under(self.stream, self.seq, template, told, at=self.at)

    def carry(self) -> Effect:
        """Carry the action out, beside everything else."""
        return change(self.stream, effect_key(self.stream, self.seq, "carry"), {"do": "carry"})


Follow = Callable[[Step], Sequence[Effect]]


def change(stream: str, key: str, facts: Mapping[str, Any]) -> Effect:
    """Make the effect that does something about an action's world; one at a time for each action."""
    return Effect(key, f"{stream}:change", "change", {"stream": stream, **facts})


def look(stream: str, services: Mapping[str, Service], store: Store) -> Known | None:
    """Read an action; None when there is no such stream, or its service is described no more."""
    head, entries = store.read(stream) if stream.startswith(LINE) else (None, ())
    if head is None or head.kind != KIND or head.service not in services:
        return None
    course = fold(entries)
    return Known(stream, entries, replace(services[head.service], region=str(course.plan["region"])), course)


def begin(
    stream: str, service: Service, entries: Sequence[Entry], *, store: Store, now: datetime, follow: Follow
) -> Step | None:
    """Record what begins an action: that it was asked, its plan, and perhaps more; None when that was known.

    Raises StaleSequenceError when another action took the name.
    """
    step = _imagined(stream, (), entries, now)
    follows = [telling.card_of(stream, step.seq), *follow(step)]
    return _recorded(step, service, entries, follows, store=store)


def keep(
    known: Known,
    entries: Sequence[Entry],
    *,
    store: Store,
    now: datetime,
    follow: Follow = lambda _: (),
    is_shown: bool = True,
) -> Step | None:
    """Record entries on an action, with its card and what `follow` says must follow; None when they were known.

    `is_shown` False: the card shows nothing of it, and hundreds of requests need not be hundreds of edits.

    Raises StaleSequenceError when somebody recorded since it was looked at.
    """
    step = _imagined(known.stream, known.entries, entries, now)
    shows = [telling.card_of(known.stream, step.seq)] if is_shown else []
    return _recorded(step, known.service, entries, [*shows, *follow(step)], store=store)


def _imagined(stream: str, recorded: tuple[Recorded, ...], entries: Sequence[Entry], now: datetime) -> Step:
    """Return what recording would come to."""
    behind = len(recorded)
    after = fold((*recorded, *(Recorded(stream, behind + n, one, now, "") for n, one in enumerate(entries, 1))))
    return Step(stream, fold(recorded) if recorded else None, after, behind + len(entries), now)


def _recorded(
    step: Step, service: Service, entries: Sequence[Entry], effects: Sequence[Effect], *, store: Store
) -> Step | None:
    stands = head(step.stream, step.after, service, step.seq)
    return step if store.record(stands, entries, effects, expects=step.seq - len(entries)) else None


def head(stream: str, course: Course, service: Service, seq: int) -> Stream:
    """Return the stream's head as it follows from the fold; its summary is what lists are made of."""
    return Stream(stream, KIND, service.name, course.stage, seq, due_at(course), summary(course))


def due_at(course: Course) -> datetime | None:
    """Return when the clock has something to do about it next."""
    if course.stage == "awaiting":
        return course.expires_at
    turns = (next_look(course), next_reminder(course), next_turn(course))
    return min((at for at in turns if at is not None), default=None)


def summary(course: Course) -> dict[str, Any]:
    """Tell in a few plain values how an action stands."""
    plan, ended = course.plan, course.ended
    return {
        "action": plan["action"],
        "title": plan["title"],
        "kind": plan["kind"],
        "parameters": plan["parameters"],
        "subject": plan["subject"],
        "lines": plan["lines"],
        "code": course.code,
        "asked_by": course.asked.by,
        "asked_at": course.asked.at.isoformat(),
        "approvals": [one.by for one in course.approvals],
        "wanted": plan["approvals"],
        "way": course.way,
        "expires_at": plan["expires_at"],
        "ending": course.ending,
        "ended_at": ended.at.isoformat() if ended else None,
        "done_at": course.done.at.isoformat() if course.done else None,
        "verdict": course.verdict,
        "can_be_undone": course.can_be_undone,
        "undone_at": course.undone.at.isoformat() if course.undone else None,
        "undoes": plan["undoes"],
        "words": plan["words"],
        "about": plan["about"],
        "incident": plan.get("incident"),  # plans of before there were incidents have none
    }


def place_shown(course: Course) -> Place | None:
    """Return where the plan, and all that comes of it, is shown; None: in the service's channel."""
    room = course.plan.get("room")
    return Place(str(room["channel"]), room["root_ts"]) if room else None


def named(stream: str, course: Course) -> dict[str, Any]:
    """Return what every line about an action names."""
    plan = course.plan
    return {"stream": stream, **{name: plan[name] for name in ("title", "subject", "undoes", "words")}}
