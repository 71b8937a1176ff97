"""Does bad weather show its cause to real boto3, and end by the cure that a runbook names? No click in the panel helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.workspace.cloud_stage import Stage, open_world
from workspace.cloud.names import (
    ALIAS,
    ALIASED,
    CREATE,
    RESULT,
    TABLE,
    Weather,
    log_group,
)

TABLE_UNITS = {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10}


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_world() as opened:
        yield opened


def table(stage: Stage) -> Any:
    return stage.account.client("dynamodb").describe_table(TableName=TABLE)["Table"]


def test_a_starved_table_says_so_in_its_metrics_and_in_the_functions_logs(stage: Stage) -> None:
    stage.world.turn("throttled_table")
    assert table(stage)["ProvisionedThroughput"]["WriteCapacityUnits"] == 1
    assert stage.firing() == {"FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors"}
    stage.passes(240)
    on_table = {"TableName": TABLE}
    throttled = sum(point["Sum"] for point in stage.metric("AWS/DynamoDB", "WriteThrottleEvents", **on_table))
    refused = stage.metric("AWS/DynamoDB", "ThrottledRequests", **on_table, Operation="PutItem")
    assert throttled == sum(point["Sum"] for point in refused) > 10
    assert stage.metric("AWS/DynamoDB", "ProvisionedWriteCapacityUnits", **on_table)[-1]["Maximum"] == 1
    consumed = sum(point["Sum"] for point in stage.metric("AWS/DynamoDB", "ConsumedWriteCapacityUnits", **on_table))
    assert consumed / 240 > 0.9  # a unit a second is all there is
    complaints = stage.lines(log_group(CREATE), "ProvisionedThroughputExceededException")
    assert len(complaints) > 10
    assert all(TABLE in complaint for complaint in complaints)
    durations = stage.metric("AWS/Lambda", "Duration", FunctionName=CREATE)
    assert max(point["Maximum"] for point in durations) > 2400


@pytest.mark.parametrize(
    "cure", [{"BillingMode": "PAY_PER_REQUEST"}, {"ProvisionedThroughput": TABLE_UNITS}], ids=["on demand", "capacity"]
)
def test_a_table_with_capacity_is_written_to_again(stage: Stage, cure: dict[str, Any]) -> None:
    stage.world.turn("throttled_table")
    stage.account.client("dynamodb").update_table(TableName=TABLE, **cure)
    stage.passes(2)
    assert stage.world.weather == "healthy"
    assert stage.firing() == set()
    stage.world.turn("healthy")
    units = table(stage)["ProvisionedThroughput"]["WriteCapacityUnits"]
    assert units == (10 if "ProvisionedThroughput" in cure else 0)  # what somebody has set is left to them


def test_too_little_more_capacity_cures_nothing(stage: Stage) -> None:
    stage.world.turn("throttled_table")
    more = {"ReadCapacityUnits": 2, "WriteCapacityUnits": 2}
    stage.account.client("dynamodb").update_table(TableName=TABLE, ProvisionedThroughput=more)
    stage.passes(2)
    assert stage.world.weather == "throttled_table"


def test_errors_begin_with_a_release_and_end_where_it_is_rolled_back(stage: Stage) -> None:
    stage.world.turn("errors")
    lambda_ = stage.account.client("lambda")
    for function in ALIASED:
        assert lambda_.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"] == "3"
        published = lambda_.list_versions_by_function(FunctionName=function)["Versions"]
        codes = {version["Version"]: version["CodeSha256"] for version in published}
        assert len({codes["1"], codes["2"], codes["3"]}) == 3
        assert any("Version: 3" in line for line in stage.lines(log_group(function), "START"))
    stage.point_alias(CREATE, "2")
    stage.passes(2)
    # What was cured is forgotten at once, and the other is not.
    assert stage.firing() == {"FaceAuth-Liveness-HighErrorRate", f"{RESULT}-Errors"}
    stage.passes(298)
    assert stage.world.weather == "errors"
    assert sum(point["Sum"] for point in stage.metric("AWS/Lambda", "Errors", seconds=240, FunctionName=CREATE)) == 0
    assert sum(point["Sum"] for point in stage.metric("AWS/Lambda", "Errors", seconds=240, FunctionName=RESULT)) > 5
    stage.point_alias(RESULT, "2")
    stage.passes(2)
    assert stage.world.weather == "healthy"
    assert stage.firing() == set()


@pytest.mark.parametrize("weather", ["errors", "cold_starts"])
def test_whoever_undoes_a_rollback_has_the_bad_release_again(stage: Stage, weather: Weather) -> None:
    stage.world.turn(weather)
    firing = stage.firing()
    for function in ALIASED:
        stage.point_alias(function, "2")
    stage.passes(2)
    assert stage.world.weather == "healthy"
    stage.point_alias(CREATE, "3")
    stage.passes(2)
    assert stage.world.weather == weather
    assert stage.firing() == firing - {f"{RESULT}-Errors"}
    stage.world.turn("healthy")
    stage.passes(2)
    assert stage.world.weather == "healthy"  # somebody else found the cure


def test_the_bad_code_published_again_cures_nothing(stage: Stage) -> None:
    stage.world.turn("errors")
    lambda_ = stage.account.client("lambda")
    for function in ALIASED:
        lambda_.update_function_configuration(FunctionName=function, MemorySize=512)
        stage.point_alias(function, lambda_.publish_version(FunctionName=function)["Version"])
    stage.passes(2)
    assert stage.world.weather == "errors"
    stage.world.turn("healthy")
    assert lambda_.get_alias(FunctionName=CREATE, Name=ALIAS)["FunctionVersion"] == "2"


def test_cold_starts_are_in_the_logs_and_slow_and_fire_nothing(stage: Stage) -> None:
    stage.world.turn("cold_starts")
    stage.passes(240)
    assert stage.firing() == set()
    for function, least, limit in ((CREATE, 5000, 9000), (RESULT, 6000, 14000)):
        longest = max(point["Maximum"] for point in stage.metric("AWS/Lambda", "Duration", FunctionName=function))
        assert least < longest < limit
        reports = stage.lines(log_group(function), "REPORT")
        cold = [report for report in reports if "Init Duration" in report]
        assert len(cold) > len(reports) / 2


@pytest.mark.parametrize("cure", ["concurrency", "memory"])
def test_cold_starts_end_with_provisioned_concurrency_or_memory(stage: Stage, cure: str) -> None:
    stage.world.turn("cold_starts")
    lambda_ = stage.account.client("lambda")
    for function in ALIASED:
        assert stage.world.weather == "cold_starts"
        if cure == "concurrency":
            lambda_.put_provisioned_concurrency_config(
                FunctionName=function, Qualifier=ALIAS, ProvisionedConcurrentExecutions=5
            )
        else:
            # What is not published is not what production runs.
            lambda_.update_function_configuration(FunctionName=function, MemorySize=512)
            stage.passes(2)
            assert stage.world.weather == "cold_starts"
            stage.point_alias(function, lambda_.publish_version(FunctionName=function)["Version"])
        stage.passes(2)
    assert stage.world.weather == "healthy"
    stage.world.turn("cold_starts")
    stage.passes(2)
    assert stage.world.weather == "cold_starts"  # a new release brings them back


def test_whoever_starves_the_table_by_hand_has_it_throttled(stage: Stage) -> None:
    few = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    update = stage.account.client("dynamodb").update_table
    update(TableName=TABLE, BillingMode="PROVISIONED", ProvisionedThroughput=few)
    stage.passes(2)
    assert stage.world.weather == "throttled_table"
    assert f"{CREATE}-Errors" in stage.firing()
    update(TableName=TABLE, BillingMode="PAY_PER_REQUEST")
    stage.passes(2)
    assert stage.world.weather == "healthy"


def test_what_somebody_has_deleted_stops_no_weather(stage: Stage) -> None:
    stage.account.client("lambda").delete_function(FunctionName=CREATE)
    stage.account.client("dynamodb").delete_table(TableName=TABLE)
    for weather in ("errors", "cold_starts", "throttled_table", "healthy"):
        stage.world.turn(weather)
        assert stage.world.weather == weather
        stage.passes(2)
