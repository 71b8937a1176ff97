"""Which objects lie under a prefix of a bucket, and how is each tagged?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import attempted, code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.knowledge import Answer, Failed, Known, Missing
from bot.domain.objects import Listing, StoredObject, TaggedObjects, Tags

LIST = "s3:ListBucket"
TAGGING = "s3:GetObjectTagging"
"""IAM's names; the first allows ListObjectsV2."""

AT_ONCE = 16
"""Tags are asked for one object at a time (S3 has no other way), so many of them in parallel."""

COUNTED_TO = 10_000
"""How far objects are counted that are too many anyway: ten requests (S3 docs, ListObjectsV2: 1,000 keys in each)."""


def _answer(aws: Aws, query: TaggedObjects, region: str) -> Answer[Listing]:
    client = aws.session.client("s3", region)
    read_at = aws.clock.now()
    try:
        rows, is_counted = _listed(client, query)
    except client.exceptions.NoSuchBucket:
        return Missing("not_found", LIST, query.bucket)
    if len(rows) > query.most:
        return Known(Listing((), len(rows), is_whole=False, is_counted=is_counted), read_at, LIST)
    found = attempted(partial(_tagged, client, query, rows), TAGGING)
    if isinstance(found, Failed):
        return found
    return Known(Listing(tuple(found), len(found)), read_at, LIST)


def _listed(client: Any, query: TaggedObjects) -> tuple[list[StoredObject], bool]:
    """List objects until there are none left, or so many that nobody wants them; say whether it were all."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=query.bucket, Prefix=query.prefix)
    rows: list[StoredObject] = []
    for page in pages:
        rows += [
            StoredObject(row["Key"], row["Size"], row["ETag"], row["LastModified"]) for row in page.get("Contents", [])
        ]
        if len(rows) >= max(COUNTED_TO, query.most + 1) and page.get("IsTruncated"):
            return rows, False
    return rows, True


def _tagged(client: Any, query: TaggedObjects, rows: Sequence[StoredObject]) -> list[StoredObject]:
    """Return the objects with the tags that are asked for; what was deleted since it was listed is left out."""
    read: dict[str, Tags | None] = {}

    def read_tags(some: Sequence[StoredObject]) -> None:
        wanted = [row.key for row in some if row.key not in read]
        for start in range(0, len(wanted), AT_ONCE):
            keys = wanted[start : start + AT_ONCE]
            tags = together([partial(_tags, client, query.bucket, key) for key in keys])
            read.update(zip(keys, tags, strict=True))

    if query.until_unlike is None or not _find_unlike(rows, query.until_unlike, read, read_tags):
        read_tags(rows)
    present = (row for row in rows if row.key not in read or read[row.key] is not None)
    return [replace(row, tags=read.get(row.key)) for row in present]


def _find_unlike(
    rows: Sequence[StoredObject],
    like: tuple[str, str | None],
    read: dict[str, Tags | None],
    read_tags: Callable[[Sequence[StoredObject]], None],
) -> bool:
    """Read until the first object is found that is not like this, if those that are so come first.

    Each round asks for sixteen objects that lie equally far apart, and goes on between two of them.
    """
    tag, value = like
    low, high = 0, len(rows)
    while low < high:
        step = -(-(high - low) // AT_ONCE)
        probes = range(low, high, step)
        read_tags([rows[place] for place in probes])
        tags = {place: read[rows[place].key] for place in probes}
        unlike = next(
            (place for place, told in tags.items() if told is not None and dict(told).get(tag) != value), None
        )
        if unlike is None:
            low = probes[-1] + 1
        else:
            low, high = max((place + 1 for place in probes if place < unlike), default=low), unlike
    return high < len(rows)


def _tags(client: Any, bucket: str, key: str) -> Tags | None:
    try:
        told = client.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    except ClientError as fault:
        if code_of(fault) == "NoSuchKey":
            return None
        raise
    return tuple(sorted((tag["Key"], tag["Value"]) for tag in told))


KIND = Kind(TaggedObjects, (LIST, TAGGING), _answer)
