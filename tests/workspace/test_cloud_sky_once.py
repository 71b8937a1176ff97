"""Does AWS refuse just the next call when it is told to, as each service would, and do nothing of what was asked?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.workspace.cloud_stage import Clients, clients_of
from workspace.cloud import serve
from workspace.cloud.names import BUCKET, CREATE, DISTRIBUTION, TABLE
from workspace.cloud.pretend import PretendAws


@pytest.fixture(scope="module")
def aws() -> Iterator[PretendAws]:
    with serve(history_days=0.2) as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: PretendAws) -> Iterator[Clients]:
    with clients_of(aws, config=Config(retries={"mode": "standard", "total_max_attempts": 1})) as get:
        yield get


Call = tuple[str, Callable[[Any], Any]]

MEMORY: Call = ("lambda", lambda it: it.update_function_configuration(FunctionName=CREATE, MemorySize=512))
VERSIONING: Call = (
    "s3",
    lambda it: it.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"}),
)
CAPACITY: Call = (
    "dynamodb",
    lambda it: it.update_table(
        TableName=TABLE,
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 7, "WriteCapacityUnits": 7},
    ),
)
BACKUP: Call = ("dynamodb", lambda it: it.create_backup(TableName=TABLE, BackupName="once"))
INVALIDATION: Call = (
    "cloudfront",
    lambda it: it.create_invalidation(
        DistributionId=DISTRIBUTION,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "once"},
    ),
)

REFUSED = [
    ("conflict", "lambda:UpdateFunctionConfiguration", MEMORY, 409, "ResourceConflictException"),
    ("conflict", "s3:PutBucketVersioning", VERSIONING, 409, "OperationAborted"),
    ("conflict", "dynamodb:UpdateTable", CAPACITY, 400, "ResourceInUseException"),
    ("stale", "lambda:UpdateFunctionConfiguration", MEMORY, 412, "PreconditionFailedException"),
    ("stale", "cloudfront:CreateInvalidation", INVALIDATION, 412, "PreconditionFailed"),
    ("throttle", "lambda:UpdateFunctionConfiguration", MEMORY, 429, "TooManyRequestsException"),
    ("throttle", "dynamodb:CreateBackup", BACKUP, 400, "ThrottlingException"),
    ("throttle", "cloudfront:CreateInvalidation", INVALIDATION, 400, "Throttling"),
]


def state(client: Clients) -> list[Any]:
    """Look at all that the calls above would change."""
    return [
        client("lambda").get_function_configuration(FunctionName=CREATE)["RevisionId"],
        client("s3").get_bucket_versioning(Bucket=BUCKET).get("Status"),
        client("dynamodb").describe_table(TableName=TABLE)["Table"]["BillingModeSummary"]["BillingMode"],
        len(client("dynamodb").list_backups(TableName=TABLE)["BackupSummaries"]),
        client("cloudfront").list_invalidations(DistributionId=DISTRIBUTION)["InvalidationList"]["Quantity"],
    ]


@pytest.mark.parametrize(("trouble", "action", "call", "status", "code"), REFUSED)
def test_only_the_next_call_is_refused_and_nothing_is_done(
    trouble: str, action: str, call: Call, status: int, code: str, aws: PretendAws, client: Clients
) -> None:
    service, make = call
    before = state(client)
    {"conflict": aws.conflict_next, "stale": aws.stale_next, "throttle": aws.throttle_next}[trouble](action)
    with pytest.raises(ClientError) as refused:
        make(client(service))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert refused.value.response["Error"]["Code"] == code
    assert state(client) == before
    make(client(service))


def test_another_action_meets_nothing_of_it(aws: PretendAws, client: Clients) -> None:
    aws.conflict_next("lambda:UpdateAlias")
    MEMORY[1](client("lambda"))
    alias = {"FunctionName": CREATE, "Name": "live"}
    with pytest.raises(client("lambda").exceptions.ResourceConflictException):
        client("lambda").update_alias(**alias, Description="meets it")
    client("lambda").update_alias(**alias, Description="does not")


def test_who_tries_again_after_a_throttle_is_answered(aws: PretendAws) -> None:
    with clients_of(aws, config=Config(retries={"mode": "standard", "total_max_attempts": 2})) as patient:
        aws.throttle_next("dynamodb:CreateBackup")
        made = patient("dynamodb").create_backup(TableName=TABLE, BackupName="patience")
    assert made["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_refused_change_is_on_the_trail_and_is_none_of_the_weathers_doing(aws: PretendAws, client: Clients) -> None:
    before = aws.aws_figures()
    aws.stale_next("lambda:UpdateFunctionConfiguration")
    with pytest.raises(client("lambda").exceptions.PreconditionFailedException):
        MEMORY[1](client("lambda"))
    newest = client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": CREATE}]
    )["Events"][0]
    assert '"errorCode": "PreconditionFailedException"' in newest["CloudTrailEvent"]
    after = aws.aws_figures()
    assert after["calls"] == before["calls"] + 2
    assert {name: after[name] for name in ("throttled", "failing", "denied", "lost")} == {
        name: before[name] for name in ("throttled", "failing", "denied", "lost")
    }
