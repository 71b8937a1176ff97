"""To which moments can a table be restored?"""

from __future__ import annotations

from datetime import UTC

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import ContinuousBackups, ContinuousReading
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "dynamodb:DescribeContinuousBackups"

NO_TABLE = frozenset({"TableNotFoundException", "ResourceNotFoundException"})
"""AWS's own code, and the one that a stand-in gives."""


def _answer(aws: Aws, query: ContinuousBackups, region: str) -> Answer[ContinuousReading]:
    client = aws.session.client("dynamodb", region)
    read_at = aws.clock.now()
    try:
        found = client.describe_continuous_backups(TableName=query.table)["ContinuousBackupsDescription"]
    except ClientError as fault:
        if code_of(fault) in NO_TABLE:
            return Missing("not_found", ACTION, query.table)
        raise
    told = found.get("PointInTimeRecoveryDescription", {})
    moments = [told.get(name) for name in ("EarliestRestorableDateTime", "LatestRestorableDateTime")]
    earliest, latest = (at and at.astimezone(UTC) for at in moments)
    is_on = told.get("PointInTimeRecoveryStatus") == "ENABLED"
    return Known(ContinuousReading(is_on, earliest, latest) if is_on else ContinuousReading(is_on), read_at, ACTION)


KIND = Kind(ContinuousBackups, (ACTION,), _answer)
