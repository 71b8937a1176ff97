"""What does DynamoDB publish about the sessions table, as visits write to it and read from it? Visits in, data out.

A session is written when it is made and again with its result, which is when it is read too. Throttles exist only where
there are some, as on AWS.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workspace.cloud.measures import Datum, by_stretch, distribution
from workspace.cloud.names import TABLE
from workspace.cloud.traffic import Visit
from workspace.cloud.weathers import RETRY_EVERY_SECONDS

# A read of an item of some kilobytes that may be a moment old.
_UNITS_A_READ = 0.5


def table_data(visits: Iterable[Visit], *, grain_seconds: float, write_units: int | None = None) -> list[Datum]:
    """Give the table's metrics; `write_units` is the capacity it is provisioned with, None where it pays by request."""
    data: list[Datum] = []
    for begin, some in by_stretch(visits, grain_seconds):
        created = [visit for visit in some if visit.created]
        completed = [visit for visit in some if visit.completed]
        refused = sum(visit.table_throttled for visit in some)
        written = float(len(created) + len(completed))
        if write_units is not None:
            data.append(_count("ProvisionedWriteCapacityUnits", begin, write_units))
        if refused:
            # A write is refused where all there was since the last one is used up, by whomever.
            written += (write_units or 1) * RETRY_EVERY_SECONDS
            data.append(_count("WriteThrottleEvents", begin, refused))
            data.append(_count("ThrottledRequests", begin, refused, Operation="PutItem"))
        data.append(_count("ConsumedWriteCapacityUnits", begin, written))
        data.append(_count("ConsumedReadCapacityUnits", begin, _UNITS_A_READ * len(completed)))
        data.extend(_latency(operation, begin, done) for operation, done in _done(created, completed) if done)
    return data


def _done(created: list[Visit], completed: list[Visit]) -> Iterable[tuple[str, list[Visit]]]:
    return ("PutItem", created), ("UpdateItem", completed)


def _latency(operation: str, at: float, done: list[Visit]) -> Datum:
    # Jitter for little: what is behind a duration's point is as good as dice.
    took = distribution([2.6 + 4.8 * (visit.create_ms % 1) ** 2 for visit in done], 0.5)
    about = {"MetricName": "SuccessfulRequestLatency", "Unit": "Milliseconds", "Timestamp": at}
    return {**about, "Dimensions": _on(Operation=operation), **took}


def _count(name: str, at: float, value: float, **more: str) -> Datum:
    return {"MetricName": name, "Dimensions": _on(**more), "Timestamp": at, "Value": float(value), "Unit": "Count"}


def _on(**more: str) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in {"TableName": TABLE, **more}.items()]
