"""Does Cost Explorer answer boto3 as AWS would, within the manual's budget, and does a runaway client show on the bill?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.costs import CHECKS, ITEMS, REKOGNITION, Bill, hours_of
from workspace.cloud.explorer import Explorer
from workspace.cloud.pretend import PretendAws

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws) as get:
        yield get


def days(before: int, after: int = 0) -> dict[str, str]:
    today = datetime.fromtimestamp(time.time(), UTC).date()
    return {"Start": (today - timedelta(days=before)).isoformat(), "End": (today + timedelta(days=after)).isoformat()}


def ago(number: int) -> date:
    return TODAY - timedelta(days=number)


def amount(amounts: dict[str, Any], name: str = "UnblendedCost") -> float:
    assert amounts[name]["Unit"] == "USD"
    return float(amounts[name]["Amount"])


def test_every_healthy_month_lies_between_400_and_450_dollars() -> None:
    later = Bill(NOW + 400 * 86400)
    for month in range(1, 13):
        first = date(2026, month, 1)
        whole = [day for day in (first + timedelta(days=number) for number in range(31)) if day.month == month]
        assert 400 < later.total(whole) / len(whole) * 30.4 < 450


def test_today_grows_as_it_passes_and_tomorrow_costs_nothing_yet() -> None:
    assert 0 < Bill(NOW).total([TODAY]) < Bill(NOW + 3600 * 6).total([TODAY])
    assert Bill(NOW).total([ago(-1)]) == 0


def test_cost_explorer_takes_two_days_to_know_what_a_day_cost() -> None:
    """Who compares yesterday with the day before as if both were final is misled, here as on AWS."""
    bill = Bill(NOW)
    shares = [sum(bill.known(ago(n), one) for one in ITEMS) / bill.total([ago(n)]) for n in (1, 2, 3)]
    assert 0.5 < shares[0] < shares[1] < shares[2] == 1
    assert [bill.is_settled(ago(n)) for n in (0, 1, 2, 3)] == [False, False, False, True]


def test_a_runaway_client_is_billed_on_the_days_it_ran() -> None:
    hour = hours_of(ago(5))[3]
    bill = Bill(NOW, {hour: 1000, hours_of(TODAY)[2]: 100})
    plain = Bill(NOW)
    extra = [bill.spent(ago(n), CHECKS) - plain.spent(ago(n), CHECKS) for n in (6, 5, 4, 0)]
    assert extra == pytest.approx([0, 15, 0, 1.5])


def test_costs_come_by_day_and_service_and_add_up(client: Clients) -> None:
    asked = {"TimePeriod": days(7), "Granularity": "DAILY", "Metrics": ["UnblendedCost"]}
    whole = client("ce").get_cost_and_usage(**asked)["ResultsByTime"]
    by_service = [{"Type": "DIMENSION", "Key": "SERVICE"}]
    grouped = client("ce").get_cost_and_usage(**asked, GroupBy=by_service)
    assert grouped["GroupDefinitions"] == by_service
    assert [row["Estimated"] for row in whole] == [False] * 5 + [True] * 2
    for one, parts in zip(whole, grouped["ResultsByTime"], strict=True):
        assert parts["Total"] == {}
        by_name = {part["Keys"][0]: amount(part["Metrics"]) for part in parts["Groups"]}
        assert set(by_name) == {item.service for item in ITEMS}
        assert amount(one["Total"]) == pytest.approx(sum(by_name.values()))
        assert (6 if one["Estimated"] else 12) < amount(one["Total"]) < 16
        assert by_name[REKOGNITION] > sum(by_name.values()) / 2


def test_a_filter_leaves_one_service_and_two_keys_group(client: Clients) -> None:
    only = {"Dimensions": {"Key": "SERVICE", "Values": [REKOGNITION]}}
    asked = {"TimePeriod": days(1), "Granularity": "DAILY", "Metrics": ["BlendedCost"]}
    keys = [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "USAGE_TYPE")]
    one = client("ce").get_cost_and_usage(**asked, Filter=only, GroupBy=keys)["ResultsByTime"][0]["Groups"]
    assert [group["Keys"] for group in one] == [[REKOGNITION, CHECKS.usage]]
    rest = client("ce").get_cost_and_usage(**asked, Filter={"Not": only})["ResultsByTime"][0]["Total"]
    assert amount(one[0]["Metrics"], "BlendedCost") > amount(rest, "BlendedCost") > 0
    both = {"And": [only, {"Dimensions": {"Key": "REGION", "Values": ["eu-west-1"]}}]}
    none = client("ce").get_cost_and_usage(**asked, Filter=both)["ResultsByTime"][0]["Total"]
    assert amount(none, "BlendedCost") == 0


def test_a_forecast_carries_the_last_full_week_on_and_takes_a_filter(client: Clients) -> None:
    asked = {"TimePeriod": days(0, 30), "Metric": "UNBLENDED_COST", "Granularity": "MONTHLY"}
    told = client("ce").get_cost_forecast(**asked)
    total = float(told["Total"]["Amount"])
    assert 390 < total < 450
    assert sum(float(row["MeanValue"]) for row in told["ForecastResultsByTime"]) == pytest.approx(total)
    only = {"Dimensions": {"Key": "SERVICE", "Values": [REKOGNITION]}}
    assert float(client("ce").get_cost_forecast(**asked, Filter=only)["Total"]["Amount"]) < total - 100


def test_months_begin_on_their_first() -> None:
    asked = {
        "TimePeriod": {"Start": "2026-09-20", "End": "2026-12-01"},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
    }
    rows = Explorer(Bill(NOW)).answer("GetCostAndUsage", asked)["ResultsByTime"]
    assert [row["TimePeriod"]["Start"] for row in rows] == ["2026-09-20", "2026-10-01", "2026-11-01"]
    assert 400 < amount(rows[1]["Total"]) < 450


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        ({"TimePeriod": days(0)}, "ValidationException", "before end"),
        ({"TimePeriod": days(-3, 5)}, "ValidationException", "after today"),
        ({"TimePeriod": days(1, 70)}, "ValidationException", "beginning of next month"),
        ({"Granularity": "HOURLY"}, "DataUnavailableException", "not enabled"),
        ({"Metrics": ["Dollars"]}, "ValidationException", "Dollars"),
        ({"GroupBy": [{"Type": "TAG", "Key": "team"}]}, "ValidationException", "TAG team"),
    ],
)
def test_what_makes_no_sense_is_refused_as_aws_does(
    client: Clients, changed: dict[str, Any], code: str, sentence: str
) -> None:
    asked = {"TimePeriod": days(1), "Granularity": "DAILY", "Metrics": ["UnblendedCost"]} | changed
    with pytest.raises(ClientError, match=sentence) as refused:
        client("ce").get_cost_and_usage(**asked)
    assert refused.value.response["Error"]["Code"] == code


def test_a_runaway_client_shows_at_once_in_costs_charges_and_figures(aws: PretendAws, client: Clients) -> None:
    def known() -> float:
        asked = {"TimePeriod": days(1, 1), "Granularity": "DAILY", "Metrics": ["UnblendedCost"]}
        return sum(amount(row["Total"]) for row in client("ce").get_cost_and_usage(**asked)["ResultsByTime"])

    def charged() -> list[float]:
        dimensions = [{"Name": "ServiceName", "Value": "AmazonRekognition"}, {"Name": "Currency", "Value": "USD"}]
        answer = client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Billing",
            MetricName="EstimatedCharges",
            Dimensions=dimensions,
            StartTime=time.time() - 14 * 86400,
            EndTime=time.time() + 1,
            Period=60,
            Statistics=["Maximum"],
        )
        return [point["Maximum"] for point in sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])]

    before, drawn, history = known(), aws.series()["cost_day"]["points"], charged()
    assert len(history) > 12
    aws.weather("cost_spike")
    aws.live()
    assert known() > before + 2
    assert charged()[-1] > history[-1] + 4
    now = aws.series()["cost_day"]["points"]
    assert len(now) == 14
    assert sum(value for _, value in now) > sum(value for _, value in drawn) + 4
    assert aws.figures()["cost_day"] == pytest.approx(now[-1][1], abs=0.1)
    aws.weather("healthy")
