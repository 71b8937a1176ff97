"""Which backups of a table does DynamoDB keep?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import TableBackup, TableBackups
from bot.domain.knowledge import Answer, Known

ACTION = "dynamodb:ListBackups"


def _answer(aws: Aws, query: TableBackups, region: str) -> Answer[tuple[TableBackup, ...]]:
    """List all kinds, where DynamoDB alone would list those that people made; it promises no order."""
    client = aws.session.client("dynamodb", region)
    read_at = aws.clock.now()
    pages = client.get_paginator("list_backups").paginate(TableName=query.table, BackupType="ALL")
    found = [_backup(row) for page in pages for row in page.get("BackupSummaries", [])]
    return Known(tuple(sorted(found, key=lambda one: one.created_at, reverse=True)), read_at, ACTION)


def _backup(row: Mapping[str, Any]) -> TableBackup:
    expires_at = row.get("BackupExpiryDateTime")
    return TableBackup(
        name=row["BackupName"],
        arn=row["BackupArn"],
        created_at=row["BackupCreationDateTime"].astimezone(UTC),
        status=row["BackupStatus"],
        kind=row.get("BackupType", "USER"),
        size_bytes=row.get("BackupSizeBytes"),
        expires_at=expires_at and expires_at.astimezone(UTC),
    )


KIND = Kind(TableBackups, (ACTION,), _answer)
