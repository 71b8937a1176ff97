"""Do a runbook's questions find the same in every cloud: the fake, and AWS's stand-ins where these are true to AWS?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.diagnostics import (
    AlarmChange,
    AlarmHistory,
    BucketAccess,
    BucketReading,
    Change,
    Deployment,
    Deployments,
    LogLines,
    LogSearch,
    RecentChanges,
    RoleSimulation,
    Simulated,
    TableConfiguration,
    TableReading,
)
from bot.domain.knowledge import Known, Missing
from bot.domain.queries import Query
from tests.adapters.clouds import REGION, InMemory, ministack, moto
from tests.adapters.estates import ACCOUNT, AnyEstate, Estate
from tests.liveness import CREATE

GROUP = f"/aws/lambda/{CREATE}"
ALARM = "FaceAuth-Liveness-LowSuccessRate"
BUCKET = "face-auth-images"
TABLE = "FaceAuth-LivenessSessions"
ROLE = "FaceAuthLambdaExecutionRole"

everywhere = pytest.mark.parametrize("estate", ["memory", "moto", "ministack"], indirect=True)
not_on_moto = pytest.mark.parametrize("estate", ["memory", "ministack"], indirect=True)
"""moto has no history of alarms, simulates no policies and looks up no events."""


@pytest.fixture(scope="module")
def moto_address() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture(scope="module")
def ministack_address() -> Iterator[str]:
    with ministack() as address:
        yield address


@pytest.fixture
def estate(request: pytest.FixtureRequest, tmp_path: Path) -> AnyEstate:
    """Make an empty cloud of the kind asked for."""
    if request.param == "memory":
        return InMemory()
    address = request.getfixturevalue(f"{request.param}_address")
    stand_in = Estate(address, tmp_path, knows_percentiles=False)
    stand_in.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    return stand_in


def known(estate: AnyEstate, query: Query[Any], source: str) -> Any:
    answer = estate.cloud.read(query, region=REGION)
    assert isinstance(answer, Known), answer
    assert answer.source == source
    return answer.value


def missing(estate: AnyEstate, query: Query[Any]) -> Missing:
    answer = estate.cloud.read(query, region=REGION)
    assert isinstance(answer, Missing), answer
    return answer


def ago(estate: AnyEstate, minutes: float) -> datetime:
    """Return a moment of whole milliseconds, which is how finely AWS tells them."""
    now = estate.clock.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000) - timedelta(minutes=minutes)


def search(estate: AnyEstate, *patterns: str, most: int = 5000) -> LogLines:
    query = LogSearch(GROUP, patterns, ago(estate, 60), ago(estate, 0), most=most)
    found = known(estate, query, "logs:FilterLogEvents")
    assert isinstance(found, LogLines)
    return found


@everywhere
class TestLogs:
    def test_what_a_pattern_finds_is_told_newest_first_as_it_was_written(self, estate: AnyEstate) -> None:
        for minutes, message in ((50, "ERROR one"), (2, "ERROR three"), (20, "ERROR two"), (10, "INFO fine")):
            estate.put_log(GROUP, ago(estate, minutes), message)
        found = search(estate, "ERROR")
        assert [(one.at, one.message) for one in found.events] == [
            (ago(estate, 2), "ERROR three"),
            (ago(estate, 20), "ERROR two"),
            (ago(estate, 50), "ERROR one"),
        ]
        assert found.is_whole

    def test_the_start_counts_in_and_the_end_does_not(self, estate: AnyEstate) -> None:
        for minutes, message in ((60, "ERROR first"), (0, "ERROR too late"), (61, "ERROR too early")):
            estate.put_log(GROUP, ago(estate, minutes), message)
        assert [one.message for one in search(estate, "ERROR").events] == ["ERROR first"]

    def test_an_event_that_two_patterns_find_is_told_once(self, estate: AnyEstate) -> None:
        estate.put_log(GROUP, ago(estate, 5), "ERROR is_live=False")
        estate.put_log(GROUP, ago(estate, 4), "INFO is_live=False")
        found = search(estate, "ERROR", '"is_live=False"')
        assert [one.message for one in found.events] == ["INFO is_live=False", "ERROR is_live=False"]

    def test_the_same_line_written_twice_is_told_twice(self, estate: AnyEstate) -> None:
        for _ in range(2):
            estate.put_log(GROUP, ago(estate, 5), "ERROR again")
        assert len(search(estate, "ERROR").events) == 2

    def test_without_patterns_it_is_every_event(self, estate: AnyEstate) -> None:
        for message in ("ERROR one", "INFO two"):
            estate.put_log(GROUP, ago(estate, 5), message)
        assert {one.message for one in search(estate).events} == {"ERROR one", "INFO two"}

    def test_beyond_the_most_the_newest_are_kept_and_it_says_so(self, estate: AnyEstate) -> None:
        for minutes in range(1, 31):
            estate.put_log(GROUP, ago(estate, minutes), f"ERROR {minutes}")
        found = search(estate, "ERROR", most=3)
        assert [one.message for one in found.events] == ["ERROR 1", "ERROR 2", "ERROR 3"]
        assert not found.is_whole

    def test_hostile_bytes_come_through_as_they_are(self, estate: AnyEstate) -> None:
        """Making them harmless is the business of who shows them; what is counted must be what was written."""
        message = 'ERROR \x1b[31m<!channel> & "quoted" \\ \t ライブネス 🙈 \u202e' + "x" * 20_000
        estate.put_log(GROUP, ago(estate, 5), message)
        assert [one.message for one in search(estate, "ERROR").events] == [message]

    def test_a_group_that_does_not_exist_is_missing(self, estate: AnyEstate) -> None:
        query = LogSearch("/aws/lambda/Nobody", ("ERROR",), ago(estate, 60), ago(estate, 0))
        assert missing(estate, query) == Missing("not_found", "logs:FilterLogEvents", "/aws/lambda/Nobody")


@not_on_moto
class TestHistoryAndChanges:
    def test_an_alarms_changes_are_told_with_their_reasons(self, estate: AnyEstate) -> None:
        now = ago(estate, 0)
        wanted = [("OK", "ALARM", "94 < 95"), ("ALARM", "OK", "back")]
        estate.put_history(ALARM, *(AlarmChange(now, *states, reason=why) for *states, why in wanted))  # type: ignore[arg-type,misc]
        estate.put_history("Somebody-Elses", AlarmChange(now, "OK", "ALARM"))
        query = AlarmHistory(ALARM, now - timedelta(hours=1), now + timedelta(hours=1))
        found = known(estate, query, "cloudwatch:DescribeAlarmHistory")
        told = {(one.before, one.after, one.reason) for one in found}
        assert set(wanted) <= told
        assert all(abs(one.at - now) < timedelta(minutes=1) for one in found)
        earlier = AlarmHistory(ALARM, now - timedelta(hours=2), now - timedelta(hours=1))
        assert known(estate, earlier, "cloudwatch:DescribeAlarmHistory") == ()

    def test_who_changed_a_resource_is_told_and_who_read_it_is_not(self, estate: AnyEstate) -> None:
        now = ago(estate, 0)
        if isinstance(estate, InMemory):
            estate.put_change(Change("1", now, "CreateTable", "test", TABLE))
        else:
            estate.put_table(TableReading(TABLE, "ACTIVE", is_on_demand=True, read_units=None, write_units=None))
            known(estate, TableConfiguration(TABLE), "dynamodb:DescribeTable")
        around = (now - timedelta(hours=1), now + timedelta(hours=1))
        found = known(estate, RecentChanges((CREATE, TABLE), *around), "cloudtrail:LookupEvents")
        assert [(one.event, one.by, one.resource, one.error) for one in found] == [("CreateTable", "test", TABLE, None)]
        assert known(estate, RecentChanges((CREATE,), *around), "cloudtrail:LookupEvents") == ()

    def test_a_roles_permissions_are_tried_for_each_resource(self, estate: AnyEstate) -> None:
        table, other = (f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}" for name in (TABLE, "Other"))
        decisions = {
            ("dynamodb:PutItem", table): "allowed",
            ("dynamodb:GetItem", table): "allowed",
            ("dynamodb:GetItem", other): "explicitDeny",
        }
        estate.put_role(ROLE, decisions)
        query = RoleSimulation(ROLE, ("dynamodb:PutItem", "dynamodb:GetItem"), (table, other))
        assert known(estate, query, "iam:SimulatePrincipalPolicy") == (
            Simulated("dynamodb:PutItem", table, "allowed"),
            Simulated("dynamodb:GetItem", table, "allowed"),
            Simulated("dynamodb:PutItem", other, "implicitDeny"),
            Simulated("dynamodb:GetItem", other, "explicitDeny"),
        )

    def test_a_role_that_does_not_exist_is_missing(self, estate: AnyEstate) -> None:
        query = RoleSimulation("Nobody", ("s3:GetObject",), ("*",))
        assert missing(estate, query) == Missing("not_found", "iam:GetRole", "Nobody")


@everywhere
class TestHoldings:
    def test_what_protects_a_bucket_is_told(self, estate: AnyEstate) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        block = dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
        )
        key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
        put = BucketReading(BUCKET, policy, block, account_block=None, encryption="aws:kms", kms_key=key)
        estate.put_bucket(put)
        assert known(estate, BucketAccess(BUCKET), "s3:GetBucketPolicy") == put

    def test_a_bucket_with_nothing_set_is_known_and_says_so(self, estate: AnyEstate) -> None:
        """S3 answers these with errors. moto still knows buckets without encryption; AWS has none since 2023."""
        estate.put_bucket(BucketReading(BUCKET, None, None, None, encryption=None))
        found = known(estate, BucketAccess(BUCKET), "s3:GetBucketPolicy")
        assert (found.policy, found.block, found.account_block, found.kms_key) == (None, None, None, None)
        assert found.encryption in {None, "AES256"}

    def test_a_bucket_that_does_not_exist_is_missing(self, estate: AnyEstate) -> None:
        assert missing(estate, BucketAccess("nobody")) == Missing("not_found", "s3:GetBucketPolicy", "nobody")

    @pytest.mark.parametrize("units", [None, 5])
    def test_how_a_table_is_billed_is_told(self, estate: AnyEstate, units: int | None) -> None:
        put = TableReading(TABLE, "ACTIVE", is_on_demand=units is None, read_units=units, write_units=units)
        estate.put_table(put)
        found = known(estate, TableConfiguration(TABLE), "dynamodb:DescribeTable")
        assert (found.name, found.status, found.is_on_demand) == (TABLE, "ACTIVE", units is None)
        assert (found.read_units, found.write_units) == (units, units)

    def test_a_table_that_does_not_exist_is_missing(self, estate: AnyEstate) -> None:
        assert missing(estate, TableConfiguration("Nobody")) == Missing("not_found", "dynamodb:DescribeTable", "Nobody")

    def test_published_versions_are_told_newest_first_with_their_aliases(self, estate: AnyEstate) -> None:
        estate.put_function(CREATE)
        now = ago(estate, 0)
        put = [Deployment("1", now, "first", ("stable",)), Deployment("2", now, "second", ("live", "canary"))]
        for one in put:
            estate.put_deployment(CREATE, one)
        found = known(estate, Deployments(CREATE), "lambda:ListVersionsByFunction")
        assert [(one.version, one.description, tuple(sorted(one.aliases))) for one in found] == [
            ("2", "second", ("canary", "live")),
            ("1", "first", ("stable",)),
        ]
        assert all(abs(one.published_at - now) < timedelta(minutes=5) for one in found)

    def test_deployments_of_a_function_that_does_not_exist_are_missing(self, estate: AnyEstate) -> None:
        assert missing(estate, Deployments("Nobody")) == Missing("not_found", "lambda:ListVersionsByFunction", "Nobody")


@pytest.mark.parametrize("estate", ["moto", "ministack"], indirect=True)
def test_an_alias_that_shares_its_traffic_points_to_both_versions(estate: Estate) -> None:
    estate.put_function(CREATE)
    for one in (Deployment("1", ago(estate, 0), ""), Deployment("2", ago(estate, 0), "", ("live",))):
        estate.put_deployment(CREATE, one)
    estate.share(CREATE, "live", "1")
    found = known(estate, Deployments(CREATE), "lambda:ListVersionsByFunction")
    assert [one.aliases for one in found] == [("live",), ("live",)]


@pytest.mark.parametrize("estate", ["moto"], indirect=True)
def test_more_events_than_a_page_holds_are_all_counted(estate: Estate) -> None:
    """The window's newest sixth alone holds more than one page: its token must be followed."""
    batch: list[Any] = [
        {"timestamp": round(ago(estate, 5).timestamp() * 1000) + number, "message": f"ERROR {number}"}
        for number in range(10_400)
    ]
    estate.put_log(GROUP, ago(estate, 5), "INFO first")
    for start in range(0, len(batch), 5_200):
        estate._logs.put_log_events(logGroupName=GROUP, logStreamName="stream", logEvents=batch[start : start + 5_200])
    found = search(estate, "ERROR", most=20_000)
    assert len(found.events) == 10_400
    assert found.is_whole
