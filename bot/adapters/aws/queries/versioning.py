"""Does a bucket keep what is overwritten and deleted?"""

from __future__ import annotations

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import BucketVersioning, VersioningReading
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "s3:GetBucketVersioning"


def _answer(aws: Aws, query: BucketVersioning, region: str) -> Answer[VersioningReading]:
    """Ask; S3 answers with nothing at all where it was never set."""
    client = aws.session.client("s3", region)
    read_at = aws.clock.now()
    try:
        found = client.get_bucket_versioning(Bucket=query.name)
    except ClientError as fault:
        if code_of(fault) == "NoSuchBucket":
            return Missing("not_found", ACTION, query.name)
        raise
    return Known(VersioningReading(found.get("Status"), found.get("MFADelete") == "Enabled"), read_at, ACTION)


KIND = Kind(BucketVersioning, (ACTION,), _answer)
