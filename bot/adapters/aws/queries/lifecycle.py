"""What does S3 do by itself to a bucket's objects?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import BucketLifecycle, LifecycleRule
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "s3:GetLifecycleConfiguration"
"""IAM's name, which is not that of the operation."""

PLAIN = frozenset({"Prefix", "And"})
"""What a filter may hold without taking only some of the objects under a prefix."""


def _answer(aws: Aws, query: BucketLifecycle, region: str) -> Answer[tuple[LifecycleRule, ...]]:
    client = aws.session.client("s3", region)
    read_at = aws.clock.now()
    try:
        rows = client.get_bucket_lifecycle_configuration(Bucket=query.name).get("Rules", [])
    except ClientError as fault:
        if code_of(fault) == "NoSuchBucket":
            return Missing("not_found", ACTION, query.name)
        if code_of(fault) != "NoSuchLifecycleConfiguration":
            raise
        rows = []
    return Known(tuple(_rule(row) for row in rows), read_at, ACTION)


def _rule(row: Mapping[str, Any]) -> LifecycleRule:
    """Read one rule. Its prefix stands in the filter, in what the filter joins, or, in old rules, beside it."""
    chosen = row.get("Filter", {})
    joined = chosen.get("And", {})
    later = row.get("NoncurrentVersionExpiration", {})
    return LifecycleRule(
        id=row.get("ID", ""),
        prefix=joined.get("Prefix") or chosen.get("Prefix") or row.get("Prefix", ""),
        is_on=row.get("Status") == "Enabled",
        is_narrowed=bool({*chosen, *joined} - PLAIN),
        expires_days=row.get("Expiration", {}).get("Days"),
        noncurrent_days=later.get("NoncurrentDays"),
        keeps_newer=later.get("NewerNoncurrentVersions", 0),
    )


KIND = Kind(BucketLifecycle, (ACTION,), _answer)
