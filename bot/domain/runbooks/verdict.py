"""What is most likely behind it, what speaks for and against that, and what helps?

Each sign that a cause names counts one, for or against it. That is less than an engineer's judgement, and it can be
followed by anybody at three in the morning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.items import Detail
from bot.domain.runbooks.finding import Finding, Reading
from bot.domain.runbooks.runbook import Cause, Emergency, Recommendation, Runbook, Sign

Confidence = Literal["high", "medium", "low"]
Standing = Literal["suspect", "calm", "unread", "told"]

_LOWER: Mapping[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}
_CALM = frozenset({"none", "fine", "allowed", "few", "blocked", "first_time"})
_SURE = 2
"""So many signs more than against it make a cause likely. Ours."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign that was seen, and the phrase that tells it."""

    sign: Sign
    said: Detail


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cause with what was seen for it and against it."""

    cause: Cause
    because: tuple[Evidence, ...]
    against: tuple[Evidence, ...]

    @property
    def score(self) -> int:
        """How many more signs speak for it than against it."""
        return len(self.because) - len(self.against)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The most likely cause (None: nothing that was found speaks for one that the runbook knows).

    `unread` are the steps of which something could not be read. `runners_up` are the other causes that more speaks for
    than against, the likelier first. `emergency_value` is what the emergency's figure stands at, None where that isn't
    known; `is_emergency` says that it is beyond the limit, and then its remedy comes first in `recommended`.
    """

    cause: Cause | None
    because: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    unread: tuple[str, ...]
    confidence: Confidence
    recommended: tuple[Recommendation, ...]
    runners_up: tuple[Weighed, ...] = ()
    is_emergency: bool = False
    emergency_value: float | None = None


def weigh(
    runbook: Runbook,
    findings: Iterable[Finding],
    *,
    recommendations: Sequence[Recommendation] = (),
    emergency: Emergency | None = None,
    emergency_value: float | None = None,
) -> Verdict:
    """Weigh every cause of a runbook by what was found; the order of the findings makes no difference."""
    found = {one.step: one for one in findings}
    ranked = rank(runbook, found)
    likely = [one for one in ranked if one.score > 0]
    best = likely[0] if likely else None
    order = {step.id: place for place, step in enumerate(runbook.steps)}
    gaps = (name for name, one in found.items() if one.reading.gap is not None)
    unread = tuple(sorted(gaps, key=lambda name: (order.get(name, len(order)), name)))
    is_emergency = emergency is not None and emergency_value is not None and emergency_value > emergency.more_than
    wanted = [emergency.recommends] if emergency is not None and is_emergency else []
    wanted += [*(best.cause.recommends if best else ()), *runbook.recommends]
    known = {one.id: one for one in recommendations}
    return Verdict(
        cause=best.cause if best else None,
        because=best.because if best else (),
        against=best.against if best else (),
        unread=unread,
        confidence=_confidence(ranked, found, unread),
        recommended=tuple(known[name] for name in dict.fromkeys(wanted) if name in known),
        runners_up=tuple(likely[1:]),
        is_emergency=is_emergency,
        emergency_value=emergency_value,
    )


def rank(runbook: Runbook, found: Mapping[str, Finding]) -> tuple[Weighed, ...]:
    """Order the causes, the likeliest first; where two are as likely, as the runbook has them."""
    weighed = [Weighed(one, _seen(one.signs_for, found), _seen(one.signs_against, found)) for one in runbook.causes]
    return tuple(sorted(weighed, key=lambda one: -one.score))


def _seen(signs: Iterable[Sign], found: Mapping[str, Finding]) -> tuple[Evidence, ...]:
    told = ((sign, found[sign.step].reading.signs.get(sign.name)) for sign in signs if sign.step in found)
    return tuple(Evidence(sign, said) for sign, said in told if said is not None)


def _confidence(ranked: Sequence[Weighed], found: Mapping[str, Finding], unread: Collection[str]) -> Confidence:
    """Say how far the verdict can be trusted; it is lower where what could not be read might have changed it."""
    if not ranked or ranked[0].score <= 0:
        return "low"
    best, rest = ranked[0], ranked[1:]
    lead = best.score - max((one.score for one in rest), default=0)
    told: Confidence = "low"
    if best.score >= _SURE:
        told = "high" if lead >= _SURE else "medium"
    elif lead >= 1 and not best.against:
        told = "medium"
    worst = best.score - _open(best.cause.signs_against, found, unread)
    could_change = worst <= 0 or any(one.score + _open(one.cause.signs_for, found, unread) >= worst for one in rest)
    return _LOWER[told] if unread and could_change else told


def _open(signs: Iterable[Sign], found: Mapping[str, Finding], unread: Collection[str]) -> int:
    """Count the signs that a step might yet have shown, had it been read whole."""
    return sum(sign.step in unread and sign.name not in found[sign.step].reading.signs for sign in signs)


def standing(step: str, reading: Reading, causes: Iterable[Cause]) -> Standing:
    """Say at a glance what a step found: something that speaks for a cause, or plainly well, not read, or neither."""
    wanted = {sign.name for cause in causes for sign in cause.signs_for if sign.step == step}
    if any(name in wanted or name.endswith("_broken") for name in reading.signs):
        return "suspect"
    if reading.gap is not None:
        return "unread"
    is_calm = bool(reading.signs) and all(name in _CALM or name.endswith("_fine") for name in reading.signs)
    return "calm" if is_calm else "told"
