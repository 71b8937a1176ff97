"""Which of the eight alarms are firing, judged from what visitors met? Pure; the emulator only keeps the states.

A real CloudWatch alarm waits for whole periods, and does not forget the weather before. Here it is asked anew every two
seconds about an hour that was healthy until the weather turned: a demo's patience, not AWS's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from workspace.cloud.measures import invocations
from workspace.cloud.names import AlarmRule, AlarmState
from workspace.cloud.traffic import Visit

_TREATED = "and 1 missing datapoint was treated as [NonBreaching]"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state with the reason CloudWatch would give; no state where nothing can be judged (keep the one before)."""

    state: AlarmState | None
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a stretch of visits amounts to; None where nothing could be counted. Rates in percent, times in seconds."""

    sessions: int
    success_rate: float | None
    confidence_mean: float | None
    verification_mean: float | None
    error_rate: float | None

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> Figures:
        """Count some visits."""
        seen = list(visits)
        completed = [visit for visit in seen if visit.completed]
        sessions = sum(visit.created for visit in seen)
        errors = sum(visit.error is not None and not visit.is_retry for visit in seen)
        return cls(
            sessions=sessions,
            success_rate=_mean([100.0 * (visit.outcome == "live") for visit in completed]),
            confidence_mean=_mean([visit.confidence for visit in completed]),
            verification_mean=_mean([visit.verification_seconds for visit in completed]),
            error_rate=100.0 * errors / sessions if sessions else (100.0 if errors else None),
        )


def judge(rule: AlarmRule, visits: Iterable[Visit], *, now: float, publishing: bool) -> Judgement:
    """Judge one alarm at `now` from the visits within its window, which may be given with older ones."""
    if not publishing:
        if rule.needs_traffic:
            return Judgement("INSUFFICIENT_DATA", "Insufficient Data: 1 datapoint was unknown.")
        return Judgement("OK", f"Threshold Crossed: no datapoints were received, {_TREATED}.")
    value = _figure(rule, [visit for visit in visits if now - rule.window_seconds <= visit.at <= now])
    if value is None:
        return Judgement(None, "")
    is_breached = value > rule.threshold if rule.breaches_above else value < rule.threshold
    return Judgement("ALARM" if is_breached else "OK", _reason(rule, value, now, is_breached=is_breached))


def _figure(rule: AlarmRule, visits: list[Visit]) -> float | None:
    if rule.function is not None:
        runs = [run for run in invocations(visits) if run.function == rule.function]
        if rule.figure == "lambda_errors":
            return float(sum(run.error is not None for run in runs))
        return max((run.duration_ms for run in runs), default=None)
    figures = Figures.of(visits)
    return {
        "success_rate": figures.success_rate,
        "confidence": figures.confidence_mean,
        "verification": figures.verification_mean,
        "error_rate": figures.error_rate,
    }[rule.figure]


def _reason(rule: AlarmRule, value: float, now: float, *, is_breached: bool) -> str:
    moment = datetime.fromtimestamp(now, UTC).strftime("%d/%m/%y %H:%M:%S")
    direction = "greater than" if rule.breaches_above else "less than"
    verb = "was" if is_breached else "was not"
    turn = "1 datapoint for OK -> ALARM" if is_breached else "1 datapoint for ALARM -> OK"
    return (
        f"Threshold Crossed: 1 out of the last 1 datapoints [{value:.2f} ({moment})] {verb} {direction}"
        f" the threshold ({rule.threshold}) (minimum {turn} transition)."
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
