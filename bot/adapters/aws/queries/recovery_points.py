"""What does AWS Backup keep of a table?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bot.adapters.aws.errors import attempted
from bot.adapters.aws.queries import Aws, Kind, tables
from bot.domain.audit_queries import RecoveryPoint, RecoveryPoints
from bot.domain.knowledge import Answer, Failed, Known, Missing

ACTION = "backup:ListRecoveryPointsByResource"


def _answer(aws: Aws, query: RecoveryPoints, region: str) -> Answer[tuple[RecoveryPoint, ...]]:
    """Look up the table's ARN, by which AWS Backup knows it."""
    dynamodb, client = (aws.session.client(product, region) for product in ("dynamodb", "backup"))
    read_at = aws.clock.now()

    def arn() -> str | Missing:
        try:
            return str(dynamodb.describe_table(TableName=query.table)["Table"]["TableArn"])
        except dynamodb.exceptions.ResourceNotFoundException:
            return Missing("not_found", tables.ACTION, query.table)

    table = attempted(arn, tables.ACTION)
    if isinstance(table, Missing | Failed):
        return table
    try:
        pages = client.get_paginator("list_recovery_points_by_resource").paginate(ResourceArn=table)
        found = [_point(row) for page in pages for row in page.get("RecoveryPoints", [])]
    except client.exceptions.ResourceNotFoundException:
        found = []  # the table is there, so it is AWS Backup that never heard of it
    return Known(tuple(sorted(found, key=lambda one: one.created_at, reverse=True)), read_at, ACTION)


def _point(row: Mapping[str, Any]) -> RecoveryPoint:
    return RecoveryPoint(
        arn=row["RecoveryPointArn"],
        vault=row.get("BackupVaultName", ""),
        created_at=row["CreationDate"].astimezone(UTC),
        status=row.get("Status", ""),
        size_bytes=row.get("BackupSizeBytes"),
    )


KIND = Kind(RecoveryPoints, (ACTION, tables.ACTION), _answer)
