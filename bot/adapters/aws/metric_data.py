"""How is GetMetricData asked: how much at once, page after page, and what does each line's status mean?

No metric math: it answers an empty list where there is no traffic, and the stand-ins for AWS don't know it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.adapters.aws.dimensions import Dimensions
from bot.adapters.aws.together import together
from bot.domain.knowledge import Failed
from bot.domain.queries import Point, Series

ACTION = "cloudwatch:GetMetricData"

MOST_QUERIES = 500
"""AWS's limit of metric queries in one request."""

MOST_POINTS = 100_800
"""AWS's limit of points in one answer; beyond it there are pages, and pages come one after another."""


@dataclass(frozen=True, slots=True)
class Line:
    """One metric query: a series under one exact set of dimensions."""

    series: Series
    dimensions: Dimensions


Found = Mapping[Line, tuple[Point, ...] | Failed]


def fetch(client: Any, lines: Sequence[Line], start: datetime, end: datetime) -> Found:
    """Read all lines over [start, end) in as few requests as the limits allow; raises botocore's exceptions."""
    found: dict[Line, tuple[Point, ...] | Failed] = {}
    batches = _batches(lines, (end - start).total_seconds())
    for part in together([partial(_fetch, client, batch, start, end) for batch in batches]):
        found |= part
    return found


def _batches(lines: Sequence[Line], seconds: float) -> list[list[Line]]:
    batches: list[list[Line]] = []
    room = 0.0
    for line in lines:
        points = seconds / line.series.period_seconds + 1
        if not batches or len(batches[-1]) >= MOST_QUERIES or points > room:
            batches.append([])
            room = MOST_POINTS
        batches[-1].append(line)
        room -= points
    return batches


def _fetch(client: Any, lines: Sequence[Line], start: datetime, end: datetime) -> Found:
    named = {f"m{place}": line for place, line in enumerate(lines)}
    points: dict[str, list[Point]] = {name: [] for name in named}
    states: dict[str, tuple[str, str]] = {}
    asked = {
        "MetricDataQueries": [_query(name, line) for name, line in named.items()],
        "StartTime": start,
        "EndTime": end,
        "ScanBy": "TimestampAscending",
    }
    for page in client.get_paginator("get_metric_data").paginate(**asked):
        for row in page.get("MetricDataResults", []):
            name = row["Id"]  # and never the label, which each implementation words in its own way
            moments = (moment.astimezone(UTC) for moment in row.get("Timestamps", []))
            points[name] += map(Point, moments, row.get("Values", []))
            said = "; ".join(str(message.get("Value", "")) for message in row.get("Messages", []))
            states[name] = (row.get("StatusCode", "Complete"), said)
    return {
        line: _complete(points[name], *states.get(name, ("Missing", "CloudWatch left this query out")))
        for name, line in named.items()
    }


def _query(name: str, line: Line) -> dict[str, object]:
    metric = line.series.metric
    dimensions = [{"Name": key, "Value": value} for key, value in sorted(line.dimensions)]
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions},
            "Period": line.series.period_seconds,
            "Stat": line.series.statistic,
        },
        "ReturnData": True,
    }


def _complete(points: list[Point], state: str, said: str) -> tuple[Point, ...] | Failed:
    """Return the points of a line that was told to its end; one that wasn't (after the last page) is not known."""
    if state == "Complete":
        return tuple(sorted(points, key=lambda point: point.at))
    if state == "Forbidden":
        return Failed("denied", ACTION, needs=ACTION, detail=said)
    return Failed("failing", ACTION, detail=said or state)
