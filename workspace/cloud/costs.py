"""What does the service cost, in dollars a day? And what does Cost Explorer answer about it?

The emulator has no Cost Explorer, so the sky answers for it. A healthy month comes to between 400 and 450 dollars, as
the operations manual plans it: most of it Rekognition's price of a liveness check, the rest much the same every day.
Times are UTC, as Cost Explorer's are; a day is its date in ISO form.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from workspace.cloud.traffic import HOUR, visits_per_hour

REKOGNITION = "Amazon Rekognition"
# Price of a Face Liveness check in us-east-1, the first half million of a month.
DOLLARS_A_CHECK = 0.015
FIXED_DOLLARS_A_DAY = {
    "AmazonCloudWatch": 2.05,
    "Amazon Simple Storage Service": 1.15,
    "AWS Lambda": 0.95,
    "Amazon DynamoDB": 0.70,
    "AWS Key Management Service": 0.35,
}
SERVICES = (REKOGNITION, *FIXED_DOLLARS_A_DAY)
# Cost Explorer goes on correcting a day for about two more.
_ESTIMATED_DAYS = 2
_HOURS = 24
Runaways = Mapping[str, int]


class RefusedError(ValueError):
    """Cost Explorer would say ValidationException, with this sentence."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What was spent by `now` (seconds since the epoch); `runaways` are a runaway client's sessions, by day."""

    now: float
    runaways: Runaways

    def of(self, day: date) -> dict[str, float]:
        """Give a day's dollars by service; of today what has come up so far, of the future nothing."""
        began = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        hours = min(float(_HOURS), max(0.0, (self.now - began) / HOUR))
        checks = _checks(int(began // HOUR), int(hours)) + self.runaways.get(day.isoformat(), 0)
        fixed = {service: dollars * hours / _HOURS for service, dollars in FIXED_DOLLARS_A_DAY.items()}
        return {REKOGNITION: checks * DOLLARS_A_CHECK, **fixed}

    def total(self, days: Iterable[date], services: Iterable[str] = SERVICES) -> float:
        """Add up some days, of all or some services."""
        wanted = set(services)
        return sum(dollars for day in days for service, dollars in self.of(day).items() if service in wanted)

    @property
    def today(self) -> date:
        """Name the day that is."""
        return datetime.fromtimestamp(self.now, UTC).date()

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one of Cost Explorer's operations; raises RefusedError for what it would refuse."""
        if operation == "GetCostAndUsage":
            return self._cost_and_usage(asked)
        if operation == "GetCostForecast":
            return self._forecast(asked)
        raise RefusedError(f"Operation {operation} is not supported here.")

    def _cost_and_usage(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        start, end = _period(asked)
        if start > self.today:
            raise RefusedError("Start date cannot be after today")
        services = [one for one in SERVICES if _is_wanted(one, asked.get("Filter") or {})]
        groups = asked.get("GroupBy") or []
        if [one.get("Key") for one in groups] not in ([], ["SERVICE"]):
            raise RefusedError("Group by SERVICE is what there is here.")
        metrics = list(asked.get("Metrics") or ["UnblendedCost"])
        rows = [
            self._row(begin, until, services, metrics, is_grouped=bool(groups))
            for begin, until in _spans(start, end, str(asked.get("Granularity")))
        ]
        return {
            "ResultsByTime": rows,
            "DimensionValueAttributes": [],
            **({"GroupDefinitions": groups} if groups else {}),
        }

    def _row(
        self, begin: date, until: date, services: list[str], metrics: list[str], *, is_grouped: bool
    ) -> dict[str, Any]:
        days = _days(begin, until)

        def amounts(some: Iterable[str]) -> dict[str, Any]:
            told = {"Amount": f"{self.total(days, some):.10f}", "Unit": "USD"}
            return dict.fromkeys(metrics, told)

        grouped = [{"Keys": [one], "Metrics": amounts([one])} for one in services] if is_grouped else []
        return {
            "TimePeriod": {"Start": begin.isoformat(), "End": until.isoformat()},
            "Total": {} if is_grouped else amounts(services),
            "Groups": grouped,
            "Estimated": until > self.today - timedelta(days=_ESTIMATED_DAYS),
        }

    def _forecast(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Carry the last full week on, as nobody does better with a steady service."""
        start, end = _period(asked)
        if start < self.today:
            raise RefusedError("Start date must be today or later")
        week = _days(self.today - timedelta(days=7), self.today)
        a_day = self.total(week) / len(week)
        rows = [
            {
                "TimePeriod": {"Start": begin.isoformat(), "End": until.isoformat()},
                "MeanValue": f"{a_day * (until - begin).days:.10f}",
            }
            for begin, until in _spans(start, end, str(asked.get("Granularity")))
        ]
        total = a_day * (end - start).days
        return {"Total": {"Amount": f"{total:.10f}", "Unit": "USD"}, "ForecastResultsByTime": rows}


@lru_cache(maxsize=1024)
def _checks(first_hour: int, hours: int) -> int:
    return sum(visits_per_hour(hour) for hour in range(first_hour, first_hour + hours))


def _period(asked: Mapping[str, Any]) -> tuple[date, date]:
    try:
        period = asked["TimePeriod"]
        start, end = date.fromisoformat(period["Start"][:10]), date.fromisoformat(period["End"][:10])
    except (KeyError, ValueError) as wrong:
        raise RefusedError("The TimePeriod is not two dates.") from wrong
    if start >= end:
        raise RefusedError("Start date must be before end date")
    return start, end


def _days(begin: date, until: date) -> list[date]:
    return [begin + timedelta(days=number) for number in range((until - begin).days)]


def _spans(start: date, end: date, granularity: str) -> list[tuple[date, date]]:
    if granularity == "DAILY":
        return [(day, day + timedelta(days=1)) for day in _days(start, end)]
    if granularity != "MONTHLY":
        raise RefusedError(f"Granularity {granularity} is not available.")
    spans = []
    while start < end:
        last = calendar.monthrange(start.year, start.month)[1]
        until = min(end, date(start.year, start.month, last) + timedelta(days=1))
        spans.append((start, until))
        start = until
    return spans


def _is_wanted(service: str, wish: Mapping[str, Any]) -> bool:
    """Say whether a filter takes a service; every service is production, on demand, in one region."""
    if "And" in wish:
        return all(_is_wanted(service, one) for one in wish["And"])
    if "Or" in wish:
        return any(_is_wanted(service, one) for one in wish["Or"])
    if "Not" in wish:
        return not _is_wanted(service, wish["Not"])
    dimension = wish.get("Dimensions") or {}
    return dimension.get("Key") != "SERVICE" or service in (dimension.get("Values") or ())
