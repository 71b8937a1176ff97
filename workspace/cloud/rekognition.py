"""What does Rekognition publish about the two liveness operations? Visits in, metric data out; nothing else.

Names, units and the dimension Operation are those of AWS/Rekognition; whether AWS counts these two operations there is
not said in public. Refusals exist only where there are some. Times that a function spends on starting cold, or on
waiting for its table, are not Rekognition's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Literal

from workspace.cloud.measures import Datum, Invocation, by_stretch, distribution, invocations
from workspace.cloud.names import CREATE, OPERATIONS
from workspace.cloud.traffic import Visit

_Fate = Literal["SuccessfulRequestCount", "ThrottledCount", "ServerErrorCount", "UserErrorCount"]
# How much of a function's time is its wait for Rekognition.
_SHARE = {CREATE: 0.6}
_SHARE_ELSE = 0.75
_ROUNDED_TO_MS = 20.0


def rekognition_data(visits: Iterable[Visit], *, grain_seconds: float) -> list[Datum]:
    """Give what Rekognition counts of the visits' requests, and how long it took to answer them."""
    data: list[Datum] = []
    by_function: dict[str, list[Invocation]] = defaultdict(list)
    for run in invocations(visits):
        if run.function in OPERATIONS:
            by_function[run.function].append(run)
    for function, runs in by_function.items():
        for begin, some in by_stretch(runs, grain_seconds):
            about: Datum = {"Dimensions": _on(OPERATIONS[function]), "Timestamp": begin}
            fates = [_fate(run) for run in some]
            counted = Counter(fates).items()
            data.extend({"MetricName": fate, "Value": float(many), "Unit": "Count", **about} for fate, many in counted)
            answered = [run for run, fate in zip(some, fates, strict=True) if fate == "SuccessfulRequestCount"]
            if answered:
                took = distribution([_response_ms(run) for run in answered], _ROUNDED_TO_MS)
                data.append({"MetricName": "ResponseTime", "Unit": "Milliseconds", **took, **about})
    return data


def _fate(run: Invocation) -> _Fate:
    """Say how Rekognition saw a request: that a session expired is an answer, and a full table not its business."""
    match run.error:
        case "ClientError" if not run.visit.table_throttled:
            return "ThrottledCount"
        case "LivenessServiceError":
            return "ServerErrorCount"
        case "SessionNotFoundError":
            return "UserErrorCount"
        case _:
            return "SuccessfulRequestCount"


def _response_ms(run: Invocation) -> float:
    if run.visit.table_throttled or run.cold_start_ms is not None:
        return 240 + 400 * (run.duration_ms % 1)  # jitter for little, as of any other day
    return run.duration_ms * _SHARE.get(run.function, _SHARE_ELSE)


def _on(operation: str) -> list[dict[str, Any]]:
    return [{"Name": "Operation", "Value": operation}]
