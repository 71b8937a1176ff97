"""What AWS's stand-ins never say to a runbook's questions: refusals, pages, budgets, and services that they lack."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.diagnostics import (
    AlarmHistory,
    BucketAccess,
    Deployments,
    HealthEvents,
    LogLines,
    LogSearch,
    Quota,
    Quotas,
    RecentChanges,
    RoleSimulation,
    Simulated,
    TableConfiguration,
)
from bot.domain.knowledge import Failed, Known, Missing
from bot.domain.queries import FunctionConfiguration, Query
from tests.adapters.clouds import REGION, session_for
from tests.adapters.scripted import NOW, Scripted, refusal
from tests.fakes import FakeCloud, FixedClock
from tests.liveness import CREATE

GROUP = f"/aws/lambda/{CREATE}"
AN_HOUR = (NOW - timedelta(hours=1), NOW)
LAST_MINUTE = (NOW - timedelta(minutes=1), NOW)
"""Too short to be cut into slices."""

Told = tuple[int, Mapping[str, Any] | str]


@pytest.fixture
def aws() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def cloud(aws: Scripted, tmp_path: Path) -> AwsCloud:
    return AwsCloud(FixedClock(NOW), AwsSession(session_for(aws.address, tmp_path)))


def known(cloud: AwsCloud, query: Query[Any], *, region: str = REGION) -> Any:
    answer = cloud.read(query, region=region)
    assert isinstance(answer, Known), answer
    return answer.value


def event(name: str, at: datetime = NOW - timedelta(seconds=30), message: str = "ERROR") -> Mapping[str, Any]:
    return {"eventId": name, "timestamp": round(at.timestamp() * 1000), "message": message}


def gone(code: str) -> str:
    """Refuse as the XML services do."""
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"


ROLE = "<GetRoleResponse><GetRoleResult><Role><Arn>arn:aws:iam::123456789012:role/path/Role</Arn></Role></GetRoleResult></GetRoleResponse>"


@pytest.mark.parametrize(
    ("query", "refused", "needs"),
    [
        (LogSearch(GROUP, ("ERROR",), *AN_HOUR), "FilterLogEvents", "logs:FilterLogEvents"),
        (AlarmHistory("A", *AN_HOUR), "DescribeAlarmHistory", "cloudwatch:DescribeAlarmHistory"),
        (Quotas("rekognition"), "ListServiceQuotas", "servicequotas:ListServiceQuotas"),
        (HealthEvents(("REKOGNITION",), NOW), "DescribeEvents", "health:DescribeEvents"),
        (RecentChanges((CREATE,), *AN_HOUR), "LookupEvents", "cloudtrail:LookupEvents"),
        (TableConfiguration("T"), "DescribeTable", "dynamodb:DescribeTable"),
        (BucketAccess("bucket"), "/bucket?policy", "s3:GetBucketPolicy"),
        (BucketAccess("bucket"), "/bucket?publicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        (BucketAccess("bucket"), "/bucket?encryption", "s3:GetEncryptionConfiguration"),
        (RoleSimulation("Role", ("s3:GetObject",), ("*",)), "GetRole", "iam:GetRole"),
        (RoleSimulation("Role", ("s3:GetObject",), ("*",)), "SimulatePrincipalPolicy", "iam:SimulatePrincipalPolicy"),
        (Deployments(CREATE), f"/2015-03-31/functions/{CREATE}/versions", "lambda:ListVersionsByFunction"),
        (Deployments(CREATE), f"/2015-03-31/functions/{CREATE}/aliases", "lambda:ListAliases"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whoever_may_not_ask_is_told_which_permission_is_missing(
    aws: Scripted, cloud: AwsCloud, query: Query[Any], refused: str, needs: str
) -> None:
    """A question of several calls fails by one of them: it names that one's action, as a policy would write it."""

    def script(operation: str, asked: Mapping[str, Any]) -> Told:
        if operation == refused:
            is_xml = isinstance(query, BucketAccess | RoleSimulation)
            return 403, gone("AccessDenied") if is_xml else refusal("AccessDeniedException")
        if isinstance(query, BucketAccess | RoleSimulation):
            return (200, ROLE) if operation == "GetRole" else (404, gone("NoSuchBucketPolicy"))
        return 200, {}

    aws.script = script
    answer = cloud.read(query, region=REGION)
    assert isinstance(answer, Failed), answer
    assert (answer.reason, answer.needs) == ("denied", needs)


class TestLogs:
    @staticmethod
    def search(cloud: AwsCloud, *patterns: str, **more: Any) -> LogLines:
        found = known(cloud, LogSearch(GROUP, patterns or ("ERROR",), *more.pop("over", LAST_MINUTE), **more))
        assert isinstance(found, LogLines)
        return found

    def test_an_empty_page_is_not_the_last(self, aws: Scripted, cloud: AwsCloud) -> None:
        """CloudWatch may answer with no event and a token: it has only not searched further yet."""
        pages = {None: {"events": [], "nextToken": "1"}, "1": {"nextToken": "2"}, "2": {"events": [event("a")]}}
        aws.script = lambda _operation, asked: (200, pages[asked.get("nextToken")])
        found = self.search(cloud)
        assert [one.id for one in found.events] == ["a"]
        assert found.is_whole
        assert all(asked["limit"] == 10_000 and asked["startFromHead"] is False for _, asked in aws.calls)

    def test_beyond_the_most_no_further_page_is_asked_for(self, aws: Scripted, cloud: AwsCloud) -> None:
        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            page = int(asked.get("nextToken", 0))
            newest_first = [NOW - timedelta(milliseconds=1 + 10 * page + number) for number in range(10)]
            rows = [event(f"{page}-{place}", at) for place, at in enumerate(newest_first)]
            return 200, {"events": rows, "nextToken": str(page + 1)}

        aws.script = script
        found = self.search(cloud, most=25)
        assert aws.count("FilterLogEvents") == 3
        assert [one.id for one in found.events] == [f"{page}-{place}" for page in range(3) for place in range(10)][:25]
        assert not found.is_whole

    def test_when_the_time_is_up_what_was_found_is_told_as_a_part(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (200, {"events": [event("a")], "nextToken": "more"})
        found = self.search(cloud, seconds=0.0)
        assert ([one.id for one in found.events], found.is_whole) == (["a"], False)
        assert aws.count("FilterLogEvents") == 1

    def test_parts_of_the_window_are_searched_at_the_same_time_and_leave_no_gap(
        self, aws: Scripted, cloud: AwsCloud
    ) -> None:
        all_here = threading.Barrier(6)

        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            all_here.wait(timeout=10)
            start = datetime.fromtimestamp(asked["startTime"] / 1000, UTC)
            return 200, {"events": [event(str(asked["startTime"]), start)]}

        aws.script = script
        start, end = NOW - timedelta(minutes=59, microseconds=500), NOW - timedelta(microseconds=300)
        found = self.search(cloud, over=(start, end))
        spans = sorted((asked["startTime"], asked["endTime"]) for _, asked in aws.calls)
        assert len(found.events) == len(spans) == 6
        assert all(before[1] + 1 == after[0] for before, after in pairwise(spans))
        assert start <= found.events[-1].at < start + timedelta(milliseconds=1)
        assert spans[-1][1] == round(NOW.timestamp() * 1000) - 1
        assert [one.at for one in found.events] == sorted((one.at for one in found.events), reverse=True)

    def test_older_parts_end_when_newer_ones_have_enough(self, aws: Scripted, cloud: AwsCloud) -> None:
        newest = threading.Event()

        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            start = datetime.fromtimestamp(asked["startTime"] / 1000, UTC)
            if start >= NOW - timedelta(minutes=10):
                newest.set()
                return 200, {"events": [event(f"new-{number}", start) for number in range(10)]}
            newest.wait(timeout=10)
            return 200, {"events": [event(f"old-{start}-{asked.get('nextToken')}", start)], "nextToken": "more"}

        aws.script = script
        found = self.search(cloud, most=10, over=AN_HOUR)
        assert {one.id for one in found.events} == {f"new-{number}" for number in range(10)}
        assert not found.is_whole

    def test_patterns_and_parts_share_what_is_asked_at_once(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (200, {"events": [event("same")]})
        found = self.search(cloud, "ERROR", '"is_live=False"', "ERROR", over=AN_HOUR)
        assert [one.id for one in found.events] == ["same"]
        assert aws.count("FilterLogEvents") <= 6
        assert {asked["filterPattern"] for _, asked in aws.calls} == {"ERROR", '"is_live=False"'}

    def test_a_refusal_in_the_middle_keeps_what_was_found_and_says_so(self, aws: Scripted, cloud: AwsCloud) -> None:
        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            if "nextToken" in asked:
                return 400, refusal("InvalidParameterException")
            return 200, {"events": [event("a")], "nextToken": "broken"}

        aws.script = script
        found = self.search(cloud)
        assert ([one.id for one in found.events], found.is_whole) == (["a"], False)

    def test_a_part_that_could_not_be_searched_at_all_is_no_silence(self, aws: Scripted, cloud: AwsCloud) -> None:
        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            is_oldest = asked["startTime"] == round(AN_HOUR[0].timestamp() * 1000)
            return (400, refusal("InvalidParameterException")) if is_oldest else (200, {"events": []})

        aws.script = script
        answer = cloud.read(LogSearch(GROUP, ("ERROR",), *AN_HOUR), region=REGION)
        assert isinstance(answer, Failed)
        assert answer.reason == "rejected"

    def test_throttling_is_waited_out(self, aws: Scripted, cloud: AwsCloud) -> None:
        def script(_operation: str, _asked: Mapping[str, Any]) -> Told:
            throttled = aws.count("FilterLogEvents") <= 2
            return (400, refusal("ThrottlingException")) if throttled else (200, {"events": [event("a")]})

        aws.script = script
        assert [one.id for one in self.search(cloud).events] == ["a"]

    def test_bytes_of_every_kind_come_through(self, aws: Scripted, cloud: AwsCloud) -> None:
        message = "".join(map(chr, range(0x20))) + "\x7f\u202e\ufeff\ud83d\ude48<!channel>`" + "x" * 200_000
        aws.script = lambda _operation, _asked: (200, {"events": [event("a", message=message), event("b", message="")]})
        told = {one.id: one.message for one in self.search(cloud).events}
        assert told == {"a": message.encode("utf-16", "surrogatepass").decode("utf-16"), "b": ""}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"HistoryData": json.dumps({"oldState": {"stateValue": "OK"}, "newState": {"stateValue": "ALARM", "stateReason": "x"}})}, ("OK", "ALARM", "x")),
        ({"HistorySummary": "Alarm updated from INSUFFICIENT_DATA to OK"}, ("INSUFFICIENT_DATA", "OK", "")),
        ({"HistoryData": "{", "HistorySummary": "Alarm updated from OK to ALARM"}, ("OK", "ALARM", "")),
        ({"HistoryData": json.dumps({"oldState": [], "newState": "?"}), "HistorySummary": "Alarm updated from OK to ALARM"}, ("OK", "ALARM", "")),
        ({"HistoryData": "[]", "HistorySummary": 'Alarm "A" created'}, None),
        ({"HistoryData": json.dumps({"oldState": {"stateValue": ["OK"]}, "newState": {"stateValue": 1}})}, None),
    ],
)  # fmt: skip
def test_a_history_is_read_from_its_data_or_else_from_its_summary(
    aws: Scripted, cloud: AwsCloud, row: Mapping[str, Any], told: tuple[str, str, str] | None
) -> None:
    item = {"AlarmName": "A", "Timestamp": (NOW - timedelta(minutes=5)).timestamp(), "HistoryItemType": "StateUpdate"}
    aws.script = lambda _operation, _asked: (200, {"AlarmHistoryItems": [{**item, **row}]})
    found = known(cloud, AlarmHistory("A", *AN_HOUR))
    assert [(one.before, one.after, one.reason) for one in found] == ([told] if told else [])
    _, asked = aws.calls[0]
    assert (asked["AlarmTypes"], asked["HistoryItemType"]) == (["MetricAlarm", "CompositeAlarm"], "StateUpdate")


RATE = {
    "QuotaCode": "L-1", "QuotaName": "Transactions per second per account for CreateFaceLivenessSession", "Value": 5.0, "Adjustable": True,
    "UsageMetric": {"MetricNamespace": "AWS/Usage", "MetricName": "CallCount", "MetricDimensions": {"Service": "Rekognition"}, "MetricStatisticRecommendation": "Sum"},
}  # fmt: skip
OTHER = {"QuotaCode": "L-2", "QuotaName": "Face collections", "Value": 1000.0, "Adjustable": False}
BROKEN = {"QuotaCode": "L-3", "QuotaName": "FaceLiveness?", "ErrorReason": {"ErrorCode": "DEPENDENCY_SERVICE_ERROR"}}


def test_quotas_are_read_to_the_last_page_and_chosen_by_their_words(aws: Scripted, cloud: AwsCloud) -> None:
    def script(_operation: str, asked: Mapping[str, Any]) -> Told:
        assert asked["ServiceCode"] == "rekognition"
        return 200, {"Quotas": [RATE, BROKEN]} if "NextToken" in asked else {"Quotas": [OTHER], "NextToken": "2"}

    aws.script = script
    other = Quota("L-2", "Face collections", 1000.0, is_adjustable=False)
    rate = Quota("L-1", RATE["QuotaName"], 5.0, True, "AWS/Usage", "CallCount", {"Service": "Rekognition"}, "Sum")  # type: ignore[arg-type]
    assert known(cloud, Quotas("rekognition")) == (other, rate)
    assert known(cloud, Quotas("rekognition", ("faceliveness", "nothing"))) == (rate,)


def test_a_product_without_quotas_is_missing(aws: Scripted, cloud: AwsCloud) -> None:
    aws.script = lambda _operation, _asked: (400, refusal("NoSuchResourceException"))
    answer = cloud.read(Quotas("nothing"), region=REGION)
    assert answer == Missing("not_found", "servicequotas:ListServiceQuotas", "nothing")
    assert FakeCloud().read(Quotas("nothing"), region=REGION) == answer


class TestHealth:
    ASKED = HealthEvents(("REKOGNITION", "LAMBDA"), NOW - timedelta(days=1))

    @staticmethod
    def row(name: str, hours_ago: float, status: str = "open", **more: Any) -> Mapping[str, Any]:
        started = (NOW - timedelta(hours=hours_ago)).timestamp()
        kind = {"service": "REKOGNITION", "eventTypeCode": "AWS_REKOGNITION_OPERATIONAL_ISSUE"}
        return {"arn": name, "startTime": started, "statusCode": status, "eventTypeCategory": "issue", "region": "eu-west-1", **kind, **more}  # fmt: skip

    def test_what_is_open_and_what_began_lately_is_told_once_with_its_words(
        self, aws: Scripted, cloud: AwsCloud
    ) -> None:
        opened = [self.row("old", 40), self.row("both", 2)]
        ended = (NOW - timedelta(hours=1)).timestamp()
        lately = [self.row("both", 2), *(self.row(f"closed-{n}", 3 + n, "closed", endTime=ended) for n in range(11))]

        def script(operation: str, asked: Mapping[str, Any]) -> Told:
            if operation == "DescribeEvents":
                wanted = asked["filter"]
                assert (wanted["services"], wanted["regions"]) == (["REKOGNITION", "LAMBDA"], ["eu-west-1", "global"])
                return 200, {"events": opened if "eventStatusCodes" in wanted else lately}
            told = [
                {"event": {"arn": arn}, "eventDescription": {"latestDescription": f"{arn}!"}}
                for arn in asked["eventArns"]
            ]
            return 200, {"successfulSet": told[:-1], "failedSet": [{"eventArn": asked["eventArns"][-1]}]}

        aws.script = script
        found = known(cloud, self.ASKED, region="eu-west-1")
        assert [one.arn for one in found] == ["both", *(f"closed-{n}" for n in range(11)), "old"]
        assert set(aws.regions) == {"us-east-1"}
        sizes = [len(asked["eventArns"]) for operation, asked in aws.calls if operation == "DescribeEventDetails"]
        assert sorted(sizes) == [3, 10]
        assert sum(one.description == f"{one.arn}!" for one in found) == 11
        by_name = {one.arn: one for one in found}
        assert (by_name["both"].status, by_name["both"].ended_at) == ("open", None)
        assert by_name["closed-0"].ended_at == NOW - timedelta(hours=1)

    def test_an_event_is_told_although_its_details_are_refused(self, aws: Scripted, cloud: AwsCloud) -> None:
        def script(operation: str, _asked: Mapping[str, Any]) -> Told:
            if operation == "DescribeEventDetails":
                return 400, refusal("AccessDeniedException")
            return 200, {"events": [self.row("one", 1)]}

        aws.script = script
        assert [(one.arn, one.description) for one in known(cloud, self.ASKED)] == [("one", "")]

    def test_without_a_support_plan_it_is_missing_and_no_failure(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (400, refusal("SubscriptionRequiredException"))
        answer = cloud.read(self.ASKED, region=REGION)
        assert answer == Missing("not_subscribed", "health:DescribeEvents", "AWS Support plan")
        fake = FakeCloud()
        fake.end_support_plan()
        assert fake.read(self.ASKED, region=REGION) == answer


class TestChanges:
    @staticmethod
    def row(name: str, event_name: str, minutes_ago: float = 5, **more: Any) -> Mapping[str, Any]:
        at = (NOW - timedelta(minutes=minutes_ago)).timestamp()
        return {"EventId": name, "EventName": event_name, "EventTime": at, "Username": "alice", "ReadOnly": "false", **more}  # fmt: skip

    def test_only_what_wrote_is_told_under_plain_names(self, aws: Scripted, cloud: AwsCloud) -> None:
        refused = json.dumps({"errorCode": "AccessDenied", "errorMessage": "no"})
        pages = [
            [
                self.row("1", "UpdateFunctionConfiguration20150331v2", 1, CloudTrailEvent="{"),
                self.row("2", "GetFunctionConfiguration20150331v2", 2),
                self.row("3", "AssumeRole", 3, ReadOnly="true"),
            ],
            [
                self.row("4", "UpdateAlias20150331", 4, CloudTrailEvent=refused),
                self.row("5", "PutItem", 70),
                self.row("6", "HeadBucket", 6, ReadOnly=""),
                self.row("7", "DeleteItem", 7, Username="bob", CloudTrailEvent="[]"),
            ],
        ]

        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            page = int(asked.get("NextToken", 0))
            return 200, {"Events": pages[page], **({"NextToken": "1"} if page == 0 else {})}

        aws.script = script
        found = known(cloud, RecentChanges((CREATE,), *AN_HOUR))
        assert [(one.event, one.by, one.error) for one in found] == [
            ("UpdateFunctionConfiguration", "alice", None),
            ("UpdateAlias", "alice", "AccessDenied"),
            ("DeleteItem", "bob", None),
        ]

    def test_an_event_of_two_resources_is_told_once(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (200, {"Events": [self.row("same", "UpdateAlias")]})
        found = known(cloud, RecentChanges(("first", "second", "third", "fourth", "fifth"), *AN_HOUR))
        assert [(one.id, one.resource) for one in found] == [("same", "first")]
        names = [asked["LookupAttributes"][0]["AttributeValue"] for _, asked in aws.calls]
        assert sorted(names[:4]) == ["first", "fourth", "second", "third"]
        assert names[4:] == ["fifth"]

    def test_a_resource_that_is_read_all_the_time_is_not_searched_for_ever(
        self, aws: Scripted, cloud: AwsCloud
    ) -> None:
        def script(_operation: str, asked: Mapping[str, Any]) -> Told:
            page = int(asked.get("NextToken", 0))
            rows = [self.row(f"{page}-{number}", "DescribeTable") for number in range(asked["MaxResults"])]
            return 200, {"Events": rows, "NextToken": str(page + 1)}

        aws.script = script
        assert known(cloud, RecentChanges(("table",), *AN_HOUR)) == ()
        assert aws.count("LookupEvents") == 4


BLOCK = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"


@pytest.mark.parametrize("status", [200, 403, 404])
def test_the_accounts_own_block_is_told_where_it_can_be_read(
    aws: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Its host begins with the account's number; no such host is on loopback, so the calls come through a proxy."""
    monkeypatch.setenv("HTTP_PROXY", aws.address)
    monkeypatch.setenv("NO_PROXY", "")
    cloud = AwsCloud(FixedClock(NOW), AwsSession(session_for("http://aws.test", tmp_path)))
    account = "123456789012"

    def script(operation: str, _asked: Mapping[str, Any]) -> Told:
        if operation == "GetCallerIdentity":
            return 200, f"<R><GetCallerIdentityResult><Account>{account}</Account></GetCallerIdentityResult></R>"
        if operation.endswith("configuration/publicAccessBlock"):
            codes = {403: "AccessDenied", 404: "NoSuchPublicAccessBlockConfiguration"}
            return status, BLOCK if status == 200 else gone(codes[status])
        codes = {"policy": "NoSuchBucketPolicy", "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration"}
        return 404, gone(codes.get(operation.rpartition("?")[2], "ServerSideEncryptionConfigurationNotFoundError"))

    aws.script = script
    found = known(cloud, BucketAccess("bucket"))
    assert (found.policy, found.block, found.encryption) == (None, None, None)
    assert found.account_block == ({"BlockPublicAcls": True} if status == 200 else None)


def test_a_role_is_simulated_by_its_whole_arn(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, asked: Mapping[str, Any]) -> Told:
        if operation == "GetRole":
            return 200, ROLE
        assert asked["PolicySourceArn"] == "arn:aws:iam::123456789012:role/path/Role"
        row = "<member><EvalActionName>s3:GetObject</EvalActionName><EvalDecision>allowed</EvalDecision></member>"
        results = f"<EvaluationResults>{row}</EvaluationResults><IsTruncated>false</IsTruncated>"
        return 200, f"<R><SimulatePrincipalPolicyResult>{results}</SimulatePrincipalPolicyResult></R>"

    aws.script = script
    found = known(cloud, RoleSimulation("Role", ("s3:GetObject",), ("arn:aws:s3:::b/*",)))
    assert found == (Simulated("s3:GetObject", "arn:aws:s3:::b/*", "allowed"),)


def test_a_table_that_was_always_provisioned_tells_no_billing_mode(aws: Scripted, cloud: AwsCloud) -> None:
    table = {
        "TableName": "T",
        "TableStatus": "ACTIVE",
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
    }
    aws.script = lambda _operation, _asked: (200, {"Table": table})
    found = known(cloud, TableConfiguration("T"))
    assert (found.is_on_demand, found.read_units, found.write_units) == (False, 5, 6)
    switched = {"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": NOW.timestamp()}
    aws.script = lambda _operation, _asked: (200, {"Table": {**table, "BillingModeSummary": switched}})
    found = known(cloud, TableConfiguration("T"))
    assert (found.is_on_demand, found.read_units, found.last_to_on_demand_at) == (True, None, NOW)


@pytest.mark.parametrize(
    ("network", "is_in_vpc"),
    [
        ({"VpcId": "vpc-1", "SubnetIds": ["subnet-1"]}, True),
        ({"SubnetIds": ["subnet-1"]}, True),
        ({"VpcId": "", "SubnetIds": [], "SecurityGroupIds": []}, False),
        (None, False),
    ],
)
def test_a_functions_network_and_last_update_are_told(
    aws: Scripted, cloud: AwsCloud, *, network: Mapping[str, Any] | None, is_in_vpc: bool
) -> None:
    told = {"FunctionName": CREATE, "LastUpdateStatus": "Failed", **({"VpcConfig": network} if network else {})}
    aws.script = lambda _operation, _asked: (200, told)
    found = known(cloud, FunctionConfiguration(CREATE))
    assert (found.is_in_vpc, found.last_update) == (is_in_vpc, "Failed")


def test_versions_are_read_to_the_last_page_and_latest_is_none_of_them(aws: Scripted, cloud: AwsCloud) -> None:
    def version(number: str) -> Mapping[str, Any]:
        return {"Version": number, "LastModified": "2026-11-22T09:00:00.000+0900", "Description": ""}

    pages: Mapping[str, Callable[[], Mapping[str, Any]]] = {
        "versions": lambda: {"Versions": [version("$LATEST"), version("9")], "NextMarker": "2"},
        "versions?Marker=2": lambda: {"Versions": [version("10")]},
        "aliases": lambda: {"Aliases": [{"Name": "live", "FunctionVersion": "9", "RoutingConfig": None}]},
    }
    aws.script = lambda operation, _asked: (200, pages[operation.rpartition("/")[2]]())
    found = known(cloud, Deployments(CREATE))
    assert [(one.version, one.aliases) for one in found] == [("10", ()), ("9", ("live",))]
    assert found[0].published_at == datetime(2026, 11, 22, tzinfo=UTC)
