"""What do all actions on a DynamoDB table ask, and what do they read in the answers?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.domain.actions.call import Json
from bot.domain.failures import Refusal
from bot.domain.queries import Described, described

HOURS_OLD = 6
"""How old a table's count of items may be (DynamoDB API, TableDescription)."""

MOST_BACKUPS = 5000


def configured(table: str) -> Described:
    """Ask for a table."""
    return described("dynamodb", "DescribeTable", TableName=table)


def backups(table: str) -> Described:
    """Ask for a table's backups, also those that DynamoDB made itself when a table was deleted."""
    return described("dynamodb", "ListBackups", most=MOST_BACKUPS, TableName=table, BackupType="ALL")


def backup(arn: str) -> Described:
    """Ask for one backup."""
    return described("dynamodb", "DescribeBackup", BackupArn=arn)


def continuous(table: str) -> Described:
    """Ask whether a table can be restored to a point in time."""
    return described("dynamodb", "DescribeContinuousBackups", TableName=table)


def time_to_live(table: str) -> Described:
    """Ask by which attribute a table's items expire."""
    return described("dynamodb", "DescribeTimeToLive", TableName=table)


def tags(arn: str) -> Described:
    """Ask for a table's tags."""
    return described("dynamodb", "ListTagsOfResource", ResourceArn=arn)


def arn(table: str) -> str:
    """Return a table's ARN; the region is left open."""
    return f"arn:aws:dynamodb:{{region}}:*:table/{table}"


def usable(told: Json, *statuses: str) -> Json:
    """Return the table of an answer; a Refusal while it is in another status than these."""
    table: Json = told["Table"]
    if table["TableStatus"] not in statuses:
        raise Refusal("table_is_changing", {"table": table["TableName"], "status": table["TableStatus"]})
    return table


def newest_first(rows: Iterable[Json]) -> list[dict[str, Any]]:
    """Return backups by when they were made."""
    return sorted((dict(row) for row in rows), key=lambda row: moment(row["BackupCreationDateTime"]), reverse=True)


def moment(told: str) -> datetime:
    """Return a moment of an answer, which is RFC 3339 in UTC, some with fractions of a second."""
    return datetime.fromisoformat(told)
