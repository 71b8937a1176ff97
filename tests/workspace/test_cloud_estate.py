"""Do the functions, table, bucket, role and logs stand as the operations manual describes them? Asked by real boto3."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.names import BUCKET, CREATE, DASHBOARD, ENROLLMENT, FUNCTIONS, POLICY, ROLE, TABLE, log_group


@pytest.fixture(scope="module")
def client() -> Iterator[Clients]:
    with serve(history_days=0.2) as aws, clients_of(aws) as get:
        yield get


def test_log_lines_read_as_lambda_writes_them(client: Clients) -> None:
    events = client("logs").filter_log_events(
        logGroupName=log_group(CREATE), startTime=int((time.time() - 3600) * 1000)
    )["events"]
    texts = [event["message"] for event in events]
    starts, reports = ([text for text in texts if text.startswith(word)] for word in ("START", "REPORT"))
    assert len(starts) == len(reports) > 10
    assert all("Memory Size: 256 MB" in text for text in reports)
    assert events == sorted(events, key=lambda event: event["timestamp"])


def test_functions_carry_the_manuals_settings(client: Clients) -> None:
    lambda_ = client("lambda")
    for function in FUNCTIONS:
        configuration = lambda_.get_function_configuration(FunctionName=function)
        assert configuration["MemorySize"] == 256
        assert configuration["RevisionId"]
        for version in lambda_.list_versions_by_function(FunctionName=function)["Versions"]:
            # A release of today would look like the cause of whatever comes.
            assert datetime.fromisoformat(version["LastModified"]) < datetime.now(UTC) - timedelta(days=29)  # noqa: TID251
        variables = configuration["Environment"]["Variables"]
        assert variables["LIVENESS_SESSIONS_TABLE"] == TABLE
        assert variables["LIVENESS_CONFIDENCE_THRESHOLD"] == "90"
        assert variables.get("LIVENESS_ROLLOUT_PERCENTAGE") == ("100" if function == ENROLLMENT else None)
        aliases = [
            (one["Name"], one["FunctionVersion"]) for one in lambda_.list_aliases(FunctionName=function)["Aliases"]
        ]
        assert aliases == ([] if function == ENROLLMENT else [("live", "1")])


def test_table_bucket_role_and_dashboard_stand_as_the_manual_says(client: Clients) -> None:
    dynamodb, s3, iam = client("dynamodb"), client("s3"), client("iam")
    ttl = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")
    backups = dynamodb.describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert len(dynamodb.list_backups(TableName=TABLE)["BackupSummaries"]) == 1
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    rule = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"][0]
    assert (rule["Filter"]["Prefix"], rule["Expiration"]["Days"]) == ("liveness-audit/", 90)
    assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix="liveness-audit/")["KeyCount"] > 5
    assert iam.get_role_policy(RoleName=ROLE, PolicyName=POLICY)["PolicyDocument"]["Statement"]
    body = json.loads(client("cloudwatch").get_dashboard(DashboardName=DASHBOARD)["DashboardBody"])
    assert len(body["widgets"]) == 6
    groups = {group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]}
    assert {log_group(function) for function in FUNCTIONS} <= groups
