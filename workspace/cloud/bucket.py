"""What stands in the pretend account's bucket, who may read it, and what delivers the page in front of it?

The emulator keeps the bucket's policy and the objects' tags but asks nobody's leave by them: who reads what is in
quarantine gets it here, and not on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.names import (
    ACCOUNT,
    AUDIT_PREFIX,
    BUCKET,
    DELETED_AUDIT,
    OVERWRITTEN_AUDIT,
    QUARANTINE_TAG,
    SECURITY_ROLE,
)
from workspace.cloud.traffic import Visit

# AWS's own: "CachingOptimized".
_CACHE_POLICY = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def build(account: Account, visits: Sequence[Visit]) -> None:
    """Make the bucket with an audit record of each visit, and what delivers the page in front of it."""
    s3 = account.client("s3")
    _bucket(s3)
    _objects(s3, visits)
    _distribution(account.client("cloudfront"))


def _bucket(s3: Any) -> None:
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
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": _statements()}))


def _statements() -> list[dict[str, Any]]:
    bucket = f"arn:aws:s3:::{BUCKET}"
    tls_only = {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    quarantined = {
        "Sid": "QuarantineIsForSecurity",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"{bucket}/*",
        "Condition": {
            "StringEquals": {f"s3:ExistingObjectTag/{QUARANTINE_TAG}": "true"},
            "ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/{SECURITY_ROLE}"},
        },
    }
    return [tls_only, quarantined]


def _objects(s3: Any, visits: Sequence[Visit]) -> None:
    def put(key: str, told: dict[str, Any]) -> None:
        s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(told).encode())

    for visit in visits:
        audit = {"session_id": visit.session_id, "confidence": visit.confidence, "outcome": visit.outcome}
        put(f"{AUDIT_PREFIX}{visit.session_id}/audit-log.json", audit)
    for key in (DELETED_AUDIT, OVERWRITTEN_AUDIT):
        put(key, {"session_id": key.split("/")[1], "confidence": 97.4, "outcome": "live"})
    s3.delete_object(Bucket=BUCKET, Key=DELETED_AUDIT)
    put(OVERWRITTEN_AUDIT, {})


def _distribution(cloudfront: Any) -> None:
    """Make the distribution; its id is `DISTRIBUTION`, to which the emulator is made to hold."""
    origin = {
        "Id": "page",
        "DomainName": f"{BUCKET}.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behaviour = {"TargetOriginId": "page", "ViewerProtocolPolicy": "https-only", "CachePolicyId": _CACHE_POLICY}
    cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "face-auth-page",
            "Comment": "The page with the liveness check",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
        }
    )
