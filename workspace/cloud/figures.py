"""What does the weather panel draw of the service's last hour? Visits in, small series out; nothing else.

A series is `{"unit", "threshold", "breaches", "points"}`; a point is `[seconds since the epoch, value or None]`, one a
minute. Its value is that of the ten minutes before it, for one minute has too few visitors for a rate.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from workspace.cloud.alarms import Figures
from workspace.cloud.costs import Bill
from workspace.cloud.measures import invocations
from workspace.cloud.traffic import HOUR, Visit

SPAN_SECONDS = 600.0
LAMBDA_SPAN_SECONDS = 300.0
# What has to be remembered of visits: the first minute of the hour looks back for its own ten.
REMEMBERED_SECONDS = HOUR + SPAN_SECONDS
_MINUTES = 60
_COST_DAYS = 14
_DAILY_BUDGET_DOLLARS = 15.0  # the manual's 450 dollars a month
Series = dict[str, Any]
_Visits = Sequence[Visit]


def hour_figures(visits: _Visits, bill: Bill, firing: list[str], unknown: list[str]) -> dict[str, Any]:
    """Give an hour in small: rates in percent, times in seconds, None where nobody came; the cost is today's."""
    hour = Figures.of(visits)
    return {
        "window": "1h",
        "sessions": hour.sessions,
        "success_rate": _short(hour.success_rate),
        "confidence_mean": _short(hour.confidence_mean),
        "verification_time_mean": _short(hour.verification_mean),
        "error_rate": _short(hour.error_rate),
        "cold_starts": _cold_starts(visits),
        "table_throttles": _table_throttles(visits),
        "cost_day": round(bill.total([bill.today]), 2),
        "alarms_firing": firing,
        "alarms_unknown": unknown,
    }


def hour_series(visits: _Visits, now: float) -> dict[str, Series]:
    """Give the last hour's course of each figure that some weather moves."""
    moments = [now - 60 * (_MINUTES - 1 - minute) for minute in range(_MINUTES)]
    in_order = sorted(visits, key=lambda visit: visit.at)
    spans = _spans(in_order, moments, SPAN_SECONDS)
    figures = [Figures.of(some) for some in spans]

    def drawn(
        unit: str, values: Sequence[float | None], threshold: float | None = None, breaches: str | None = None
    ) -> Series:
        points = [[round(at), _short(value)] for at, value in zip(moments, values, strict=True)]
        return {"unit": unit, "threshold": threshold, "breaches": breaches, "points": points}

    def counted(of: Callable[[_Visits], float]) -> list[float]:
        return [of(some) for some in spans]

    lambda_errors = [_errors(some) for some in _spans(in_order, moments, LAMBDA_SPAN_SECONDS)]
    return {
        "sessions": drawn("count", [one.sessions for one in figures]),
        "success_rate": drawn("percent", [one.success_rate for one in figures], 95.0, "below"),
        "confidence_mean": drawn("percent", [one.confidence_mean for one in figures], 92.0, "below"),
        "verification_time_mean": drawn("seconds", [one.verification_mean for one in figures], 30.0, "above"),
        "error_rate": drawn("percent", [one.error_rate for one in figures], 1.0, "above"),
        "lambda_errors": drawn("count", lambda_errors, 5.0, "above"),
        "cold_starts": drawn("count", counted(_cold_starts)),
        "table_throttles": drawn("count", counted(_table_throttles), 0.0, "above"),
    }


def cost_series(bill: Bill) -> Series:
    """Give the dollars of the last days, the day that is not over among them."""
    days = [bill.today - timedelta(days=back) for back in range(_COST_DAYS - 1, -1, -1)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() for day in days]
    points = [[round(at), round(bill.total([day]), 2)] for at, day in zip(noons, days, strict=True)]
    return {"unit": "usd", "threshold": _DAILY_BUDGET_DOLLARS, "breaches": "above", "points": points}


def _spans(in_order: _Visits, moments: Sequence[float], seconds: float) -> list[_Visits]:
    """Cut out the visits of the seconds before each moment."""
    times = [visit.at for visit in in_order]
    return [in_order[bisect_right(times, at - seconds) : bisect_right(times, at)] for at in moments]


def _cold_starts(visits: _Visits) -> float:
    return sum((visit.cold_start_ms is not None) + (visit.result_cold_start_ms is not None) for visit in visits)


def _table_throttles(visits: _Visits) -> float:
    return sum(visit.table_throttled for visit in visits)


def _errors(visits: _Visits) -> float:
    """Count the errors of the function that had most: its alarm is the first to fire."""
    failed = [run.function for run in invocations(visits) if run.error is not None]
    return max((failed.count(function) for function in set(failed)), default=0)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
