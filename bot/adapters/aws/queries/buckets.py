"""Who may get at a bucket?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import attempted, code_of
from bot.adapters.aws.queries import Aws, Kind, identity
from bot.adapters.aws.session import ONCE
from bot.adapters.aws.together import together
from bot.domain.diagnostics import BucketAccess, BucketReading
from bot.domain.knowledge import Answer, Failed, Known, Missing

POLICY = "s3:GetBucketPolicy"
BLOCK = "s3:GetBucketPublicAccessBlock"
ENCRYPTION = "s3:GetEncryptionConfiguration"
ACCOUNT_BLOCK = "s3:GetAccountPublicAccessBlock"
"""IAM's names, which are not those of the operations."""

NOT_SET = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchPublicAccessBlockConfiguration",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
"""What S3 answers where there is nothing: a state, and no failure. (One code stands for a bucket's block and for an
account's.)"""

Told = Mapping[str, Any]


def _answer(aws: Aws, query: BucketAccess, region: str) -> Answer[BucketReading]:
    client = aws.session.client("s3", region)
    read_at = aws.clock.now()

    def asked(operation: Callable[..., Told], action: str) -> Told | Missing | Failed:
        return attempted(partial(_told, partial(operation, Bucket=query.name), query.name), action)

    calls: list[Callable[[], Any]] = [
        partial(asked, client.get_bucket_policy, POLICY),
        partial(asked, client.get_public_access_block, BLOCK),
        partial(asked, client.get_bucket_encryption, ENCRYPTION),
        partial(attempted, partial(_account_block, aws, region), ACCOUNT_BLOCK),
    ]
    *parts, account_block = together(calls)
    for part in parts:
        if isinstance(part, Missing | Failed):
            return part
    policy, block, encryption = parts
    default = _default_encryption(encryption)
    reading = BucketReading(
        name=query.name,
        policy=json.loads(policy["Policy"]) if policy else None,
        block=block.get("PublicAccessBlockConfiguration"),
        account_block=None if isinstance(account_block, Failed) else account_block,
        encryption=default.get("SSEAlgorithm"),
        kms_key=default.get("KMSMasterKeyID"),
    )
    return Known(reading, read_at, POLICY)


def _told(call: Callable[[], Told], bucket: str) -> Told | Missing:
    """Return what S3 tells; nothing where nothing is set."""
    try:
        return call()
    except ClientError as fault:
        if code_of(fault) == "NoSuchBucket":
            return Missing("not_found", POLICY, bucket)
        if code_of(fault) in NOT_SET:
            return {}
        raise


def _account_block(aws: Aws, region: str) -> Mapping[str, bool] | None:
    """Read what the whole account blocks, which is asked for by its number.

    Once only: its address begins with that number, and where a stand-in for AWS answers, there is no such host.
    """
    account = aws.session.client("sts", region).get_caller_identity()["Account"]
    client = aws.session.client("s3control", region, ONCE)
    told: Any = _told(partial(client.get_public_access_block, AccountId=account), "")
    block: Mapping[str, bool] | None = told.get("PublicAccessBlockConfiguration")
    return block


def _default_encryption(told: Told) -> Told:
    rules = told.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    defaults = (rule.get("ApplyServerSideEncryptionByDefault") for rule in rules)
    return next((default for default in defaults if default), {})


KIND = Kind(BucketAccess, (POLICY, BLOCK, ENCRYPTION, ACCOUNT_BLOCK, identity.ACTION), _answer)
