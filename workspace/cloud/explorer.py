"""What does Cost Explorer answer when it is asked about the bill? Requests and answers in its own shapes.

The emulator has no Cost Explorer, so the sky answers for it. Like the real one it lags: the last two days are still
coming in, and are marked as estimated.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workspace.cloud.costs import ITEMS, Bill, Item
from workspace.cloud.names import ACCOUNT, REGION
from workspace.cloud.wire import RefusedError

_COSTS = frozenset({"AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "UnblendedCost"})
_FORECASTS = frozenset({"AMORTIZED_COST", "BLENDED_COST", "NET_AMORTIZED_COST", "NET_UNBLENDED_COST", "UNBLENDED_COST"})
_DIMENSIONS: Mapping[str, Callable[[Item], str]] = {
    "SERVICE": lambda item: item.service,
    "USAGE_TYPE": lambda item: item.usage,
    "REGION": lambda _item: REGION,
    "LINKED_ACCOUNT": lambda _item: ACCOUNT,
    "RECORD_TYPE": lambda _item: "Usage",
}
_GROUPS_AT_MOST = 2
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Explorer:
    """Answers questions about a bill."""

    bill: Bill

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one of Cost Explorer's operations; raises RefusedError for what it would refuse."""
        if operation == "GetCostAndUsage":
            return self._cost_and_usage(asked)
        if operation == "GetCostForecast":
            return self._forecast(asked)
        raise RefusedError(f"Operation {operation} is not supported here.", "UnknownOperationException")

    def _cost_and_usage(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        start, end = _period(asked, "Start date (and hour) should be before end date (and hour)")
        if start > self.bill.today:
            raise RefusedError("Start date cannot be after today")
        if end > _next_month(self.bill.today):
            raise RefusedError("end date past the beginning of next month")
        metrics = _metrics(asked.get("Metrics") or [])
        items = [item for item in ITEMS if _is_wanted(item, asked.get("Filter") or {})]
        groups = asked.get("GroupBy") or []
        keys = _group_keys(groups)
        rows = [
            self._row(begin, until, items, metrics, keys)
            for begin, until in _spans(start, end, str(asked.get("Granularity")))
        ]
        defined = {"GroupDefinitions": groups} if groups else {}
        return {"ResultsByTime": rows, "DimensionValueAttributes": [], **defined}

    def _row(
        self, begin: date, until: date, items: Sequence[Item], metrics: Sequence[str], keys: Sequence[str]
    ) -> dict[str, Any]:
        days = _days(begin, until)

        def amounts(some: Iterable[Item]) -> dict[str, Any]:
            dollars = sum(self.bill.known(day, item) for day in days for item in some)
            return {name: {"Amount": f"{dollars:.10f}", "Unit": "USD"} for name in metrics}

        grouped: dict[tuple[str, ...], list[Item]] = {}
        for item in items if keys else ():
            grouped.setdefault(tuple(_DIMENSIONS[key](item) for key in keys), []).append(item)
        return {
            "TimePeriod": {"Start": begin.isoformat(), "End": until.isoformat()},
            "Total": {} if keys else amounts(items),
            "Groups": [{"Keys": list(names), "Metrics": amounts(some)} for names, some in grouped.items()],
            "Estimated": not self.bill.is_settled(days[-1]),
        }

    def _forecast(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Carry the last week that is known in full on, as nobody does better with a steady service."""
        today = self.bill.today
        period = asked.get("TimePeriod") or {}
        start, end = _period(
            asked, f"Requested Start: {period.get('Start')} must be before requested End: {period.get('End')}"
        )
        if start < today:
            raise RefusedError("Requested Start must be today or later")
        if asked.get("Metric") not in _FORECASTS:
            raise RefusedError(f"Metric {asked.get('Metric')} cannot be forecast here.")
        items = [item for item in ITEMS if _is_wanted(item, asked.get("Filter") or {})]
        settled = [day for day in _days(today - timedelta(days=2 * _WEEK), today) if self.bill.is_settled(day)]
        a_day = self.bill.total(settled[-_WEEK:], items) / _WEEK
        spans = _spans(start, end, str(asked.get("Granularity")))
        rows = [
            {
                "TimePeriod": {"Start": begin.isoformat(), "End": until.isoformat()},
                "MeanValue": f"{a_day * (until - begin).days:.10f}",
            }
            for begin, until in spans
        ]
        total = {"Amount": f"{a_day * (end - start).days:.10f}", "Unit": "USD"}
        return {"Total": total, "ForecastResultsByTime": rows}


def _metrics(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise RefusedError("Metrics cannot be empty")
    unknown = [name for name in names if name not in _COSTS]
    if unknown:
        raise RefusedError(f"Invalid Metrics {', '.join(unknown)}: of amounts there are only costs here.")
    return names


def _group_keys(groups: Sequence[Mapping[str, str]]) -> list[str]:
    if len(groups) > _GROUPS_AT_MOST:
        raise RefusedError("GroupBy cannot have more than 2 groups")
    for group in groups:
        if group.get("Type") != "DIMENSION" or group.get("Key") not in _DIMENSIONS:
            raise RefusedError(f"GroupBy {group.get('Type')} {group.get('Key')} is not available here.")
    return [group["Key"] for group in groups]


def _period(asked: Mapping[str, Any], if_empty: str) -> tuple[date, date]:
    try:
        period = asked["TimePeriod"]
        start, end = date.fromisoformat(period["Start"][:10]), date.fromisoformat(period["End"][:10])
    except (KeyError, TypeError, ValueError) as wrong:
        raise RefusedError("The TimePeriod is not two dates.") from wrong
    if start >= end:
        raise RefusedError(if_empty)
    return start, end


def _days(begin: date, until: date) -> list[date]:
    return [begin + timedelta(days=number) for number in range((until - begin).days)]


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=calendar.monthrange(day.year, day.month)[1])


def _spans(start: date, end: date, granularity: str) -> list[tuple[date, date]]:
    if granularity == "DAILY":
        return [(day, day + timedelta(days=1)) for day in _days(start, end)]
    if granularity == "HOURLY":
        raise RefusedError("Hourly granularity is not enabled for this account", "DataUnavailableException")
    if granularity != "MONTHLY":
        raise RefusedError(f"Granularity {granularity} is invalid")
    spans = []
    while start < end:
        until = min(end, _next_month(start))
        spans.append((start, until))
        start = until
    return spans


def _is_wanted(item: Item, wish: Mapping[str, Any]) -> bool:
    """Say whether a filter takes an item of the bill."""
    if "And" in wish:
        return all(_is_wanted(item, one) for one in wish["And"])
    if "Or" in wish:
        return any(_is_wanted(item, one) for one in wish["Or"])
    if "Not" in wish:
        return not _is_wanted(item, wish["Not"])
    if not wish:
        return True
    dimension = wish.get("Dimensions") or {}
    if dimension.get("Key") not in _DIMENSIONS:
        raise RefusedError("A filter is about SERVICE, USAGE_TYPE, REGION, LINKED_ACCOUNT or RECORD_TYPE here.")
    return _DIMENSIONS[dimension["Key"]](item) in (dimension.get("Values") or ())
