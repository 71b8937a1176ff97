"""Does CloudTrail tell who changed what, and only that? Asked by real boto3."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.changes import Change
from workspace.cloud.names import ALIAS, ALIASED, BUCKET, CREATE, DEPLOYER, ENROLLMENT, TABLE
from workspace.cloud.pretend import PretendAws
from workspace.cloud.trail import Trail

USER = "liveness-bot"
NOTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(autouse=True)
def healthy_again(aws: PretendAws) -> Iterator[None]:
    yield
    aws.allow()
    aws.weather("healthy")


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws, user=USER) as get:
        yield get


def looked_up(client: Clients, name: str, **more: Any) -> list[dict[str, Any]]:
    by_name = [{"AttributeKey": "ResourceName", "AttributeValue": name}]
    return list(client("cloudtrail").lookup_events(LookupAttributes=by_name, **more)["Events"])


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["EventName"] for event in events]


def newest(client: Clients, name: str) -> dict[str, Any]:
    return looked_up(client, name, MaxResults=1)[0]


def test_an_account_that_stands_for_long_has_no_changes_of_today() -> None:
    """Making the pretend account, and its alarms' turns, are nobody's changes: a triage would take them for the cause."""
    with serve(history_days=0.2) as fresh:
        fresh.weather("low_success")
        with clients_of(fresh) as get:
            assert get("cloudtrail").lookup_events()["Events"] == []


def test_a_bad_release_is_found_by_the_functions_name_with_who_made_it(aws: PretendAws, client: Clients) -> None:
    aws.weather("errors")
    for function in ALIASED:
        released = looked_up(client, function)
        assert names(released)[:3] == [
            "UpdateAlias20150331",
            "PublishVersion20150331",
            "UpdateFunctionCode20150331v2",
        ]
        assert {event["Username"] for event in released} == {DEPLOYER}
        assert released[0]["EventTime"] >= released[2]["EventTime"]
        record = json.loads(released[0]["CloudTrailEvent"])
        assert record["requestParameters"] == {"functionName": function, "name": ALIAS, "functionVersion": "3"}
        released_code = json.loads(released[2]["CloudTrailEvent"])["requestParameters"]
        assert released_code == {"functionName": function, "zipFile": None}
    versions = client("lambda").list_versions_by_function(FunctionName=CREATE)["Versions"]
    assert datetime.fromisoformat(versions[-1]["LastModified"]) > released[2]["EventTime"] - timedelta(seconds=2)
    aws.weather("healthy")
    assert names(looked_up(client, CREATE))[:2] == ["UpdateAlias20150331"] * 2  # rolled back


def test_a_starved_table_is_found_by_its_name(aws: PretendAws, client: Clients) -> None:
    aws.weather("throttled_table")
    event = newest(client, TABLE)
    assert (event["EventName"], event["Username"]) == ("UpdateTable", DEPLOYER)
    assert json.loads(event["CloudTrailEvent"])["requestParameters"]["billingMode"] == "PROVISIONED"


CHANGES: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "UpdateFunctionConfiguration20150331v2": (
        ENROLLMENT,
        "lambda",
        lambda it: it.update_function_configuration(
            FunctionName=ENROLLMENT, Environment={"Variables": {"TOKEN": "secret"}}
        ),
    ),
    "PutProvisionedConcurrencyConfig": (
        CREATE,
        "lambda",
        lambda it: it.put_provisioned_concurrency_config(
            FunctionName=CREATE, Qualifier=ALIAS, ProvisionedConcurrentExecutions=2
        ),
    ),
    "DeleteProvisionedConcurrencyConfig": (
        CREATE,
        "lambda",
        lambda it: it.delete_provisioned_concurrency_config(FunctionName=CREATE, Qualifier=ALIAS),
    ),
    "CreateBackup": (TABLE, "dynamodb", lambda it: it.create_backup(TableName=TABLE, BackupName="by-hand")),
    "PutBucketVersioning": (
        BUCKET,
        "s3",
        lambda it: it.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}),
    ),
    "PutRolePolicy": (
        "FaceAuthLambdaExecutionRole",
        "iam",
        lambda it: it.put_role_policy(
            RoleName="FaceAuthLambdaExecutionRole", PolicyName="more", PolicyDocument=json.dumps(NOTHING)
        ),
    ),
    "DisableAlarmActions": (
        f"{CREATE}-Errors",
        "cloudwatch",
        lambda it: it.disable_alarm_actions(AlarmNames=[f"{CREATE}-Errors"]),
    ),
}


@pytest.mark.parametrize("event", CHANGES)
def test_every_hand_on_the_account_is_named_and_no_secret_told(event: str, client: Clients) -> None:
    resource, service, change = CHANGES[event]
    change(client(service))
    found = newest(client, resource)
    assert (found["EventName"], found["Username"]) == (event, USER)
    assert found["Resources"]
    assert "secret" not in found["CloudTrailEvent"]


def test_a_refused_change_is_told_with_its_code(aws: PretendAws, client: Clients) -> None:
    """Who tried is as telling as who did; and a change that was refused is no cause of anything."""
    move = {"FunctionName": CREATE, "Name": ALIAS, "FunctionVersion": "1"}
    with pytest.raises(ClientError):
        client("lambda").update_alias(**move, RevisionId="of yesterday")
    assert json.loads(newest(client, CREATE)["CloudTrailEvent"])["errorCode"] == "PreconditionFailedException"
    aws.deny("lambda:UpdateAlias")
    with pytest.raises(ClientError):
        client("lambda").update_alias(**move)
    denied = newest(client, CREATE)
    assert denied["EventName"] == "UpdateAlias20150331"
    assert json.loads(denied["CloudTrailEvent"])["errorCode"] == "AccessDeniedException"


def test_reads_and_data_are_not_told(aws: PretendAws, client: Clients) -> None:
    def count() -> int:
        return len(client("cloudtrail").lookup_events()["Events"])

    before = count()
    client("lambda").get_alias(FunctionName=CREATE, Name=ALIAS)
    client("cloudwatch").put_metric_data(Namespace="Mine", MetricData=[{"MetricName": "One", "Value": 1.0}])
    client("dynamodb").put_item(TableName=TABLE, Item={"session_id": {"S": "by-hand"}})
    client("s3").put_object(Bucket=BUCKET, Key="liveness-audit/by-hand", Body=b"{}")
    client("s3").delete_object(Bucket=BUCKET, Key="liveness-audit/by-hand")
    sent = client("sqs").send_message(QueueUrl=aws.alarm_queue_url, MessageBody="x")
    assert sent["MessageId"]
    got = client("sqs").receive_message(QueueUrl=aws.alarm_queue_url)["Messages"][0]
    client("sqs").delete_message(QueueUrl=aws.alarm_queue_url, ReceiptHandle=got["ReceiptHandle"])
    client("iam").list_roles()
    aws.live()
    assert count() == before


def test_a_window_and_pages_hold_each_event_once(client: Clients) -> None:
    for number in range(5):
        client("lambda").publish_version(FunctionName=ENROLLMENT, Description=f"page {number}")
    whole = looked_up(client, ENROLLMENT)
    by_name = [{"AttributeKey": "ResourceName", "AttributeValue": ENROLLMENT}]
    pages = client("cloudtrail").get_paginator("lookup_events")
    paged = [
        event
        for page in pages.paginate(LookupAttributes=by_name, PaginationConfig={"PageSize": 2})
        for event in page["Events"]
    ]
    assert [event["EventId"] for event in paged] == [event["EventId"] for event in whole]
    assert len(whole) >= 5
    yesterday = datetime.fromtimestamp(whole[0]["EventTime"].timestamp(), UTC) - timedelta(days=1)
    assert looked_up(client, ENROLLMENT, StartTime=yesterday - timedelta(hours=1), EndTime=yesterday) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"NextToken": "not-ours"}, "InvalidNextTokenException"),
        ({"StartTime": 2_000_000_000, "EndTime": 1_000_000_000}, "InvalidTimeRangeException"),
        (
            {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": "x"} for key in ("EventName", "Username")]},
            "InvalidLookupAttributesException",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_as_aws_does(client: Clients, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as refused:
        client("cloudtrail").lookup_events(**asked)
    assert refused.value.response["Error"]["Code"] == code


def test_the_trail_forgets_the_oldest_and_keeps_no_long_parameters() -> None:
    """A demo that is left on for a week must not grow by what somebody's loop does to it."""
    trail = Trail(lambda: 1_795_392_000.0)
    change = Change("lambda", "PublishVersion20150331", USER, (), {"description": "long" * 5000})
    for _ in range(1200):
        trail.note(change)
    kept = 0
    asked: dict[str, Any] = {}
    while True:
        page = trail.answer(asked)
        kept += len(page["Events"])
        assert all(len(event["CloudTrailEvent"]) < 2000 for event in page["Events"])
        if "NextToken" not in page:
            break
        asked = {"NextToken": page["NextToken"]}
    assert kept == 1000
