"""What stands in the pretend account before anybody comes? The manual's functions, table, roles, and the `bucket`."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Sequence
from typing import Any

from workspace.cloud import bucket
from workspace.cloud.account import Account
from workspace.cloud.diary import MEMORY_MB
from workspace.cloud.names import (
    ACCOUNT,
    ALIAS,
    ALIASED,
    AUDIT_PREFIX,
    BUCKET,
    CREATE,
    ENROLLMENT,
    FUNCTIONS,
    POLICY,
    REGION,
    RESULT,
    ROLE,
    ROLLOUT,
    SECURITY_ROLE,
    TABLE,
)
from workspace.cloud.traffic import Visit, healthy_hour

_ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
_CODE = "def handler(event, context):\n    return {'statusCode': 200}\n"
# What was released so far of the functions with an alias, the newest last; of the other one, only the first.
RELEASED = ("first release", "audit images")
_SHARED_VARIABLES = {
    "LIVENESS_SESSIONS_TABLE": TABLE,
    "LIVENESS_CONFIDENCE_THRESHOLD": "90",
    "LIVENESS_SESSION_TTL_SECONDS": "600",
    "AUDIT_BUCKET": BUCKET,
    "AUDIT_PREFIX": AUDIT_PREFIX,
    "LOG_LEVEL": "INFO",
}
_OWN_VARIABLES = {
    CREATE: {"LIVENESS_AUDIT_IMAGES_LIMIT": "4"},
    RESULT: {"LIVENESS_STORE_REFERENCE_IMAGE": "true"},
    ENROLLMENT: {ROLLOUT: "100", "FACE_COLLECTION_ID": "face-auth-employees"},
}
_TIMEOUT_SECONDS = {CREATE: 15, RESULT: 30, ENROLLMENT: 30}
_PEOPLE_REMEMBERED = 12
_BACKUPS_DAYS_AGO = (5, 1)
_DAY = 86400


def build(account: Account, now: float) -> None:
    """Make roles, functions, table and bucket; the table and bucket hold what the last hour left behind."""
    _roles(account.client("iam"))
    _functions(account.client("lambda"))
    last_hour = healthy_hour(int(now // 3600) - 1)
    _table(account.client("dynamodb"), [visit for visit in last_hour if visit.created][:_PEOPLE_REMEMBERED], now)
    bucket.build(account, last_hour[:_PEOPLE_REMEMBERED])


def _roles(iam: Any) -> None:
    people = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(
        RoleName=SECURITY_ROLE,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [people]}),
        Description="Who looks into quarantined objects",
    )
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.create_role(
        RoleName=ROLE,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        Description="What the FaceAuth functions may do",
    )
    allowed: list[tuple[list[str], str]] = [
        (["rekognition:CreateFaceLivenessSession", "rekognition:GetFaceLivenessSessionResults"], "*"),
        (
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
            f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{TABLE}",
        ),
        (["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{BUCKET}/*"),
        (["cloudwatch:PutMetricData"], "*"),
    ]
    statements = [{"Effect": "Allow", "Action": actions, "Resource": where} for actions, where in allowed]
    iam.put_role_policy(
        RoleName=ROLE,
        PolicyName=POLICY,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )
    iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")


def packed(code: str) -> bytes:
    """Pack a function's code as Lambda takes it; the same code gives the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr(zipfile.ZipInfo("app.py"), code)
    return archive.getvalue()


def release(number: int, what: str) -> tuple[bytes, str]:
    """Give a release's code as Lambda takes it, and the description of its version."""
    return packed(f"{_CODE}# Release {number}: {what}\n"), f"Release {number}: {what}"


def _functions(lambda_: Any) -> None:
    (code, description), *later = [release(number, what) for number, what in enumerate(RELEASED, 1)]
    for function in FUNCTIONS:
        lambda_.create_function(
            FunctionName=function,
            Runtime="python3.12",
            Role=_ROLE_ARN,
            Handler="app.handler",
            Code={"ZipFile": code},
            Description=f"{function} of the face authentication service",
            MemorySize=MEMORY_MB,
            Timeout=_TIMEOUT_SECONDS[function],
            Environment={"Variables": _SHARED_VARIABLES | _OWN_VARIABLES[function]},
            Tags={"Service": "face-auth", "Environment": "production"},
        )
        newest = lambda_.publish_version(FunctionName=function, Description=description)["Version"]
        if function not in ALIASED:
            continue
        for next_code, next_description in later:
            lambda_.update_function_code(FunctionName=function, ZipFile=next_code)
            newest = lambda_.publish_version(FunctionName=function, Description=next_description)["Version"]
        lambda_.create_alias(
            FunctionName=function, Name=ALIAS, FunctionVersion=newest, Description="What production calls"
        )


def _table(dynamodb: Any, sessions: Sequence[Visit], now: float) -> None:
    dynamodb.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "session_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "session_id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
    )
    dynamodb.update_time_to_live(
        TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    dynamodb.update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    puts = [
        {
            "PutRequest": {
                "Item": {
                    "session_id": {"S": visit.session_id},
                    "status": {"S": "SUCCEEDED" if visit.completed else "CREATED"},
                    "confidence": {"N": str(visit.confidence)},
                    "expires_at": {"N": str(int(now) + 600)},
                }
            }
        }
        for visit in sessions
    ]
    dynamodb.batch_write_item(RequestItems={TABLE: puts})
    for days_ago in _BACKUPS_DAYS_AGO:
        day = time.strftime("%Y%m%d", time.gmtime(now - days_ago * _DAY))
        dynamodb.create_backup(TableName=TABLE, BackupName=f"{TABLE}-{day}")
