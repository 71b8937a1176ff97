"""What stands in the pretend account before anybody comes? The manual's functions, table, bucket and role."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any

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
    TABLE,
)
from workspace.cloud.traffic import healthy_hour

_ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
CODE = "def handler(event, context):\n    return {'statusCode': 200}\n"
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


def build(account: Account, now: float) -> None:
    """Make role, functions, table and bucket; the table and bucket hold what the last hour left behind."""
    _role(account.client("iam"))
    _functions(account.client("lambda"))
    _table(account.client("dynamodb"), now)
    _bucket(account.client("s3"), now)


def _role(iam: Any) -> None:
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


def _functions(lambda_: Any) -> None:
    code = packed(CODE)
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
            Publish=True,
        )
        if function in ALIASED:
            lambda_.create_alias(
                FunctionName=function, Name=ALIAS, FunctionVersion="1", Description="What production calls"
            )


def _table(dynamodb: Any, now: float) -> None:
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
    day = time.strftime("%Y%m%d", time.gmtime(now - 86400))
    sessions = [visit for visit in healthy_hour(int(now // 3600) - 1) if visit.created][:_PEOPLE_REMEMBERED]
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
    dynamodb.create_backup(TableName=TABLE, BackupName=f"{TABLE}-{day}")


def _bucket(s3: Any, now: float) -> None:
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    rule = {
        "ID": "audit-logs-90-days",
        "Status": "Enabled",
        "Filter": {"Prefix": AUDIT_PREFIX},
        "Expiration": {"Days": 90},
        # Without this a versioned bucket would keep, and bill, everything behind delete markers.
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [rule]})
    resources = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    tls_only = {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls_only]}))
    for visit in healthy_hour(int(now // 3600) - 1)[:_PEOPLE_REMEMBERED]:
        audit = {"session_id": visit.session_id, "confidence": visit.confidence, "outcome": visit.outcome}
        s3.put_object(
            Bucket=BUCKET, Key=f"{AUDIT_PREFIX}{visit.session_id}/audit-log.json", Body=json.dumps(audit).encode()
        )
