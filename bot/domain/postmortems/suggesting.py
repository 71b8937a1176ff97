"""Which of an incident's messages belong in its timeline though nobody marked them, and why?

Each message shows signs: who said it, when, in which words, what people thought of it, what changed right after. Signs
have weights, for and against; the sum makes the score, and the signs that spoke for it are the reasons people read.
Nothing is decided: somebody accepts or dismisses each.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.incidents.incident import COMMANDER, ON_CALL
from bot.domain.marks import PIN, Mark
from bot.domain.messages import Message
from bot.domain.postmortems.telling import Telling, telling
from bot.domain.postmortems.weights import REASONS, START, WEIGHTS

HappeningKind = Literal[
    "alarm_fired", "alarm_recovered", "severity", "mitigated", "resolved", "reopened", "action_done"
]

THRESHOLD = 0.5
"""A message with this score or more is suggested."""

RIGHT_AFTER_SECONDS, JUST_BEFORE_SECONDS = 120, 60
GAP_SECONDS = 600
ALARM_WITHIN_SECONDS = 15
LONG_THREAD = 3
ALIKE, SAME_WORDS, LOOKED_BACK = 0.6, 3, 12
AGAIN_SECONDS = 900
"""Ours, like the rest: what is said within this time in nearly the same words is said again."""

_WEIGHED = frozenset(WEIGHTS)
_EMPTY = frozenset({"tells_nothing", "only_asks", "is_chatter"})
_OF_ALARMS = frozenset({"alarm_fired", "alarm_recovered"})
_KEPT = frozenset({"pushpin", "ballot_box_with_check"})
_ATTENTION = frozenset(
    (
        *("eyes", "white_check_mark", "heavy_check_mark", "+1", "thumbsup", "100", "exclamation", "bangbang"),
        *("warning", "rotating_light", "memo", "bulb", "mag", "dart", "rocket", "tada", "pray", "clap", "scream"),
    )
)
_AMUSEMENT = frozenset({"joy", "rofl", "laughing", "sweat_smile", "smile", "heart_eyes", "zzz", "curry", "coffee"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Something changed at a moment, by the record."""

    at: datetime
    kind: HappeningKind


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the words. All of it may be empty.

    `roles` are the user ids of everybody who held a role at any time, by role. `bots` are the ids of other bots, as
    authors of messages have them; `ourselves` are our own, whose messages are never suggested.
    """

    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bots: frozenset[str] = frozenset()
    ourselves: frozenset[str] = frozenset()
    marks: Sequence[Mark] = ()
    happenings: Sequence[Happening] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A message worth a row: its score from 0 to 1, and the keys of what spoke for it, the weightiest first."""

    channel: str
    ts: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """A message with all the signs it shows; `at` is in seconds since 1970, near enough to tell what came when."""

    message: Message
    at: float
    shown: frozenset[str]
    words: frozenset[str]

    @property
    def score(self) -> float:
        """Return how likely it is that it belongs in the timeline, from 0 to 1."""
        return 1 / (1 + math.exp(-START - sum(map(WEIGHTS.__getitem__, self.shown & _WEIGHED))))


def suggest(messages: Sequence[Message], seen: Context) -> tuple[Suggestion, ...]:
    """Return the messages worth a row of the timeline, in order of ts.

    Left out are our own, deleted ones, and those that people marked already: they are in without being suggested.
    """
    likely = (one for one in signs(messages, seen) if one.score >= THRESHOLD)
    return tuple(
        Suggestion(one.message.channel, one.message.ts, round(one.score, 3), _reasons(one.shown))
        for one in _said_once(likely)
    )


def _reasons(shown: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(shown & REASONS, key=lambda one: (-WEIGHTS.get(one, 0.0), one)))


def _said_once(likely: Iterator[Signs]) -> Iterator[Signs]:
    """Leave out what was suggested a moment ago in nearly the same words."""
    before: deque[Signs] = deque(maxlen=LOOKED_BACK)
    for one in likely:
        if not any(_is_again(one, other) for other in before):
            before.append(one)
            yield one


def _is_again(one: Signs, other: Signs) -> bool:
    if one.at - other.at > AGAIN_SECONDS:
        return False
    same = len(one.words & other.words)
    return same >= SAME_WORDS and same >= ALIKE * min(len(one.words), len(other.words))


def signs(messages: Sequence[Message], seen: Context) -> Iterator[Signs]:
    """Yield what each message shows, in order of ts; those that can't be suggested at all are passed over."""
    ordered = sorted(messages, key=lambda one: (one.ts, one.channel))
    replies = Counter((one.channel, one.root_ts) for one in ordered if one.root_ts)
    marks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for mark in seen.marks:
        marks[mark.channel, mark.ts].append(PIN if mark.mark == PIN else mark.emoji or "")
    changes = sorted(one.at.timestamp() for one in seen.happenings)
    alarms = sorted(one.at.timestamp() for one in seen.happenings if one.kind in _OF_ALARMS)
    who = _who(seen)
    before: float | None = None
    told = False
    for message in ordered:
        here = marks.get((message.channel, message.ts), ())
        if message.author in seen.ourselves or message.is_deleted or not (message.text or message.files):
            continue
        at = float(message.ts)
        said = telling(message.text)
        shown = {*said.signs, *who.get(message.author, ())}
        if message.author in seen.bots:
            shown = _of_a_bot(said, is_news=_is_near(at, alarms))
        elif not told and "tells_a_symptom" in shown:
            told = True
            shown.add("first_report")
        if not shown & _EMPTY:
            shown.update(_of_moment(at, changes))
        if before is not None and at - before >= GAP_SECONDS:
            shown.add("after_a_gap")
        shown.update(_of_others(here, replies[message.channel, message.ts]))
        if message.files:
            shown.add("has_a_file")
        before = at
        if PIN not in here and not _KEPT.intersection(here):
            yield Signs(message, at, frozenset(shown), said.words)


def _who(seen: Context) -> Mapping[str, tuple[str, ...]]:
    commanders, on_call = (seen.roles.get(role, frozenset()) for role in (COMMANDER, ON_CALL))
    return {
        one: (*(("commander_said",) if one in commanders else ()), *(("on_call_said",) if one in on_call else ()))
        for one in commanders | on_call
    }


def _of_a_bot(said: Telling, *, is_news: bool) -> set[str]:
    """Return what a bot's message shows: bots tell states, and have no words of their own."""
    if is_news or said.signs & {"is_an_alert", "is_an_all_clear"}:
        return {"other_bot_alerted"}
    return {"tells_nothing"}


def _is_near(at: float, moments: Sequence[float]) -> bool:
    after = bisect_left(moments, at - ALARM_WITHIN_SECONDS)
    return after < len(moments) and moments[after] - at <= ALARM_WITHIN_SECONDS


def _of_moment(at: float, changes: Sequence[float]) -> Iterator[str]:
    after = bisect_left(changes, at)
    if after < len(changes) and changes[after] - at <= RIGHT_AFTER_SECONDS:
        yield "changed_right_after"
    if after > 0 and at - changes[after - 1] <= JUST_BEFORE_SECONDS:
        yield "changed_just_before"


def _of_others(marks: Sequence[str], replies: int) -> Iterator[str]:
    if marks:
        if any(one in _ATTENTION for one in marks):
            yield "reactions"
        if any(one in _AMUSEMENT for one in marks):
            yield "amuses"
    if replies >= LONG_THREAD:
        yield "long_thread"
