"""Does the world stay coherent over time? With a clock of our own, so that nobody has to wait for silence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from workspace.cloud import estate, watchtower
from workspace.cloud.account import Account
from workspace.cloud.names import ALARMS, CREATE, ENROLLMENT, NAMESPACE, RESULT, ROLLOUT, TABLE, Weather
from workspace.cloud.process import emulator
from workspace.cloud.publisher import Publisher
from workspace.cloud.world import World


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    now: float

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    account: Account
    clock: HandClock
    world: World

    def states(self) -> dict[str, str]:
        alarms = self.account.client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}

    def points(self) -> int:
        answer = self.account.client("cloudwatch").get_metric_statistics(
            Namespace=NAMESPACE,
            MetricName="SessionCreated",
            StartTime=self.clock.now - 3600,
            EndTime=self.clock.now + 1,
            Period=60,
            Statistics=["SampleCount"],
        )
        return int(sum(point["SampleCount"] for point in answer["Datapoints"]))


@pytest.fixture
def stage() -> Iterator[Stage]:
    with emulator(0) as doors:
        account = Account(doors.back_url)
        clock = HandClock(time.time() - 1800)
        watchtower.build_logs_and_dashboard(account)
        estate.build(account, clock.now)
        world = World(account, Publisher(account, doors.back), clock, clock.now)
        watchtower.build_alarms(account, world.states())
        yield Stage(account, clock, world)
        account.close()


def test_silence_becomes_insufficient_data_after_a_short_while_and_not_at_once(stage: Stage) -> None:
    stage.world.turn("silent")
    assert set(stage.states().values()) == {"OK"}
    stage.clock.now += 20
    stage.world.live()
    unknown = {name for name, state in stage.states().items() if state == "INSUFFICIENT_DATA"}
    assert unknown == {rule.name for rule in ALARMS if rule.function is None}
    assert unknown == set(stage.world.figures()["alarms_unknown"])


def test_silence_publishes_nothing_and_health_publishes_even_without_visitors(stage: Stage) -> None:
    """A quiet night and a dead publisher must not look the same."""
    stage.clock.now += 16
    stage.world.live()
    before = stage.points()
    assert before > 0
    stage.world.turn("silent")
    stage.clock.now += 600
    stage.world.live()
    assert stage.points() == before


def test_speech_after_silence_makes_the_alarms_know_again(stage: Stage) -> None:
    stage.world.turn("silent")
    stage.clock.now += 60
    stage.world.live()
    stage.world.turn("healthy")
    assert set(stage.states().values()) == {"OK"}


@pytest.mark.parametrize("weather", ["low_success", "errors", "slow"])
def test_bad_weather_keeps_its_alarms_firing_while_it_lasts(weather: Weather, stage: Stage) -> None:
    """An alarm that flaps in steady bad weather would page people again and again."""
    stage.world.turn(weather)
    firing = {name for name, state in stage.states().items() if state == "ALARM"}
    for _ in range(25):
        stage.clock.now += 60
        stage.world.live()
        assert {name for name, state in stage.states().items() if state == "ALARM"} == firing


def test_one_bad_weather_after_another_leaves_only_its_own_alarms(stage: Stage) -> None:
    stage.world.turn("low_success")
    stage.world.turn("slow")
    firing = {name for name, state in stage.states().items() if state == "ALARM"}
    assert firing == {"FaceAuth-Liveness-SlowVerification", f"{CREATE}-Timeouts", f"{RESULT}-Timeouts"}
    stage.world.turn("errors")
    firing = {name for name, state in stage.states().items() if state == "ALARM"}
    assert firing == {"FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors", f"{RESULT}-Errors"}


def test_no_visit_is_published_twice_and_none_is_lost(stage: Stage) -> None:
    """However often the world takes a turn, an hour has the visits that the plan gives it."""
    from workspace.cloud.weathers import visits_in

    begun = stage.clock.now
    for _ in range(100):
        stage.clock.now += 13
        stage.world.live()
    answer = stage.account.client("cloudwatch").get_metric_statistics(
        Namespace=NAMESPACE,
        MetricName="SessionCreated",
        StartTime=begun - 60,
        EndTime=stage.clock.now + 60,
        Period=60,
        Statistics=["Sum"],
    )
    planned = sum(visit.created for visit in visits_in(begun, stage.clock.now, "healthy"))
    assert sum(point["Sum"] for point in answer["Datapoints"]) == planned > 3


def test_a_table_without_capacity_refuses_writes_until_somebody_gives_it_some(stage: Stage) -> None:
    """The cure that a runbook names must cure; the weather panel is not the only way out."""
    dynamodb = stage.account.client("dynamodb")
    stage.world.turn("throttled_table")
    assert dynamodb.describe_table(TableName=TABLE)["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"] == 1
    assert stage.world.figures()["alarms_firing"] == ["FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors"]
    assert stage.world.series()["table_throttles"]["points"][-1][1] > 0
    dynamodb.update_table(TableName=TABLE, ProvisionedThroughput={"ReadCapacityUnits": 10, "WriteCapacityUnits": 10})
    stage.clock.now += 2
    stage.world.live()
    assert stage.world.weather == "healthy"
    assert stage.world.figures()["alarms_firing"] == []
    assert dynamodb.describe_table(TableName=TABLE)["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"] == 10


def test_fair_weather_gives_the_table_its_capacity_back(stage: Stage) -> None:
    stage.world.turn("throttled_table")
    stage.world.turn("healthy")
    table = stage.account.client("dynamodb").describe_table(TableName=TABLE)["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_a_rollout_of_nothing_sends_nobody_through_the_check(stage: Stage) -> None:
    lambda_ = stage.account.client("lambda")
    variables = lambda_.get_function_configuration(FunctionName=ENROLLMENT)["Environment"]["Variables"]
    lambda_.update_function_configuration(
        FunctionName=ENROLLMENT, Environment={"Variables": variables | {ROLLOUT: "0"}}
    )
    stage.clock.now += 16
    stage.world.live()
    before = stage.world.figures()["sessions"]
    assert before > 0
    stage.clock.now += 3600
    stage.world.live()
    assert stage.world.figures()["sessions"] == 0
    assert stage.world.figures()["alarms_unknown"] == []
