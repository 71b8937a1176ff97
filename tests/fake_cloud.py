"""Which cloud do flows see in tests? One in memory, behind the same port and under the same contract as AWS."""

from __future__ import annotations

import json
import math
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.actions.call import Authority, Call, Changed
from bot.domain.knowledge import Answer, Failed, Missing
from bot.domain.queries import (
    AlarmReading,
    Alarms,
    AlarmState,
    Described,
    FunctionConfiguration,
    FunctionReading,
    Identity,
    Measured,
    Metrics,
    Point,
    Query,
    Series,
)
from bot.domain.service import Metric
from tests.fake_clock import FixedClock
from tests.fake_diagnostics import FakeDiagnostics
from tests.fake_functions import FakeFunctions

Dimensions = Mapping[str, str]


class FakeCloud(FakeDiagnostics):
    """A cloud in memory: samples are published, all else is put there; any kind of question can be failed."""

    def __init__(self, clock: FixedClock | None = None) -> None:
        self.clock = clock or FixedClock()
        super().__init__(self.clock)
        self.reads: list[Query[Any]] = []
        self._samples: dict[tuple[str, str, frozenset[tuple[str, str]]], list[tuple[datetime, float]]] = defaultdict(
            list
        )
        self._alarms: dict[str, AlarmReading] = {}
        self._functions: dict[str, FunctionReading] = {}
        self._failures: dict[type[Query[Any]], Failed] = {}
        self._before_answer: Callable[[Query[Any]], object] = lambda _: None
        self._lock = threading.Lock()
        self.lambdas = FakeFunctions()
        self.authorities: list[Authority | None] = []
        self.fault_of_next_change: str | None = None

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        self.authorities.append(authority)
        fault, self.fault_of_next_change = self.fault_of_next_change, None
        return self.lambdas.change(call, fault)

    def _described(self, query: Described) -> Answer[Any]:
        told = self.lambdas.describe(query.operation, json.loads(query.arguments))
        return Missing("not_found", query.action, query.subject) if told is None else self._known(told, query.action)

    def publish(self, namespace: str, name: str, at: datetime, *values: float, **dimensions: str) -> None:
        """Publish samples of one moment."""
        key = (namespace, name, frozenset(dimensions.items()))
        self._samples[key] += [(at, value) for value in values]

    def put_alarm(self, name: str, state: AlarmState, *, actions_enabled: bool = True, reason: str = "") -> None:
        self._alarms[name] = AlarmReading(name, state, self.clock.now(), reason, actions_enabled)

    def put_function(self, name: str, **environment: str) -> None:
        self._functions[name] = FunctionReading(name, environment, 256, 10, "2026-11-01T00:00:00.000+0000", "Active")

    def put_function_reading(self, reading: FunctionReading) -> None:
        """Put a function there as it is to be read (in a network, half updated)."""
        self._functions[reading.name] = reading

    def lock_variables(self, name: str) -> None:
        """Let a function's variables be encrypted with a key that we may not use."""
        self._functions[name] = FunctionReading(name, None, 256, 10, "2026-11-01T00:00:00.000+0000", "Active")

    def fail(self, kind: type[Query[Any]], failed: Failed) -> None:
        """Answer every question of a kind with this failure."""
        self._failures[kind] = failed

    def recover(self) -> None:
        """Answer again."""
        self._failures.clear()

    def before_answer(self, act: Callable[[Query[Any]], object]) -> None:
        """Do something (wait, raise) before each answer."""
        self._before_answer = act

    def read(self, query: Query[Any], *, region: str) -> Answer[Any]:  # noqa: PLR0911 - a return for each kind
        with self._lock:
            self.reads.append(query)
        self._before_answer(query)
        if type(query) in self._failures:
            return self._failures[type(query)]
        match query:
            case Metrics():
                found = {series: self._measured(series, query.start, query.end) for series in query.series}
                return self._known(found, "cloudwatch:GetMetricData")
            case Alarms(prefixes):
                alarms = sorted(
                    (one for one in self._alarms.values() if one.name.startswith(prefixes)), key=lambda a: a.name
                )
                return self._known(tuple(alarms), "cloudwatch:DescribeAlarms")
            case FunctionConfiguration(name):
                source = "lambda:GetFunctionConfiguration"
                return (
                    self._known(self._functions[name], source)
                    if name in self._functions
                    else Missing("not_found", source, name)
                )
            case Described():
                return self._described(query)
            case Identity():
                return self._known("arn:aws:iam::123456789012:user/test", "sts:GetCallerIdentity")
        answer = self.answer(query)
        assert answer is not None, query
        return answer

    def _measured(self, series: Series, start: datetime, end: datetime) -> Measured:
        found = [rows for key, rows in self._samples.items() if _is_of(series.metric, key)]
        if not found:
            return Measured(published=False)
        buckets: dict[int, list[float]] = defaultdict(list)
        for at, value in (row for rows in found for row in rows):
            if start <= at < end:
                buckets[int(at.timestamp()) // series.period_seconds * series.period_seconds].append(value)
        points = (
            Point(datetime.fromtimestamp(at, UTC), _joined(series.statistic, rows))
            for at, rows in sorted(buckets.items())
        )
        return Measured(True, tuple(points))


def _is_of(metric: Metric, key: tuple[str, str, frozenset[tuple[str, str]]]) -> bool:
    namespace, name, dimensions = key
    asked = metric.dimensions
    return (namespace, name) == (metric.namespace, metric.name) and (
        asked is None or frozenset(asked.items()) == dimensions
    )


def _joined(statistic: str, values: list[float]) -> float:
    if statistic.startswith("p"):
        return sorted(values)[math.ceil(float(statistic[1:]) / 100 * len(values)) - 1]
    join: dict[str, Callable[[list[float]], float]] = {
        "Sum": math.fsum,
        "SampleCount": len,
        "Maximum": max,
        "Minimum": min,
    }
    return float(join[statistic](values))
