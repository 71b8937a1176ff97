"""How far is an action? A fold over its entries, from being asked for to being undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.domain.actions.call import Json
from bot.domain.actions.plan import code_of
from bot.domain.stream import Entry, Recorded

KIND = "action"

Stage = Literal["awaiting", "approved", "done", "ended"]
Ending = Literal["denied", "withdrawn", "expired", "failed"]
Verdict = Literal["recovered", "well", "unchanged", "worse", "unknown"]
"""`well`: nothing was wrong before, and nothing is now."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody did to it, and when; `facts` as they were recorded."""

    by: str
    at: datetime
    facts: Json = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was about to be made; `outcome` None: we don't know what became of it.

    `at` is when we last heard of it: when it was about to be made, or what became of it. `arguments` are those on
    record, as people may read them.
    """

    name: str
    at: datetime
    is_repeatable: bool
    outcome: Literal["made", "not_made", "unsure"] | None = None
    facts: Json = field(default_factory=dict, hash=False)
    arguments: Json | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen while it was watched; None: not known."""

    at: datetime
    value: float | None
    alarm: str | None
    is_normal: bool | None


@dataclass(frozen=True, slots=True)
class Course:
    """An action as it stands.

    `approvals` are who agreed, the breaking of the glass and standing approvals among them (`way` in their facts).
    `ending` is how it ended without being done, with who or what ended it. `until` is when what was done for a while
    only is taken back by itself; None: never, or no more.
    """

    plan: Mapping[str, Any]
    asked: Said
    approvals: tuple[Said, ...] = ()
    way: Literal["agreed", "glass", "standing"] = "agreed"
    ending: Ending | None = None
    ended: Said | None = None
    attempts: tuple[Attempt, ...] = ()
    results: Mapping[str, Json] = field(default_factory=dict, hash=False)
    done: Said | None = None
    samples: tuple[Sample, ...] = ()
    verdict: Verdict | None = None
    judged: Said | None = None
    reminded: int = 0
    until: datetime | None = None
    is_told_of_end: bool = False
    undo_asked: str | None = None
    undone: Said | None = None

    @property
    def code(self) -> str:
        """What names the plan."""
        return code_of(self.plan)

    @property
    def expires_at(self) -> datetime:
        """When it must have begun."""
        return datetime.fromisoformat(str(self.plan["expires_at"]))

    @property
    def stage(self) -> Stage:
        """Where it is on its way."""
        if self.done is not None:
            return "done"
        if self.ending is not None:
            return "ended"
        return "approved" if self.is_approved else "awaiting"

    @property
    def is_approved(self) -> bool:
        """Whether enough have agreed."""
        return self.way != "agreed" or len(self.approvals) >= int(self.plan["approvals"])

    @property
    def can_be_undone(self) -> bool:
        """Whether it was done, can be taken back and was not yet."""
        return self.done is not None and self.plan["undo"] is not None and self.undone is None

    @property
    def watched_until(self) -> datetime | None:
        """Until when it is watched; None where nothing is."""
        if self.done is None or self.plan["watch"] is None:
            return None
        return self.done.at + timedelta(seconds=float(self.plan["watch"]["seconds"]))


def fold(entries: Sequence[Recorded]) -> Course:
    """Read an action from its entries, of which the first two ask and plan."""
    first, planned = entries[0].entry, entries[1].entry
    course = Course(plan=planned.facts, asked=_said(first))
    for row in entries[2:]:
        # Who was turned away changes nothing, and has no part here.
        take = _PARTS.get(row.entry.kind)
        course = course if take is None else take(course, row.entry)
    return course


def _approved(course: Course, entry: Entry) -> Course:
    way: Any = {"approved": "agreed", "broke_glass": "glass", "stood": "standing"}[entry.kind]
    return replace(course, approvals=(*course.approvals, _said(entry)), way=way)


def _ended(course: Course, entry: Entry) -> Course:
    ending: Any = entry.kind
    return replace(course, ending=ending, ended=_said(entry))


def _calling(course: Course, entry: Entry) -> Course:
    told: Any = entry.facts
    one = Attempt(str(told["call"]), entry.at, bool(told["is_repeatable"]), arguments=told.get("arguments"))
    return replace(course, attempts=(*course.attempts, one))


def _called(course: Course, entry: Entry) -> Course:
    """Note what became of a request, whichever was begun meanwhile.

    What was made after all, or may have been, we had ended too early: the truth wins, and the world is read again.
    """
    facts, number = entry.facts, int(str(entry.facts["number"]))
    outcome: Any = facts["outcome"]
    attempts = list(course.attempts)
    attempts[number - 1] = replace(attempts[number - 1], at=entry.at, outcome=outcome, facts=facts)
    course = replace(course, attempts=tuple(attempts))
    if outcome == "not_made":
        return course
    result: Any = facts.get("result", {})
    results = {**course.results, str(facts["call"]): result} if outcome == "made" else course.results
    return replace(course, results=results, ending=None, ended=None)


def _done(course: Course, entry: Entry) -> Course:
    lasting = course.plan["lasting_seconds"]
    until = None if lasting is None else entry.at + timedelta(seconds=float(lasting))
    return replace(course, done=_said(entry), ending=None, ended=None, until=until)


def _watched(course: Course, entry: Entry) -> Course:
    seen: Any = entry.facts
    return replace(course, samples=(*course.samples, Sample(entry.at, seen["value"], seen["alarm"], seen["is_normal"])))


def _judged(course: Course, entry: Entry) -> Course:
    verdict: Any = entry.facts["verdict"]
    return replace(course, verdict=verdict, judged=_said(entry))


def _extended(course: Course, entry: Entry) -> Course:
    return replace(course, until=datetime.fromisoformat(str(entry.facts["until"])), is_told_of_end=False)


def _said(entry: Entry) -> Said:
    return Said(entry.by, entry.at, entry.facts)


_PARTS: Mapping[str, Callable[[Course, Entry], Course]] = {
    "approved": _approved,
    "broke_glass": _approved,
    "stood": _approved,
    "denied": _ended,
    "withdrawn": _ended,
    "expired": _ended,
    "failed": _ended,
    "calling": _calling,
    "called": _called,
    "done": _done,
    "watched": _watched,
    "judged": _judged,
    "reminded": lambda course, entry: replace(course, reminded=int(str(entry.facts["number"]))),
    "ending_soon": lambda course, _: replace(course, is_told_of_end=True),
    "extended": _extended,
    "not_restored": lambda course, _: replace(course, until=None),
    "undo_asked": lambda course, entry: replace(course, undo_asked=str(entry.facts["stream"])),
    "undone": lambda course, entry: replace(course, undone=_said(entry)),
}
"""What each kind of entry means for an action."""
