"""What comes next for an approved action, given what the world looks like now? The one place that decides to change it.

A request whose outcome nobody knows is never made again unless it is harmless to: the world is read instead, and what
is found there is what is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.actions.call import Call, Json
from bot.domain.actions.course import Attempt, Course
from bot.domain.actions.kind import ActionKind, Answers, Done, Make, Otherwise, Progress, Scene, Wait
from bot.domain.failures import Mistake, Refusal
from bot.domain.items import Detail

STILL_UNDER_WAY = timedelta(seconds=40)
"""For so long a request that nobody answered may still arrive: longer than we wait for an answer."""

TRIES = 3
"""How often a request is made that AWS refused for being busy, each time after another look."""

SETTLES_WITHIN = timedelta(hours=6)
"""The longest that AWS may take for what it accepted; restoring a large table takes hours (DynamoDB docs)."""

PASSING = frozenset({"throttled", "unreachable", "timeout", "failing"})
"""Why a look failed that may succeed in a moment."""


@dataclass(frozen=True, slots=True)
class Go:
    """Make this request now."""

    call: Call


@dataclass(frozen=True, slots=True)
class Later:
    """Look again in so many seconds."""

    seconds: float
    what: Detail | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """It is as planned; `notes` are what was compared."""

    notes: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """It ends here; `why` is a sentence's key. `is_untouched`: nothing was changed by us, as far as was read back."""

    why: str
    facts: Json = field(default_factory=dict, hash=False)
    is_untouched: bool = False


Next = Go | Later | Finished | Failure


def next_step(course: Course, kind: ActionKind, scene: Scene, answers: Answers) -> Next:
    """Judge what comes next; pure, so that every order of crash, change and click can be tried."""
    has_begun = any(one.outcome != "not_made" for one in course.attempts)
    try:
        if not has_begun:
            hindrance = _hindrance(course, kind, scene, answers)
            if hindrance is not None:
                return hindrance
        progress = kind.progress(scene, course.plan["before"], answers)
    except (Refusal, Mistake) as refusal:
        return _unreadable(course, refusal, scene.now, has_begun=has_begun)
    return _after_look(course, progress, scene.now, has_begun=has_begun)


def _hindrance(course: Course, kind: ActionKind, scene: Scene, answers: Answers) -> Next | None:
    """Say what stands in the way of beginning: it is too late, or the world is not what the plan saw."""
    if scene.now >= course.expires_at:
        return Failure("approval_too_old", is_untouched=True)
    found = kind.before(scene, answers)
    if found != course.plan["before"]:
        return Failure("world_changed", {"names": changed_names(course.plan["before"], found)}, is_untouched=True)
    refused = course.attempts[-1] if course.attempts else None
    if refused is None:
        return None
    is_busy = refused.facts.get("reason") in {"throttled", "conflict"}
    if not is_busy or len(course.attempts) >= TRIES:
        return Failure("not_taken", _refused(refused), is_untouched=True)
    left = _left(refused, 2.0 ** len(course.attempts), scene.now)
    return None if left <= 0 else Later(left)


def _after_look(course: Course, progress: Progress, now: datetime, *, has_begun: bool) -> Next:
    last = course.attempts[-1] if course.attempts else None
    match progress:
        case Done(notes):
            return Finished(notes)
        case Otherwise(names):
            return Failure("otherwise", {"names": list(names), **_made(course)}, is_untouched=not has_begun)
        case Wait(what):
            if last is not None and now - last.at > SETTLES_WITHIN:
                return Failure("does_not_settle", _made(course))
            return Later(2.0, what)
        case Make(call):
            return _make(course, call, last, now)


def _make(course: Course, call: Call, last: Attempt | None, now: datetime) -> Next:
    """Go on to the next request; the one that was tried last comes again only where that is harmless."""
    if last is None or last.name != call.name:
        return Go(call)
    if last.outcome == "made":
        return _made_already(course, call, last, now)
    if last.outcome == "not_made":
        return _again(course, call, last, now)
    if now - last.at < STILL_UNDER_WAY:
        return Later(5.0)
    if call.repeatable and _tries(course, call) < TRIES:
        return Go(call)
    return Failure("not_carried_out", _made(course), is_untouched=not _made(course)["made"])


def _made_already(course: Course, call: Call, last: Attempt, now: datetime) -> Next:
    """Made, read back and still to be made: the provider shows it late, or took it and did nothing."""
    if call.repeatable and not _is_same(last, call):
        return Go(call)  # the next of many alike
    if now - last.at < STILL_UNDER_WAY:
        return Later(2.0)
    times = sum(_is_same(one, call) for one in course.attempts if one.outcome == "made")
    return Go(call) if call.repeatable and times < TRIES else Failure("not_seen", _made(course))


def _is_same(attempt: Attempt, call: Call) -> bool:
    return attempt.name == call.name and attempt.arguments == dict(call.shown or call.arguments)


def _again(course: Course, call: Call, last: Attempt, now: datetime) -> Next:
    is_busy = last.facts.get("reason") in {"throttled", "conflict"}
    if not is_busy or _tries(course, call) >= TRIES:
        return Failure("not_taken", {**_refused(last), **_made(course)}, is_untouched=not _made(course)["made"])
    left = _left(last, 2.0 ** _tries(course, call), now)
    return Go(call) if left <= 0 else Later(left)


def _left(attempt: Attempt, wanted: float, now: datetime) -> float:
    """Return how much is left of so many seconds of waiting; no more than all, should our clock have been set back."""
    return min(wanted, wanted - (now - attempt.at).total_seconds())


def _unreadable(course: Course, refusal: Refusal | Mistake, now: datetime, *, has_begun: bool) -> Next:
    """Say what to do when the world can't be read, or shows what must not be built upon."""
    if refusal.facts.get("reason") in PASSING:
        if has_begun and now - course.attempts[-1].at <= SETTLES_WITHIN:
            return Later(5.0)
        if not has_begun and now < course.expires_at:
            return Later(2.0)
    told = {"refusal": refusal.key, **refusal.facts}
    return Failure("cannot_read_back" if has_begun else "may_not_begin", told, is_untouched=not has_begun)


def changed_names(before: Json, found: Json) -> list[str]:
    """Name what is different, one level into what holds several things."""
    names: list[str] = []
    for name in sorted({*before, *found}):
        was, now = before.get(name), found.get(name)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            names += changed_names(was, now)
        else:
            names.append(name)
    return names


def _tries(course: Course, call: Call) -> int:
    """Count how often this request was tried since something was made last."""
    tries = 0
    for one in reversed(course.attempts):
        if one.name != call.name or one.outcome == "made":
            break
        tries += 1
    return tries


def _made(course: Course) -> dict[str, list[str]]:
    """Name the requests that were made: what is so now, whatever else failed."""
    return {"made": list(dict.fromkeys(one.name for one in course.attempts if one.outcome == "made"))}


def _refused(attempt: Attempt) -> dict[str, object]:
    return {"call": attempt.name, **{name: attempt.facts.get(name) for name in ("reason", "needs", "detail")}}
