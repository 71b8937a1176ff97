"""Does AWS itself call a bucket's policy public?"""

from __future__ import annotations

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import BucketPolicyStatus
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "s3:GetBucketPolicyStatus"


def _answer(aws: Aws, query: BucketPolicyStatus, region: str) -> Answer[bool]:
    client = aws.session.client("s3", region)
    read_at = aws.clock.now()
    try:
        found = client.get_bucket_policy_status(Bucket=query.name).get("PolicyStatus", {})
    except ClientError as fault:
        if code_of(fault) == "NoSuchBucket":
            return Missing("not_found", ACTION, query.name)
        if code_of(fault) != "NoSuchBucketPolicy":
            raise
        found = {"IsPublic": False}
    if "IsPublic" not in found:
        return Missing("not_told", ACTION, query.name)
    return Known(bool(found["IsPublic"]), read_at, ACTION)


KIND = Kind(BucketPolicyStatus, (ACTION,), _answer)
