"""What does the weather panel draw of the service's last hour? Visits in, small series out; nothing else.

A series is `{"unit", "threshold", "breaches", "points"}`; a point is `[seconds since the epoch, value or None]`, the
value that of the ten minutes before it: one minute has too few visitors for a rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from workspace.cloud.alarms import Figures
from workspace.cloud.costs import Bill
from workspace.cloud.measures import invocations
from workspace.cloud.traffic import HOUR, Visit

SPAN_SECONDS = 600.0
STEP_SECONDS = 120.0
LAMBDA_SPAN_SECONDS = 300.0
COST_DAYS = 14
DAILY_BUDGET_DOLLARS = 15.0  # the manual's 450 dollars a month
Series = dict[str, Any]


def hour_figures(visits: Iterable[Visit], firing: list[str], unknown: list[str]) -> dict[str, Any]:
    """Give an hour in small: rates in percent, times in seconds, None where nobody came."""
    hour = Figures.of(visits)
    return {
        "window": "1h",
        "sessions": hour.sessions,
        "success_rate": _short(hour.success_rate),
        "confidence_mean": _short(hour.confidence_mean),
        "verification_time_mean": _short(hour.verification_mean),
        "error_rate": _short(hour.error_rate),
        "alarms_firing": firing,
        "alarms_unknown": unknown,
    }


def hour_series(visits: Sequence[Visit], now: float) -> dict[str, Series]:
    """Give the last hour's course of each figure that some weather moves."""
    moments = [now - HOUR + STEP_SECONDS * turn for turn in range(1, int(HOUR / STEP_SECONDS) + 1)]
    spans = [[visit for visit in visits if at - SPAN_SECONDS < visit.at <= at] for at in moments]
    lately = [[visit for visit in visits if at - LAMBDA_SPAN_SECONDS < visit.at <= at] for at in moments]

    def drawn(
        unit: str,
        of: Callable[[list[Visit]], float | None],
        threshold: float | None = None,
        breaches: str | None = None,
        held: list[list[Visit]] = spans,
    ) -> Series:
        points = [[round(at), _short(of(some))] for at, some in zip(moments, held, strict=True)]
        return {"unit": unit, "threshold": threshold, "breaches": breaches, "points": points}

    return {
        "sessions": drawn("count", lambda some: float(sum(visit.created for visit in some))),
        "success_rate": drawn("percent", lambda some: Figures.of(some).success_rate, 95.0, "below"),
        "confidence_mean": drawn("score", lambda some: Figures.of(some).confidence_mean, 92.0, "below"),
        "verification_time_mean": drawn("seconds", lambda some: Figures.of(some).verification_mean, 30.0, "above"),
        "error_rate": drawn("percent", lambda some: Figures.of(some).error_rate, 1.0, "above"),
        "lambda_errors": drawn("count", _errors, 5.0, "above", lately),
        "cold_starts": drawn("count", lambda some: float(sum(visit.cold_start_ms is not None for visit in some))),
        "table_throttles": drawn(
            "count", lambda some: float(sum(visit.table_throttled for visit in some)), 0.0, "above"
        ),
    }


def cost_series(bill: Bill) -> Series:
    """Give the dollars of the last days, the day that is not over among them."""
    days = [bill.today - timedelta(days=back) for back in range(COST_DAYS - 1, -1, -1)]
    noon = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() for day in days]
    points = [[round(at), round(bill.total([day]), 2)] for at, day in zip(noon, days, strict=True)]
    return {"unit": "usd", "threshold": DAILY_BUDGET_DOLLARS, "breaches": "above", "points": points}


def _errors(visits: list[Visit]) -> float:
    """Count the errors of the function that had most: its alarm is the first to fire."""
    failed = [run.function for run in invocations(visits) if run.error is not None]
    return float(max((failed.count(function) for function in set(failed)), default=0))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
