"""What AWS's stand-ins never say to an audit's questions: refusals, pages, bills that come late, lost keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.audit_queries import (
    BucketLifecycle,
    BucketPolicyStatus,
    BucketVersioning,
    ContinuousBackups,
    CostAndUsage,
    CostForecast,
    DayCost,
    RecoveryPoint,
    RecoveryPoints,
    RolePolicies,
    Spending,
    TableBackups,
    TimeToLive,
)
from bot.domain.diagnostics import TableConfiguration
from bot.domain.knowledge import Failed, Known, Missing
from bot.domain.queries import Query
from tests.adapters.clouds import REGION, session_for
from tests.adapters.scripted import NOW, Scripted, refusal
from tests.fakes import FixedClock

Told = tuple[int, Mapping[str, Any] | str]
COSTS = CostAndUsage("Amazon Rekognition", date(2026, 11, 1), date(2026, 11, 3))
FORECAST = CostForecast("Amazon Rekognition", date(2026, 11, 30), date(2026, 12, 1))
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Sessions"


@pytest.fixture
def aws() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def cloud(aws: Scripted, tmp_path: Path) -> AwsCloud:
    return AwsCloud(FixedClock(NOW), AwsSession(session_for(aws.address, tmp_path)))


def known(cloud: AwsCloud, query: Query[Any]) -> Any:
    answer = cloud.read(query, region=REGION)
    assert isinstance(answer, Known), answer
    return answer.value


def gone(code: str) -> str:
    """Refuse as the XML services do."""
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"


def day(start: str, *groups: tuple[str, str], estimated: bool = False) -> Mapping[str, Any]:
    return {
        "TimePeriod": {"Start": start, "End": start},
        "Total": {},
        "Groups": [{"Keys": [name], "Metrics": {"UnblendedCost": {"Amount": a, "Unit": "USD"}}} for name, a in groups],
        "Estimated": estimated,
    }


class TestCosts:
    def test_every_page_is_read_and_counted_for_each_is_billed(self, aws: Scripted, cloud: AwsCloud) -> None:
        pages: Mapping[str, Mapping[str, Any]] = {
            "": {
                "ResultsByTime": [day("2026-11-01", ("A", "1.5")), day("2026-11-02", ("A", "2"))],
                "NextPageToken": "2",
            },
            "2": {"ResultsByTime": [day("2026-11-02", ("B", "0.25"), estimated=True)]},
        }
        aws.script = lambda _operation, asked: (200, pages[asked.get("NextPageToken", "")])
        assert known(cloud, COSTS) == Spending(
            (
                DayCost(date(2026, 11, 1), False, {"A": 1.5}),
                DayCost(date(2026, 11, 2), True, {"A": 2.0, "B": 0.25}),
            ),
            requests=2,
        )

    def test_what_was_really_charged_is_asked_of_one_product_only(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (200, {"ResultsByTime": []})
        known(cloud, COSTS)
        ((_, asked),) = aws.calls
        assert asked["Metrics"] == ["UnblendedCost"]
        assert asked["Filter"] == {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Rekognition"]}}
        assert asked["TimePeriod"] == {"Start": "2026-11-01", "End": "2026-11-03"}

    def test_the_last_day_of_a_month_is_forecast_by_the_day(self, aws: Scripted, cloud: AwsCloud) -> None:
        aws.script = lambda _operation, _asked: (200, {"Total": {"Amount": "14.25", "Unit": "USD"}})
        assert known(cloud, FORECAST) == 14.25
        ((_, asked),) = aws.calls
        assert (asked["Granularity"], asked["Metric"]) == ("DAILY", "UNBLENDED_COST")
        assert asked["TimePeriod"] == {"Start": "2026-11-30", "End": "2026-12-01"}

    @pytest.mark.parametrize("query", [COSTS, FORECAST])
    @pytest.mark.parametrize(
        ("told", "reason"),
        [
            (refusal("DataUnavailableException", "Insufficient amount of historical data"), "no_data_yet"),
            (refusal("AccessDeniedException", "User not enabled for cost explorer access"), "not_enabled"),
        ],
    )
    def test_that_cost_explorer_has_nothing_to_tell_is_no_failure(
        self, aws: Scripted, cloud: AwsCloud, query: Query[Any], told: Mapping[str, Any], reason: str
    ) -> None:
        aws.script = lambda _operation, _asked: (400, told)
        answer = cloud.read(query, region=REGION)
        assert isinstance(answer, Missing)
        assert (answer.reason, answer.subject) == (reason, "Cost Explorer")


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        (COSTS, "ce:GetCostAndUsage"),
        (FORECAST, "ce:GetCostForecast"),
        (TableBackups("Sessions"), "dynamodb:ListBackups"),
        (RecoveryPoints("Sessions"), "dynamodb:DescribeTable"),
        (ContinuousBackups("Sessions"), "dynamodb:DescribeContinuousBackups"),
        (TimeToLive("Sessions"), "dynamodb:DescribeTimeToLive"),
    ],
)
def test_a_refusal_names_the_iam_action(aws: Scripted, cloud: AwsCloud, query: Query[Any], needs: str) -> None:
    aws.script = lambda _operation, _asked: (400, refusal("AccessDeniedException"))
    answer = cloud.read(query, region=REGION)
    assert isinstance(answer, Failed)
    assert (answer.reason, answer.needs) == ("denied", needs)


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        (BucketVersioning("b"), "s3:GetBucketVersioning"),
        (BucketLifecycle("b"), "s3:GetLifecycleConfiguration"),
        (BucketPolicyStatus("b"), "s3:GetBucketPolicyStatus"),
        (RolePolicies("Role"), "iam:ListRolePolicies"),
    ],
)
def test_a_refusal_in_xml_names_the_iam_action(aws: Scripted, cloud: AwsCloud, query: Query[Any], needs: str) -> None:
    """IAM's names of S3's actions aren't those of its operations."""
    aws.script = lambda _operation, _asked: (403, gone("AccessDenied"))
    answer = cloud.read(query, region=REGION)
    assert isinstance(answer, Failed)
    assert (answer.reason, answer.needs) == ("denied", needs)


def test_one_document_that_may_not_be_read_hides_no_other(aws: Scripted, cloud: AwsCloud) -> None:
    document = "%7B%22Statement%22%3A%5B%5D%7D"

    def script(operation: str, _asked: Mapping[str, Any]) -> Told:
        results = {
            "ListRolePolicies": "<PolicyNames><member>inline</member></PolicyNames>",
            "ListAttachedRolePolicies": "<AttachedPolicies><member><PolicyName>wide</PolicyName>"
            "<PolicyArn>arn:aws:iam::aws:policy/wide</PolicyArn></member></AttachedPolicies>",
            "GetRolePolicy": f"<PolicyName>inline</PolicyName><PolicyDocument>{document}</PolicyDocument>",
            "GetPolicy": "<Policy><DefaultVersionId>v3</DefaultVersionId></Policy>",
        }
        if operation not in results:
            return 403, gone("AccessDenied")
        return 200, f"<R><{operation}Result>{results[operation]}</{operation}Result></R>"

    aws.script = script
    inline, attached = known(cloud, RolePolicies("Role"))
    assert (inline.document, inline.unread) == ({"Statement": []}, None)
    assert attached.document is None
    assert (attached.unread.reason, attached.unread.needs) == ("denied", "iam:GetPolicyVersion")


def test_recovery_points_are_read_to_the_last_page_newest_first(aws: Scripted, cloud: AwsCloud) -> None:
    def row(name: str, at: datetime) -> Mapping[str, Any]:
        return {
            "RecoveryPointArn": name,
            "CreationDate": at.timestamp(),
            "Status": "COMPLETED",
            "BackupSizeBytes": 7,
            "BackupVaultName": "Default",
        }

    dates = [datetime(2026, 11, number, tzinfo=UTC) for number in (1, 2)]

    def script(operation: str, _asked: Mapping[str, Any]) -> Told:
        if operation == "DescribeTable":
            return 200, {"Table": {"TableArn": ARN}}
        assert operation.startswith("/resources/arn")
        if "nextToken" in operation:
            return 200, {"RecoveryPoints": [row("newer", dates[1])]}
        return 200, {"RecoveryPoints": [row("older", dates[0])], "NextToken": "2"}

    aws.script = script
    assert known(cloud, RecoveryPoints("Sessions")) == (
        RecoveryPoint("newer", "Default", dates[1], "COMPLETED", 7),
        RecoveryPoint("older", "Default", dates[0], "COMPLETED", 7),
    )


def test_what_aws_backup_refuses_names_its_own_action(aws: Scripted, cloud: AwsCloud) -> None:
    def script(operation: str, _asked: Mapping[str, Any]) -> Told:
        if operation == "DescribeTable":
            return 200, {"Table": {"TableArn": ARN}}
        return 403, refusal("AccessDeniedException")

    aws.script = script
    answer = cloud.read(RecoveryPoints("Sessions"), region=REGION)
    assert isinstance(answer, Failed)
    assert answer.needs == "backup:ListRecoveryPointsByResource"


@pytest.mark.parametrize(
    ("told", "encryption", "key", "lost_at"),
    [
        (None, None, None, None),
        ({"Status": "DISABLED", "SSEType": "KMS"}, None, None, None),
        ({"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:key"}, "KMS", "arn:key", None),
        (
            {"Status": "ENABLED", "SSEType": "KMS", "InaccessibleEncryptionDateTime": NOW.timestamp()},
            "KMS",
            None,
            NOW,
        ),
    ],
)
def test_how_a_table_is_encrypted_and_protected_is_told(
    aws: Scripted,
    cloud: AwsCloud,
    told: Mapping[str, Any] | None,
    encryption: str | None,
    key: str | None,
    lost_at: datetime | None,
) -> None:
    table = {"TableName": "Sessions", "TableStatus": "ACTIVE", "DeletionProtectionEnabled": True}
    aws.script = lambda _operation, _asked: (200, {"Table": table | ({"SSEDescription": told} if told else {})})
    found = known(cloud, TableConfiguration("Sessions"))
    assert (found.encryption, found.kms_key, found.key_lost_at) == (encryption, key, lost_at)
    assert found.is_deletion_protected
