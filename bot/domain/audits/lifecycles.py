"""Does what must be deleted after a while really go?

In a bucket with versions an expiry only hides an object behind a delete marker: the data stays, and is billed, until a
rule for noncurrent versions takes it (Amazon S3's guide, "Expiring objects").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.audit_queries import LifecycleRule, VersioningReading
from bot.domain.audits.buckets import line
from bot.domain.holdings import Bucket, Expiry
from bot.domain.items import Detail, Item, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.service import Range, Service

SOURCE = "s3:GetLifecycleConfiguration"
_A_DAY_SECONDS = 86400


def item(
    service: Service,
    bucket: Bucket,
    expiry: Expiry,
    lifecycle: Answer[tuple[LifecycleRule, ...]],
    versioning: Answer[VersioningReading],
) -> Item:
    """Judge whether what lies under a prefix goes in time, old versions too. `value` is in seconds."""
    found = line(service, bucket, "s3_lifecycle", SOURCE)
    if len(bucket.expire) > 1:
        found = replace(found, id=f"s3_lifecycle:{bucket.name}/{expiry.prefix}")
    found = replace(found, unit="seconds", normal=Range(at_most=expiry.after.total_seconds()))
    if not isinstance(lifecycle, Known):
        return replace(found, detail=ignorance(lifecycle, SOURCE))
    found, (hidden, after) = replace(found, data_age_seconds=0), _gone(lifecycle.value, expiry.prefix)
    if hidden is None:
        return replace(found, verdict="fail", detail=Detail("no_expiry", {"prefix": expiry.prefix}))
    found = replace(found, value=float(hidden * _A_DAY_SECONDS))
    facts: dict[str, object] = {"prefix": expiry.prefix, "days": hidden}
    if found.normal is not None and not found.normal.holds(hidden * _A_DAY_SECONDS):
        return replace(found, verdict="fail", detail=Detail("late_expiry", {**facts, "wanted": expiry.after.days}))
    return _with_versions(found, facts, None if after is None else hidden + after, versioning)


def _with_versions(
    found: Item, facts: dict[str, object], gone: int | None, versioning: Answer[VersioningReading]
) -> Item:
    """Judge whether the data behind the delete markers goes (`gone`, in days); without versions there is none."""
    is_plain = isinstance(versioning, Known) and versioning.value.status is None
    if is_plain or gone is not None:
        return replace(found, verdict="ok", detail=Detail("expires", {**facts, "gone": None if is_plain else gone}))
    if not isinstance(versioning, Known):
        return replace(found, detail=ignorance(versioning, "s3:GetBucketVersioning"))
    return replace(found, verdict="fail", detail=Detail("old_versions_stay", facts))


def _gone(rules: Iterable[LifecycleRule], prefix: str) -> tuple[int | None, int | None]:
    """Return after how many days everything under the prefix is hidden, and after how many more its data is gone.

    None: never. Of several rules the earliest counts, as it does for S3.
    """
    whole = [one for one in rules if one.is_on and not one.is_narrowed and prefix.startswith(one.prefix)]
    hidden = [one.expires_days for one in whole if one.expires_days is not None]
    after = [one.noncurrent_days for one in whole if one.noncurrent_days is not None and not one.keeps_newer]
    return min(hidden, default=None), min(after, default=None)
