"""Do a table's items go by themselves?"""

from __future__ import annotations

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import TimeToLive, TtlReading
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "dynamodb:DescribeTimeToLive"

NO_TABLE = frozenset({"ResourceNotFoundException", "ResourceNotFound"})
"""AWS's own code, and the one that a stand-in gives."""


def _answer(aws: Aws, query: TimeToLive, region: str) -> Answer[TtlReading]:
    client = aws.session.client("dynamodb", region)
    read_at = aws.clock.now()
    try:
        found = client.describe_time_to_live(TableName=query.table).get("TimeToLiveDescription", {})
    except ClientError as fault:
        if code_of(fault) in NO_TABLE:
            return Missing("not_found", ACTION, query.table)
        raise
    return Known(TtlReading(found.get("TimeToLiveStatus", "DISABLED"), found.get("AttributeName")), read_at, ACTION)


KIND = Kind(TimeToLive, (ACTION,), _answer)
