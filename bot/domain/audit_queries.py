"""What can the cloud be asked about cost, backups and security? The questions that audits are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.domain.knowledge import Failed, Missing
from bot.domain.queries import Query


@dataclass(frozen=True, slots=True)
class DayCost:
    """What one day (UTC, as bills are) has cost so far, in US dollars, by usage type; AWS corrects an estimate later.

    Without any usage type nothing has been billed: nothing was used, or AWS doesn't know yet.
    """

    day: date
    is_estimated: bool
    by_usage: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def dollars(self) -> float:
        """Return the whole day's cost."""
        return sum(self.by_usage.values())


@dataclass(frozen=True, slots=True)
class Spending:
    """What each day has cost, in order; Cost Explorer bills each of the `requests` that it took."""

    days: tuple[DayCost, ...]
    requests: int = 1


@dataclass(frozen=True, slots=True)
class CostAndUsage(Query[Spending]):
    """What a product, by its name in Cost Explorer (`Amazon Rekognition`), has cost each day of [start, end).

    Unblended cost: what was really charged to this account. `Missing("not_enabled")` where Cost Explorer is off,
    `Missing("no_data_yet")` where it has nothing to tell yet.
    """

    billed_as: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class CostForecast(Query[float]):
    """What a product will cost over [start, end), in US dollars; `start` is today or later. `Missing` as above."""

    billed_as: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class TableBackup:
    """A backup that DynamoDB keeps by itself. `kind` is who made it: somebody, a table's deletion, AWS Backup."""

    name: str
    arn: str
    created_at: datetime
    status: Literal["CREATING", "AVAILABLE", "DELETED"]
    kind: Literal["USER", "SYSTEM", "AWS_BACKUP"] = "USER"
    size_bytes: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TableBackups(Query[tuple[TableBackup, ...]]):
    """Every backup of a table that DynamoDB lists, newest first. They outlive their table: none says nothing of it."""

    table: str


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """What AWS Backup keeps of a table. Only from `AVAILABLE` and `COMPLETED` ones a whole table can be restored."""

    arn: str
    vault: str
    created_at: datetime
    status: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class RecoveryPoints(Query[tuple[RecoveryPoint, ...]]):
    """Every recovery point that AWS Backup keeps of a table, newest first."""

    table: str


@dataclass(frozen=True, slots=True)
class ContinuousReading:
    """Whether a table can be restored to any moment, and to which ones: between the two, both None where it is off."""

    is_on: bool
    earliest_at: datetime | None = None
    latest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContinuousBackups(Query[ContinuousReading]):
    """Is point-in-time recovery of a table on?"""

    table: str


@dataclass(frozen=True, slots=True)
class TtlReading:
    """Whether a table's items go by themselves, and at the time in which attribute."""

    status: Literal["ENABLING", "ENABLED", "DISABLING", "DISABLED"]
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class TimeToLive(Query[TtlReading]):
    """Do a table's items go by themselves?"""

    table: str


@dataclass(frozen=True, slots=True)
class VersioningReading:
    """Whether a bucket keeps what is overwritten and deleted. `status` None: it never did."""

    status: Literal["Enabled", "Suspended"] | None
    is_mfa_needed_to_delete: bool = False


@dataclass(frozen=True, slots=True)
class BucketVersioning(Query[VersioningReading]):
    """Does a bucket keep what is overwritten and deleted?"""

    name: str


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """What S3 does by itself to objects under a prefix (empty: to all); days are counted from an object's writing.

    `noncurrent_days` are counted from when a version was overwritten or deleted, of which the newest `keeps_newer` stay
    for good. `is_narrowed`: the rule takes only objects with some tag or size.
    """

    id: str
    prefix: str
    is_on: bool
    is_narrowed: bool = False
    expires_days: int | None = None
    noncurrent_days: int | None = None
    keeps_newer: int = 0


@dataclass(frozen=True, slots=True)
class BucketLifecycle(Query[tuple[LifecycleRule, ...]]):
    """What does S3 do by itself to a bucket's objects? Nothing where no rule is set."""

    name: str


@dataclass(frozen=True, slots=True)
class BucketPolicyStatus(Query[bool]):
    """Does AWS itself call a bucket's policy public? Without a policy it isn't; `Missing("not_told")`: no answer."""

    name: str


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """One policy of a role; without an `arn` it is inline. `document` None: it could not be read, for this reason."""

    name: str
    arn: str | None
    document: Mapping[str, object] | None = field(hash=False)
    unread: Failed | Missing | None = None


@dataclass(frozen=True, slots=True)
class RolePolicies(Query[tuple[RolePolicy, ...]]):
    """Every policy of a role with its document, inline ones first."""

    role: str
