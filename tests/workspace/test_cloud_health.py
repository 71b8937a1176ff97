"""Do AWS Health and Service Quotas answer boto3 as AWS would, and does Health know when Rekognition is slow?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.health import Health, Spell, spells_after
from workspace.cloud.pretend import PretendAws

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()
PAST = Health((Spell(NOW - 7200, NOW - 3600), Spell(NOW - 600)))


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(autouse=True)
def clear_sky(aws: PretendAws) -> Iterator[None]:
    yield
    aws.weather("healthy")
    aws.aws("fine")
    aws.allow()


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws, config=Config(retries={"mode": "standard", "total_max_attempts": 1})) as get:
        yield get


def told(client: Clients, **wish: Any) -> list[dict[str, Any]]:
    return list(client("health").describe_events(filter=wish)["events"])


def test_health_tells_of_slow_rekognition_while_it_is_slow_and_that_it_is_over(
    aws: PretendAws, client: Clients
) -> None:
    """Whoever looks for a cause must find AWS's own word for it, from the moment the alarms fire."""
    assert told(client, services=["REKOGNITION"]) == []
    begun = time.time()
    aws.weather("slow")
    (event,) = told(client, services=["REKOGNITION"], regions=["us-east-1"], eventStatusCodes=["open"])
    assert (event["eventTypeCode"], event["eventTypeCategory"]) == ("AWS_REKOGNITION_OPERATIONAL_ISSUE", "issue")
    assert abs(event["startTime"].timestamp() - begun) < 5
    assert "endTime" not in event
    details = client("health").describe_event_details(eventArns=[event["arn"]])["successfulSet"]
    assert details[0]["event"] == event
    assert details[0]["eventDescription"]["latestDescription"].startswith(
        "Increased response times for face liveness operations"
    )
    aws.weather("healthy")
    assert told(client, eventStatusCodes=["open"]) == []
    (over,) = told(client, eventStatusCodes=["closed"])
    assert over["arn"] == event["arn"]
    assert over["endTime"] >= over["startTime"] == event["startTime"]


@pytest.mark.parametrize("weather", ["low_success", "errors", "throttled_table", "cold_starts"])
def test_of_what_is_our_own_fault_health_says_nothing(weather: str, aws: PretendAws, client: Clients) -> None:
    aws.weather(weather)
    assert told(client, eventStatusCodes=["open", "upcoming"]) == []


@pytest.mark.parametrize(
    ("wish", "count"),
    [
        ({}, 2),
        ({"services": ["LAMBDA"]}, 0),
        ({"regions": ["eu-west-1"]}, 0),
        ({"eventTypeCategories": ["issue"], "eventStatusCodes": ["open"]}, 1),
        ({"eventTypeCategories": ["scheduledChange"]}, 0),
        ({"startTimes": [{"from": NOW - 900}]}, 1),
        ({"startTimes": [{"to": NOW - 900}]}, 1),
        ({"endTimes": [{"from": NOW - 9000}]}, 1),
        ({"tags": [{"team": "face"}]}, 0),
    ],
)
def test_a_filter_takes_what_fits_every_part_of_it(wish: dict[str, Any], count: int) -> None:
    events = PAST.answer("DescribeEvents", {"filter": wish})["events"]
    assert len(events) == count
    assert [event["startTime"] for event in events] == sorted((event["startTime"] for event in events), reverse=True)


def test_an_event_that_there_is_not_fails_alone(client: Clients) -> None:
    missing = "arn:aws:health:us-east-1::event/REKOGNITION/AWS_REKOGNITION_OPERATIONAL_ISSUE/never"
    answer = client("health").describe_event_details(eventArns=[missing])
    assert answer["successfulSet"] == []
    assert answer["failedSet"][0]["eventArn"] == missing


def test_spells_open_and_close_with_the_weather_and_the_oldest_are_forgotten() -> None:
    spells: tuple[Spell, ...] = ()
    for turn in range(24):
        spells = spells_after(spells, "slow" if turn % 2 == 0 else "errors", float(turn))
        assert spells_after(spells, "slow" if turn % 2 == 0 else "silent", 99.0) == spells
    assert len(spells) == 10
    assert spells[-1] == Spell(22.0, 23.0)


def test_quotas_name_the_two_liveness_operations_and_no_usage(client: Clients) -> None:
    quotas = client("service-quotas").list_service_quotas(ServiceCode="rekognition")["Quotas"]
    assert {quota["QuotaName"]: quota["Value"] for quota in quotas} == {
        "Transactions per second limit for CreateFaceLivenessSession": 5.0,
        "Transactions per second limit for GetFaceLivenessSessionResults": 5.0,
    }
    assert not any("UsageMetric" in quota for quota in quotas)
    one = client("service-quotas").get_service_quota(ServiceCode="rekognition", QuotaCode=quotas[1]["QuotaCode"])
    assert one["Quota"] == quotas[1]


@pytest.mark.parametrize(("product", "code"), [("no-such-product", "L-1"), ("rekognition", "L-1")])
def test_a_quota_that_there_is_not_raises_the_modelled_exception(client: Clients, product: str, code: str) -> None:
    quotas = client("service-quotas")
    with pytest.raises(quotas.exceptions.NoSuchResourceException):
        quotas.get_service_quota(ServiceCode=product, QuotaCode=code)


CALLS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "health:DescribeEvents": ("health", lambda it: it.describe_events()),
    "health:DescribeEventDetails": ("health", lambda it: it.describe_event_details(eventArns=["arn:aws:health"])),
    "servicequotas:ListServiceQuotas": (
        "service-quotas",
        lambda it: it.list_service_quotas(ServiceCode="rekognition"),
    ),
    "cloudtrail:LookupEvents": ("cloudtrail", lambda it: it.lookup_events()),
}


@pytest.mark.parametrize("action", CALLS)
def test_the_weather_of_aws_is_over_these_services_too(action: str, aws: PretendAws, client: Clients) -> None:
    service, call = CALLS[action]
    caller = client(service)

    def refused() -> ClientError:
        with pytest.raises(ClientError) as trouble:
            call(caller)
        return trouble.value

    assert call(caller)["ResponseMetadata"]["HTTPStatusCode"] == 200
    aws.deny(action)
    denied = refused().response["Error"]
    assert denied["Code"] == "AccessDeniedException"
    assert f"is not authorized to perform: {action}" in denied["Message"]
    aws.allow()
    aws.aws("throttled")
    assert refused().response["Error"]["Message"] == "Rate exceeded"
    aws.aws("failing")
    assert refused().response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_times_come_as_moments_with_a_zone(aws: PretendAws, client: Clients) -> None:
    aws.weather("slow")
    (event,) = told(
        client,
        startTimes=[{"from": datetime.fromtimestamp(time.time(), UTC) - timedelta(minutes=1)}],
        eventStatusCodes=["open"],
    )
    assert event["startTime"].tzinfo is not None
