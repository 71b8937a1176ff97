"""Who may get at a bucket, is it encrypted, and does it keep what is overwritten?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import consoles
from bot.domain.audit_queries import VersioningReading
from bot.domain.audits.documents import conditions, is_for_everybody, statements, texts
from bot.domain.audits.verdict import named
from bot.domain.diagnostics import BucketReading
from bot.domain.holdings import Bucket
from bot.domain.items import Detail, Item, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.service import Range, Service

BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
"""The four settings of a public access block, of the bucket or of the account; the stricter counts."""

_TITLES = {
    "s3_bucket_policy": {"en": "Bucket policy", "ja": "バケットポリシー"},
    "s3_public_access": {"en": "Public access blocked", "ja": "パブリックアクセスブロック"},
    "s3_encryption": {"en": "Bucket encryption", "ja": "バケットの暗号化"},
    "s3_versioning": {"en": "Versioning", "ja": "バージョニング"},
    "s3_lifecycle": {"en": "Data expires (lifecycle)", "ja": "データの自動削除（ライフサイクル）"},
}
_TABS = {"s3_encryption": "properties", "s3_versioning": "properties", "s3_lifecycle": "management"}
_POLICY, _STATUS = "s3:GetBucketPolicy", "s3:GetBucketPolicyStatus"
_BLOCK, _ENCRYPTION = "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration"
_VERSIONING = "s3:GetBucketVersioning"


def policy_item(service: Service, bucket: Bucket, access: Answer[BucketReading], status: Answer[bool]) -> Item:
    """Judge whether the policy lets everybody in, as AWS and its text say, and whether it refuses what isn't TLS."""
    item = line(service, bucket, "s3_bucket_policy", _STATUS)
    if not isinstance(access, Known):
        return replace(item, detail=ignorance(access, _POLICY))
    policy = access.value.policy
    is_open = any(one.get("Effect") == "Allow" and is_for_everybody(one) for one in statements(policy))
    is_wide_open = any(_opens(one) for one in statements(policy))
    if is_wide_open or (isinstance(status, Known) and status.value):
        return replace(item, verdict="fail", data_age_seconds=0, detail=Detail("public_bucket"))
    if is_open and not isinstance(status, Known):
        # Everybody is let in under conditions; whether these keep the public out, only AWS can say.
        return replace(item, detail=ignorance(status, _STATUS))
    item = replace(item, data_age_seconds=0)
    if not _is_only_tls(bucket, policy):
        return replace(item, verdict="warn", detail=Detail("not_only_tls", {"has_policy": policy is not None}))
    return replace(item, verdict="ok", detail=Detail("only_tls"))


def public_access_item(service: Service, bucket: Bucket, access: Answer[BucketReading]) -> Item:
    """Count the settings that are on, for the bucket itself or for its whole account."""
    item = replace(line(service, bucket, "s3_public_access", _BLOCK), normal=Range(at_least=len(BLOCKS)))
    if not isinstance(access, Known):
        return replace(item, detail=ignorance(access, _BLOCK))
    own, account = access.value.block or {}, access.value.account_block or {}
    is_account_known = access.value.account_block is not None
    off = [one for one in BLOCKS if not (own.get(one) or account.get(one))]
    lent = [one for one in BLOCKS if not own.get(one) and account.get(one)]
    item = replace(item, value=float(len(BLOCKS) - len(off)), data_age_seconds=0)
    if off:
        return replace(
            item,
            verdict="fail",
            detail=Detail("public_access_open", {"names": off, "is_account_known": is_account_known}),
        )
    return replace(item, verdict="ok", detail=Detail("public_access_by_account", {"names": lent}) if lent else None)


def encryption_item(service: Service, bucket: Bucket, access: Answer[BucketReading]) -> Item:
    """Judge the default encryption. Since 2023 S3 sets one by itself, so that none is a stand-in's or a mistake."""
    item = line(service, bucket, "s3_encryption", _ENCRYPTION)
    if not isinstance(access, Known):
        return replace(item, detail=ignorance(access, _ENCRYPTION))
    item, found = replace(item, data_age_seconds=0), access.value
    if found.encryption is None:
        return replace(item, verdict="fail", detail=Detail("bucket_not_encrypted"))
    facts = {"algorithm": found.encryption, "key": found.kms_key}
    return replace(item, verdict="ok", detail=Detail("bucket_encrypted", facts))


def versioning_item(service: Service, bucket: Bucket, answer: Answer[VersioningReading]) -> Item:
    """Judge whether what is overwritten or deleted can be had back."""
    item = line(service, bucket, "s3_versioning", _VERSIONING)
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _VERSIONING))
    item, found = replace(item, data_age_seconds=0), answer.value
    if found.status != "Enabled":
        facts = {"is_suspended": found.status == "Suspended"}
        return replace(item, verdict="fail", detail=Detail("versioning_off", facts))
    facts = {"is_mfa_needed": found.is_mfa_needed_to_delete}
    return replace(item, verdict="ok", detail=Detail("versioning_on", facts))


def line(service: Service, bucket: Bucket, name: str, source: str) -> Item:
    """Return a line about a bucket of which nothing is known yet."""
    return Item(
        id=named(name, bucket.name, service.buckets),
        title=_TITLES[name],
        group="buckets",
        verdict="unknown",
        value=None,
        unit="count",
        window="now",
        source=source,
        console_url=consoles.of_bucket(service.region, bucket.name, tab=_TABS.get(name, "permissions")),
        about=bucket.name,
    )


def _opens(statement: Mapping[str, object]) -> bool:
    """Say whether a statement lets everybody in without any condition."""
    return statement.get("Effect") == "Allow" and is_for_everybody(statement) and not statement.get("Condition")


def _is_only_tls(bucket: Bucket, policy: Mapping[str, object] | None) -> bool:
    """Say whether a statement refuses everybody who comes without TLS (as AWS Config's rule for it does)."""
    return any(
        one.get("Effect") == "Deny"
        and is_for_everybody(one)
        and any(action.lower() in {"*", "s3:*"} for action in texts(one.get("Action")))
        and _covers(bucket, texts(one.get("Resource")))
        and conditions(one) == {"bool": {"aws:securetransport": ["false"]}}
        for one in statements(policy)
    )


def _covers(bucket: Bucket, resources: list[str]) -> bool:
    """Say whether the bucket's objects are meant; the bucket itself holds nothing but their names."""
    return any(one == "*" or one.endswith((f":::{bucket.name}/*", f":::{bucket.name}*")) for one in resources)
