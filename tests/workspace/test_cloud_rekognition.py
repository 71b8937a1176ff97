"""Do Rekognition's own metrics tell its troubles from ours? Asked by real boto3, and of the pure figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.workspace.cloud_stage import Stage, open_world
from workspace.cloud.measures import invocations
from workspace.cloud.names import CREATE, OPERATIONS, RESULT, WEATHERS, Weather, log_group
from workspace.cloud.rekognition import rekognition_data
from workspace.cloud.traffic import HOUR
from workspace.cloud.weathers import visits_in

MONDAY = 1_795_392_000.0
OUTCOMES = ("SuccessfulRequestCount", "ThrottledCount", "ServerErrorCount", "UserErrorCount")


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_world() as opened:
        yield opened


def read(stage: Stage, name: str, operation: str) -> list[dict[str, Any]]:
    return stage.metric("AWS/Rekognition", name, Operation=operation)


def total(stage: Stage, name: str, operation: str) -> float:
    return float(sum(point["Sum"] for point in read(stage, name, operation)))


def counted(weather: Weather, name: str) -> float:
    data = rekognition_data(visits_in(MONDAY, MONDAY + 6 * HOUR, weather), grain_seconds=60)
    return float(sum(datum["Value"] for datum in data if datum["MetricName"] == name))


@pytest.mark.parametrize("weather", WEATHERS)
def test_every_request_has_one_outcome(weather: Weather) -> None:
    visits = list(visits_in(MONDAY, MONDAY + 6 * HOUR, weather))
    asked = sum(run.function in OPERATIONS for run in invocations(visits))
    assert sum(counted(weather, name) for name in OUTCOMES) == asked


@pytest.mark.parametrize("weather", [weather for weather in WEATHERS if weather != "errors"])
def test_only_a_release_that_asks_wrongly_is_refused(weather: Weather) -> None:
    """A full table, a cold start or a dark room are no errors of Rekognition's, and must not look like one."""
    assert sum(counted(weather, name) for name in OUTCOMES[1:]) == 0


@pytest.mark.parametrize("weather", ["healthy", "cold_starts", "throttled_table", "cost_spike"])
def test_what_is_slow_for_our_own_reasons_is_not_slow_at_rekognition(weather: Weather) -> None:
    data = rekognition_data(visits_in(MONDAY, MONDAY + 6 * HOUR, weather), grain_seconds=60)
    times = [value for datum in data if datum["MetricName"] == "ResponseTime" for value in datum["Values"]]
    assert 100 < min(times) <= max(times) < 2500


def test_errors_count_the_throttles_that_the_logs_complain_of(stage: Stage) -> None:
    stage.world.turn("errors")
    stage.passes(200)
    for function, operation in OPERATIONS.items():
        complaints = stage.lines(log_group(function), "ThrottlingException")
        assert total(stage, "ThrottledCount", operation) == len(complaints) > 0
        assert total(stage, "ServerErrorCount", operation) > 0
    not_found = stage.lines(log_group(RESULT), "SessionNotFoundException")
    assert total(stage, "UserErrorCount", OPERATIONS[RESULT]) == len(not_found) > 0
    assert total(stage, "UserErrorCount", OPERATIONS[CREATE]) == 0


def test_slow_weather_is_rekognitions_own(stage: Stage) -> None:
    stage.passes(400)
    before = read(stage, "ResponseTime", OPERATIONS[RESULT])
    assert max(point["Maximum"] for point in before) < 2500
    stage.world.turn("slow")
    after = read(stage, "ResponseTime", OPERATIONS[RESULT])
    assert max(point["Maximum"] for point in after) > 9000
    assert total(stage, "SuccessfulRequestCount", OPERATIONS[RESULT]) > 0
