"""Do the functions, table, bucket, role and logs stand as the operations manual describes them? Asked by real boto3."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.names import (
    ALIASED,
    BUCKET,
    CREATE,
    DASHBOARD,
    DELETED_AUDIT,
    DISTRIBUTION,
    ENROLLMENT,
    FUNCTIONS,
    OVERWRITTEN_AUDIT,
    POLICY,
    ROLE,
    SECURITY_ROLE,
    TABLE,
    log_group,
)


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
        assert aliases == ([] if function == ENROLLMENT else [("live", "2")])


def test_table_bucket_role_and_dashboard_stand_as_the_manual_says(client: Clients) -> None:
    dynamodb, s3, iam = client("dynamodb"), client("s3"), client("iam")
    ttl = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")
    backups = dynamodb.describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
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


def test_there_is_an_older_release_to_go_back_to(client: Clients) -> None:
    lambda_ = client("lambda")
    for function in ALIASED:
        _, first, second = lambda_.list_versions_by_function(FunctionName=function)["Versions"]
        assert (first["Version"], first["Description"]) == ("1", "Release 1: first release")
        assert (second["Version"], second["Description"]) == ("2", "Release 2: audit images")
        assert first["CodeSha256"] != second["CodeSha256"]
        assert first["LastModified"] < second["LastModified"]
        latest = lambda_.get_function_configuration(FunctionName=function)
        assert latest["CodeSha256"] == second["CodeSha256"]  # nothing waits unreleased


def test_a_backup_is_as_old_as_its_name_says_and_one_made_today_is_of_today(client: Clients) -> None:
    dynamodb, now = client("dynamodb"), datetime.now(UTC)  # noqa: TID251
    older, newer = dynamodb.list_backups(TableName=TABLE)["BackupSummaries"]
    for backup, days in ((older, 5), (newer, 1)):
        assert timedelta(days) <= now - backup["BackupCreationDateTime"] < timedelta(days + 1)
        assert f"{backup['BackupCreationDateTime'].astimezone(UTC):%Y%m%d}" in backup["BackupName"]
    made = dynamodb.create_backup(TableName=TABLE, BackupName=f"{TABLE}-20200101")["BackupDetails"]
    described = dynamodb.describe_backup(BackupArn=made["BackupArn"])["BackupDescription"]["BackupDetails"]
    assert now - described["BackupCreationDateTime"] < timedelta(minutes=1)


def test_what_is_in_quarantine_is_denied_to_all_but_security(client: Clients) -> None:
    arn = client("iam").get_role(RoleName=SECURITY_ROLE)["Role"]["Arn"]
    policy = json.loads(client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    (denied,) = [one for one in policy["Statement"] if "StringEquals" in one["Condition"]]
    assert (denied["Effect"], denied["Action"]) == ("Deny", ["s3:GetObject", "s3:GetObjectVersion"])
    assert denied["Condition"]["StringEquals"] == {"s3:ExistingObjectTag/quarantine": "true"}
    assert denied["Condition"]["ArnNotEquals"] == {"aws:PrincipalArn": arn}


def test_two_audit_records_can_be_restored(client: Clients) -> None:
    s3 = client("s3")
    gone = s3.list_object_versions(Bucket=BUCKET, Prefix=DELETED_AUDIT)
    assert [(len(gone[kind]), gone[kind][0]["IsLatest"]) for kind in ("DeleteMarkers", "Versions")] == [
        (1, True),
        (1, False),
    ]
    s3.delete_object(Bucket=BUCKET, Key=DELETED_AUDIT, VersionId=gone["DeleteMarkers"][0]["VersionId"])
    assert b"confidence" in s3.get_object(Bucket=BUCKET, Key=DELETED_AUDIT)["Body"].read()
    newest, oldest = s3.list_object_versions(Bucket=BUCKET, Prefix=OVERWRITTEN_AUDIT)["Versions"]
    assert (newest["IsLatest"], oldest["IsLatest"]) == (True, False)
    assert newest["Size"] < oldest["Size"]


def test_a_distribution_delivers_the_page(client: Clients) -> None:
    distribution = client("cloudfront").get_distribution(Id=DISTRIBUTION)["Distribution"]
    assert (distribution["Status"], distribution["DistributionConfig"]["Enabled"]) == ("Deployed", True)
