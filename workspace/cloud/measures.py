"""What do CloudWatch's metrics say about some visits? Visits in, metric data out; nothing else.

Custom metrics are counted in the minute they happen in; a publisher that lives also sends zeros, so that "nobody came"
and "nobody publishes" look different. Lambda's own metrics exist only where a function ran, as on AWS.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from workspace.cloud.names import CREATE, DIMENSIONS, ENROLLMENT, RESULT
from workspace.cloud.traffic import ErrorKind, Visit

Datum = dict[str, Any]

CUSTOM_DIMENSIONS = [{"Name": name, "Value": value} for name, value in DIMENSIONS.items()]
_COUNTED = ("SessionCreated", "SuccessCount", "FailureCount", "VerificationError")


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of a function; `duration_ms` is Lambda's Duration, `cold_start_ms` its Init Duration."""

    function: str
    at: float
    duration_ms: float
    cold_start_ms: float | None
    error: ErrorKind | None
    visit: Visit


def invocations(visits: Iterable[Visit]) -> Iterator[Invocation]:
    """Give the functions' runs that visits cause, in the order of a session: create, get the result, enroll."""
    for visit in visits:
        creates = not (visit.is_retry and visit.outcome == "result_error")
        if creates:
            error = visit.error if visit.outcome == "create_error" else None
            yield Invocation(CREATE, visit.at, visit.create_ms, visit.cold_start_ms, error, visit)
        if visit.completed or visit.outcome == "result_error":
            error = visit.error if visit.outcome == "result_error" else None
            yield Invocation(RESULT, visit.at, visit.result_ms, visit.result_cold_start_ms, error, visit)
        if visit.enroll_ms is not None and visit.completed:
            yield Invocation(ENROLLMENT, visit.at, visit.enroll_ms, None, None, visit)


_Event = TypeVar("_Event", Visit, Invocation)


def custom_data(visits: Iterable[Visit], *, grain_seconds: float, values_rounded_to: float = 0.01) -> list[Datum]:
    """Sum visits up in stretches of `grain_seconds`, values as distributions, so that percentiles can be had."""
    data: list[Datum] = []
    for begin, some in by_stretch(visits, grain_seconds):
        completed = [visit for visit in some if visit.completed]
        counts = {
            "SessionCreated": sum(visit.created for visit in some),
            "SuccessCount": sum(visit.outcome == "live" for visit in some),
            "FailureCount": sum(visit.outcome == "not_live" for visit in some),
            "VerificationError": sum(visit.error is not None and not visit.is_retry for visit in some),
        }
        data.extend(_custom(name, begin, Value=float(count), Unit="Count") for name, count in counts.items())
        if completed:
            confidence = distribution([visit.confidence for visit in completed], values_rounded_to)
            seconds = distribution([visit.verification_seconds for visit in completed], values_rounded_to)
            data.append(_custom("ConfidenceScore", begin, Unit="None", **confidence))
            data.append(_custom("VerificationTime", begin, Unit="Seconds", **seconds))
    return data


def heartbeat(at: float) -> list[Datum]:
    """Give the zeros with which a publisher without visitors says that it is there."""
    return [_custom(name, at, Value=0.0, Unit="Count") for name in _COUNTED]


def lambda_data(visits: Iterable[Visit], *, grain_seconds: float, values_rounded_to: float = 0.01) -> list[Datum]:
    """Give what Lambda itself publishes about the visits' invocations, per function."""
    by_function: dict[str, list[Invocation]] = defaultdict(list)
    for run in invocations(visits):
        by_function[run.function].append(run)
    data: list[Datum] = []
    for function, runs in by_function.items():
        dimensions = [{"Name": "FunctionName", "Value": function}]
        for begin, some in by_stretch(runs, grain_seconds):
            about: Datum = {"Dimensions": dimensions, "Timestamp": begin}
            errors = float(sum(run.error is not None for run in some))
            # Who comes within one second of another meets him there; a cold start holds up a second one.
            together = len(some) if grain_seconds <= 1 else 1
            busy = float(max(together, 2 if any(run.cold_start_ms for run in some) else 1))
            durations = distribution([run.duration_ms for run in some], values_rounded_to * 200)
            data += [
                {"MetricName": "Invocations", "Value": float(len(some)), "Unit": "Count", **about},
                {"MetricName": "Errors", "Value": errors, "Unit": "Count", **about},
                {"MetricName": "Throttles", "Value": 0.0, "Unit": "Count", **about},
                {"MetricName": "ConcurrentExecutions", "Value": busy, "Unit": "Count", **about},
                {"MetricName": "Duration", "Unit": "Milliseconds", **durations, **about},
            ]
    return data


def _custom(name: str, at: float, **said: Any) -> Datum:
    return {"MetricName": name, "Dimensions": CUSTOM_DIMENSIONS, "Timestamp": at, **said}


def by_stretch(events: Iterable[_Event], grain_seconds: float) -> Iterator[tuple[float, list[_Event]]]:
    """Sort events into stretches of time, each under its beginning."""
    stretches: dict[float, list[_Event]] = defaultdict(list)
    for event in events:
        stretches[event.at // grain_seconds * grain_seconds].append(event)
    yield from stretches.items()


def distribution(values: list[float], rounded_to: float) -> Datum:
    """Give values with how often each occurs, as PutMetricData takes them (at most 150 different ones)."""
    counted = Counter(round(round(value / rounded_to) * rounded_to, 2) for value in values)
    return {"Values": list(counted), "Counts": [float(count) for count in counted.values()]}
