"""Does Cost Explorer answer boto3 as AWS would, within the manual's budget, and does a runaway client show on the bill?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from workspace.cloud import serve
from workspace.cloud.costs import REKOGNITION, Bill
from workspace.cloud.pretend import PretendAws

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Any]:
    made = boto3.client(
        "ce",
        endpoint_url=aws.endpoint_url,
        region_name=aws.region,
        aws_access_key_id="tester",
        aws_secret_access_key="tester",
    )
    yield made
    made.close()


def days(before: int, after: int = 0) -> dict[str, str]:
    today = datetime.fromtimestamp(time.time(), UTC).date()
    return {"Start": (today - timedelta(days=before)).isoformat(), "End": (today + timedelta(days=after)).isoformat()}


def test_every_healthy_month_lies_between_400_and_450_dollars() -> None:
    for month in range(1, 13):
        first = date(2026, month, 1)
        whole = [
            first + timedelta(days=number) for number in range(31) if (first + timedelta(days=number)).month == month
        ]
        a_day = Bill(NOW + 40 * 86400 * 12, {}).total(whole) / len(whole)
        assert 400 < a_day * 30.4 < 450


def test_today_grows_as_it_passes_and_tomorrow_costs_nothing_yet() -> None:
    today = date(2026, 11, 24)
    assert 0 < Bill(NOW, {}).total([today]) < Bill(NOW + 3600 * 6, {}).total([today])
    assert Bill(NOW, {}).total([today + timedelta(days=1)]) == 0


def test_costs_come_by_day_and_service_and_add_up(client: Any) -> None:
    asked = {"TimePeriod": days(7), "Granularity": "DAILY", "Metrics": ["UnblendedCost"]}
    whole = client.get_cost_and_usage(**asked)["ResultsByTime"]
    grouped = client.get_cost_and_usage(**asked, GroupBy=[{"Type": "DIMENSION", "Key": "SERVICE"}])["ResultsByTime"]
    assert len(whole) == 7
    assert [row["Estimated"] for row in whole] == [False] * 5 + [True] * 2
    for one, parts in zip(whole, grouped, strict=True):
        total = float(one["Total"]["UnblendedCost"]["Amount"])
        assert total == pytest.approx(
            sum(float(part["Metrics"]["UnblendedCost"]["Amount"]) for part in parts["Groups"])
        )
        assert 12 < total < 16


def test_a_filter_leaves_one_service(client: Any) -> None:
    only = {"Dimensions": {"Key": "SERVICE", "Values": [REKOGNITION]}}
    asked = {"TimePeriod": days(1), "Granularity": "DAILY", "Metrics": ["BlendedCost"]}
    one = client.get_cost_and_usage(**asked, Filter=only)["ResultsByTime"][0]["Total"]["BlendedCost"]["Amount"]
    rest = client.get_cost_and_usage(**asked, Filter={"Not": only})["ResultsByTime"][0]["Total"]["BlendedCost"][
        "Amount"
    ]
    assert float(one) > float(rest) > 0


def test_a_forecast_carries_the_last_week_on(client: Any) -> None:
    told = client.get_cost_forecast(TimePeriod=days(0, 30), Metric="UNBLENDED_COST", Granularity="MONTHLY")
    assert 390 < float(told["Total"]["Amount"]) < 450
    assert sum(float(row["MeanValue"]) for row in told["ForecastResultsByTime"]) == pytest.approx(
        float(told["Total"]["Amount"])
    )


@pytest.mark.parametrize(
    ("period", "sentence"),
    [(days(0), "before end"), (days(-3, 5), "after today")],
)
def test_a_period_that_makes_no_sense_is_refused_as_aws_does(
    client: Any, period: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ClientError, match=sentence) as refused:
        client.get_cost_and_usage(TimePeriod=period, Granularity="DAILY", Metrics=["UnblendedCost"])
    assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_a_runaway_client_shows_on_todays_bill_and_in_the_charges(aws: PretendAws, client: Any) -> None:
    def today() -> float:
        asked = {"TimePeriod": days(0, 1), "Granularity": "DAILY", "Metrics": ["UnblendedCost"]}
        return float(client.get_cost_and_usage(**asked)["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"])

    before, drawn = today(), aws.series()["cost_day"]["points"][-1][1]
    aws.weather("cost_spike")
    aws.live()
    assert today() > before + 2
    assert aws.series()["cost_day"]["points"][-1][1] > drawn + 2
    aws.weather("healthy")
