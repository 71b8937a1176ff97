"""What can a table be restored from, and how old is the newest of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.domain import consoles
from bot.domain.audit_queries import (
    ContinuousBackups,
    ContinuousReading,
    RecoveryPoint,
    RecoveryPoints,
    TableBackup,
    TableBackups,
)
from bot.domain.audits.verdict import named, told
from bot.domain.holdings import Table
from bot.domain.items import Detail, Item, ignorance
from bot.domain.knowledge import Answer, Failed, Known, Missing
from bot.domain.queries import Query
from bot.domain.service import Range, Service
from bot.domain.words import Words

USABLE = frozenset({"AVAILABLE", "COMPLETED"})
"""States from which a whole table can be restored; a `PARTIAL` recovery point holds a part (AWS Backup's guide)."""

PITR_BEHIND = timedelta(hours=1)
"""The latest moment to restore to is usually five minutes ago (DynamoDB's guide); an hour is plainly too long."""

_BACKUPS_TITLE = {"en": "Newest thing to restore from", "ja": "復元元のうち最新のもの"}
_PITR_TITLE = {"en": "Point-in-time recovery", "ja": "ポイントインタイムリカバリ（PITR）"}

Kind = Literal["pitr", "backup", "point"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the cloud said of everything that one table can be restored from."""

    backups: Answer[tuple[TableBackup, ...]]
    points: Answer[tuple[RecoveryPoint, ...]]
    continuous: Answer[ContinuousReading]

    @property
    def gaps(self) -> list[Missing | Failed]:
        """Return what could not be known."""
        return [one for one in (self.continuous, self.backups, self.points) if not isinstance(one, Known)]


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing that a table can, or could, be restored from; a name or an ARN tells which."""

    kind: Kind
    name: str
    arn: str
    at: datetime
    status: str
    size_bytes: int | None = None

    @property
    def is_usable(self) -> bool:
        """Say whether the whole table can be restored from it now."""
        return self.status in USABLE


def questions_for(table: Table) -> tuple[TableBackups, RecoveryPoints, ContinuousBackups]:
    """Return what to ask about a table's backups, in the order of `Sources`."""
    return TableBackups(table.name), RecoveryPoints(table.name), ContinuousBackups(table.name)


def sources_of(table: Table, answers: Mapping[Query[Any], Answer[Any]]) -> Sources:
    """Return what was said of a table."""
    return Sources(*(answers[one] for one in questions_for(table)))


def copies(found: Sources) -> tuple[Copy, ...]:
    """Return everything that is kept of a table, newest first; what DynamoDB and AWS Backup both list stands once."""
    listed: list[Copy] = []
    if isinstance(found.backups, Known):
        listed += [
            Copy("backup", one.name, one.arn, one.created_at, one.status, one.size_bytes) for one in found.backups.value
        ]
    known = {one.arn for one in listed}
    if isinstance(found.points, Known):
        listed += [
            Copy("point", one.vault, one.arn, one.created_at, one.status, one.size_bytes)
            for one in found.points.value
            if one.arn not in known
        ]
    return tuple(sorted(listed, key=lambda one: one.at, reverse=True))


def backups_item(service: Service, table: Table, found: Sources, now: datetime) -> Item:
    """Judge how old the newest thing is that the table can be restored from.

    Too old is a warning, nothing at all a failure; where something could not be read, only what is fresh acquits.
    """
    item = _line(service, "dynamodb_backups", _BACKUPS_TITLE, table)
    item = replace(item, unit="seconds", normal=Range(at_most=table.backup_within.total_seconds()))
    if isinstance(found.continuous, Missing):
        return replace(item, detail=ignorance(found.continuous))  # there is no such table
    usable: list[tuple[datetime, Kind]] = [(one.at, one.kind) for one in copies(found) if one.is_usable]
    if isinstance(found.continuous, Known) and found.continuous.value.latest_at is not None:
        usable.append((found.continuous.value.latest_at, "pitr"))
    newest = max(usable, default=None, key=lambda one: one[0])
    age = max(0.0, (now - newest[0]).total_seconds()) if newest else None
    if newest is not None and age is not None:
        item = replace(item, value=age, detail=Detail("restorable", {"kind": newest[1], "at": told(newest[0])}))
    is_fresh = age is not None and age <= table.backup_within.total_seconds()
    if not is_fresh and found.gaps:
        return replace(item, detail=ignorance(found.gaps[0]))
    item = replace(item, data_age_seconds=0)
    if newest is None:
        return replace(item, verdict="fail", detail=Detail("nothing_to_restore"))
    return replace(item, verdict="ok" if is_fresh else "warn")


def pitr_item(service: Service, table: Table, answer: Answer[ContinuousReading], now: datetime) -> Item:
    """Judge whether the table can be restored to any moment."""
    item = _line(service, "dynamodb_pitr", _PITR_TITLE, table)
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer))
    item, found = replace(item, data_age_seconds=0, source=answer.source), answer.value
    if not found.is_on:
        return replace(item, verdict="fail", detail=Detail("pitr_off"))
    moments = {"earliest": told(found.earliest_at), "latest": told(found.latest_at)}
    if found.latest_at is None or now - found.latest_at > PITR_BEHIND:
        return replace(item, verdict="warn", detail=Detail("pitr_behind", moments))
    return replace(item, verdict="ok", detail=Detail("pitr_on", moments))


def _line(service: Service, line: str, title: Words, table: Table) -> Item:
    return Item(
        id=named(line, table.name, service.tables),
        title=title,
        group="tables",
        verdict="unknown",
        value=None,
        unit="count",
        window="now",
        source="dynamodb:DescribeContinuousBackups" if line == "dynamodb_pitr" else "dynamodb:ListBackups",
        console_url=consoles.of_table(service.region, table.name, tab="backups"),
        about=table.name,
    )
