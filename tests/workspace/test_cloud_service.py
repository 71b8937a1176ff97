"""Does the pretend service answer through real boto3 as the manual's would? And does it follow its weather."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.names import (
    ALARMS,
    CREATE,
    FUNCTIONS,
    NAMESPACE,
    RESULT,
    log_group,
)
from workspace.cloud.pretend import PretendAws

CUSTOM = [{"Name": "Environment", "Value": "production"}]


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def healthy_again(aws: PretendAws) -> Iterator[None]:
    yield
    aws.weather("healthy")


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws) as get:
        yield get


def read(client: Clients, hours: float, *, ago_hours: float = 0, period: int = 300) -> dict[str, list[float]]:
    """Read all figures of a window in one GetMetricData; keys are "Metric Stat" or "Metric Stat Function"."""
    wanted = [
        (NAMESPACE, name, CUSTOM, stat, f"{name} {stat}")
        for name, stats in {
            "SessionCreated": ["Sum"],
            "SuccessCount": ["Sum"],
            "FailureCount": ["Sum"],
            "VerificationError": ["Sum"],
            "ConfidenceScore": ["Average", "p50"],
            "VerificationTime": ["Average", "p95", "p99"],
        }.items()
        for stat in stats
    ] + [
        ("AWS/Lambda", name, [{"Name": "FunctionName", "Value": function}], stat, f"{name} {stat} {function}")
        for function in FUNCTIONS
        for name, stat in {
            "Invocations": "Sum",
            "Errors": "Sum",
            "Throttles": "Sum",
            "Duration": "Maximum",
            "ConcurrentExecutions": "Maximum",
        }.items()
    ]
    until = datetime.fromtimestamp(time.time(), UTC) - timedelta(hours=ago_hours)
    queries = [
        {
            "Id": f"q{place}",
            "MetricStat": {
                "Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions},
                "Period": period,
                "Stat": stat,
            },
        }
        for place, (namespace, name, dimensions, stat, _) in enumerate(wanted)
    ]
    answer = client("cloudwatch").get_metric_data(
        MetricDataQueries=queries, StartTime=until - timedelta(hours=hours), EndTime=until, ScanBy="TimestampAscending"
    )
    by_id = {result["Id"]: result["Values"] for result in answer["MetricDataResults"]}
    return {key: by_id[f"q{place}"] for place, (*_, key) in enumerate(wanted)}


def success_rate(figures: dict[str, list[float]]) -> float:
    good, bad = sum(figures["SuccessCount Sum"]), sum(figures["FailureCount Sum"])
    return 100 * good / (good + bad)


def states(client: Clients) -> dict[str, str]:
    return {alarm["AlarmName"]: alarm["StateValue"] for alarm in client("cloudwatch").describe_alarms()["MetricAlarms"]}


@pytest.mark.parametrize(("hours", "ago_hours"), [(1, 0), (24, 0), (168, 0), (168, 168)])
def test_a_healthy_service_is_within_its_normal_ranges(hours: float, ago_hours: float, client: Clients) -> None:
    figures = read(client, hours, ago_hours=ago_hours, period=300 if hours < 48 else 3600)
    days = hours / 24
    assert 100 * days < sum(figures["SessionCreated Sum"]) < 1000 * days
    assert success_rate(figures) > 96
    assert sum(figures["VerificationError Sum"]) == 0
    assert all(value > 75 for value in figures["ConfidenceScore Average"])
    assert max(figures["VerificationTime p99"]) < 25
    for function in FUNCTIONS:
        assert 100 * days < sum(figures[f"Invocations Sum {function}"]) < 1000 * days
        assert sum(figures[f"Errors Sum {function}"]) == sum(figures[f"Throttles Sum {function}"]) == 0
    assert max(figures[f"Duration Maximum {CREATE}"]) < 6000
    assert max(figures[f"Duration Maximum {RESULT}"]) < 9000


def test_a_week_is_as_good_as_the_week_before(client: Clients) -> None:
    """Trends need a past: ministack alone forgets after two weeks, at the edge of what a weekly trend reads."""
    now, before = (sum(read(client, 168, ago_hours=ago, period=3600)["SessionCreated Sum"]) for ago in (0, 168))
    assert now == pytest.approx(before, rel=0.1)


def test_custom_metrics_live_under_one_dimension_set_to_be_discovered(client: Clients) -> None:
    metrics = client("cloudwatch").list_metrics(Namespace=NAMESPACE)["Metrics"]
    assert {metric["MetricName"] for metric in metrics} == {
        "SessionCreated",
        "SuccessCount",
        "FailureCount",
        "ConfidenceScore",
        "VerificationTime",
        "VerificationError",
    }
    assert all(metric["Dimensions"] == CUSTOM for metric in metrics)


def test_data_are_fresh(client: Clients) -> None:
    fresh = client("cloudwatch").get_metric_statistics(
        Namespace=NAMESPACE,
        MetricName="SessionCreated",
        Dimensions=CUSTOM,
        StartTime=time.time() - 120,
        EndTime=time.time() + 1,
        Period=60,
        Statistics=["SampleCount"],
    )
    assert fresh["Datapoints"]


def test_all_eight_alarms_begin_ok(client: Clients) -> None:
    assert states(client) == {rule.name: "OK" for rule in ALARMS}
    assert len(ALARMS) == 8


def test_low_success_shows_within_the_hour_and_fires_its_alarms(aws: PretendAws, client: Clients) -> None:
    aws.weather("low_success")
    assert success_rate(read(client, 1)) < 90
    firing = {name for name, state in states(client).items() if state == "ALARM"}
    assert firing == {"FaceAuth-Liveness-LowSuccessRate", "FaceAuth-Liveness-LowConfidence"}
    assert set(aws.figures()["alarms_firing"]) == firing
    lines = client("logs").filter_log_events(
        logGroupName=log_group(RESULT), filterPattern='"is_live=False"', startTime=_recently()
    )["events"]
    assert len(lines) >= 5
    assert all("reason=" in line["message"] for line in lines)


def test_errors_show_in_rates_functions_and_logs(aws: PretendAws, client: Clients) -> None:
    aws.weather("errors")
    figures = read(client, 1)
    assert 100 * sum(figures["VerificationError Sum"]) / sum(figures["SessionCreated Sum"]) > 5
    for function in (CREATE, RESULT):
        assert states(client)[f"{function}-Errors"] == "ALARM"
        assert sum(figures[f"Errors Sum {function}"]) > 5
        lines = client("logs").filter_log_events(
            logGroupName=log_group(function), filterPattern="ERROR", startTime=_recently()
        )["events"]
        assert len(lines) > 5
    assert states(client)["FaceAuth-Liveness-HighErrorRate"] == "ALARM"


def test_slowness_shows_in_times_and_durations(aws: PretendAws, client: Clients) -> None:
    aws.weather("slow")
    figures = read(client, 1)
    assert max(figures["VerificationTime Average"]) > 30
    assert max(figures[f"Duration Maximum {CREATE}"]) > 9000
    assert max(figures[f"Duration Maximum {RESULT}"]) > 14000
    firing = {name for name, state in states(client).items() if state == "ALARM"}
    assert firing == {"FaceAuth-Liveness-SlowVerification", f"{CREATE}-Timeouts", f"{RESULT}-Timeouts"}


def test_alarms_recover_with_the_weather(aws: PretendAws, client: Clients) -> None:
    aws.weather("errors")
    aws.weather("healthy")
    assert set(states(client).values()) == {"OK"}


def test_every_change_of_an_alarm_reaches_the_queue(aws: PretendAws, client: Clients) -> None:
    """The next step of a bot is to hear of alarms: SNS feeds the queue from alarm actions, in both directions."""
    _drained(aws, client)
    aws.weather("low_success")
    aws.weather("healthy")
    heard = [
        (notice["AlarmName"], notice["NewStateValue"])
        for notice in _drained(aws, client)
        if notice["AlarmName"].endswith("LowSuccessRate")
    ]
    assert heard == [("FaceAuth-Liveness-LowSuccessRate", "ALARM"), ("FaceAuth-Liveness-LowSuccessRate", "OK")]


def test_the_world_does_not_fight_over_states_that_others_set(aws: PretendAws, client: Clients) -> None:
    """Ministack's own evaluation would undo this at the next data point, and mix up functions while doing so."""
    name = f"{CREATE}-Errors"
    client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    client("cloudwatch").put_metric_data(Namespace="AWS/Lambda", MetricData=[{"MetricName": "Errors", "Value": 0.0}])
    assert states(client)[name] == "ALARM"
    client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="OK", StateReason="the drill is over")


def test_an_unknown_weather_names_the_choices(aws: PretendAws) -> None:
    with pytest.raises(ValueError, match="choose one of healthy, low_success, errors, slow, silent"):
        aws.weather("hail")


def _recently(hours: float = 0.02) -> int:
    return int((time.time() - hours * 3600) * 1000)


def _drained(aws: PretendAws, client: Clients) -> list[dict[str, Any]]:
    """Take everything out of the alarm queue, in the order it was sent."""
    notices: list[tuple[str, dict[str, Any]]] = []
    while (
        messages := client("sqs").receive_message(QueueUrl=aws.alarm_queue_url, MaxNumberOfMessages=10).get("Messages")
    ):
        for message in messages:
            envelope = json.loads(message["Body"])
            notices.append((envelope["Timestamp"], json.loads(envelope["Message"])))
            client("sqs").delete_message(QueueUrl=aws.alarm_queue_url, ReceiptHandle=message["ReceiptHandle"])
    return [notice for _, notice in notices]
