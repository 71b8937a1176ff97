"""What would AWS tell of costs, backups and security, if it were what a test put there?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from bot.domain.audit_queries import (
    BucketLifecycle,
    BucketPolicyStatus,
    BucketVersioning,
    ContinuousBackups,
    ContinuousReading,
    CostAndUsage,
    CostForecast,
    DayCost,
    LifecycleRule,
    RecoveryPoint,
    RecoveryPoints,
    RolePolicies,
    RolePolicy,
    Spending,
    TableBackup,
    TableBackups,
    TimeToLive,
    TtlReading,
    VersioningReading,
)
from bot.domain.knowledge import Known, Missing, MissingReason
from bot.domain.queries import Query
from tests.fake_clock import FixedClock

T = TypeVar("T")


class FakeAudits:
    """The part of the cloud that audits ask; `tables` and `buckets` name what exists, with nothing set by itself."""

    def __init__(self, clock: FixedClock, *, tables: Collection[str], buckets: Collection[str]) -> None:
        self._audit_clock, self._existing_tables, self._existing_buckets = clock, tables, buckets
        self._costs: dict[str, list[DayCost]] = defaultdict(list)
        self._dollars_a_day: dict[str, float] = {}
        self._cost_explorer: MissingReason | None = None
        self._backups: dict[str, list[TableBackup]] = defaultdict(list)
        self._points: dict[str, list[RecoveryPoint]] = defaultdict(list)
        self._continuous: dict[str, ContinuousReading] = {}
        self._ttls: dict[str, TtlReading] = {}
        self._versionings: dict[str, VersioningReading] = {}
        self._lifecycles: dict[str, tuple[LifecycleRule, ...]] = {}
        self._public: dict[str, bool] = {}
        self._policies: dict[str, tuple[RolePolicy, ...]] = {}
        self.audit_answers: Mapping[type[Query[Any]], Callable[[Any], Known[Any] | Missing]] = {
            CostAndUsage: self._spent,
            CostForecast: self._to_come,
            TableBackups: lambda query: self._told(_newest(self._backups.get(query.table, ())), "dynamodb:ListBackups"),
            RecoveryPoints: self._kept,
            ContinuousBackups: lambda query: self._of_table(
                query.table, self._continuous, ContinuousReading(is_on=False), "dynamodb:DescribeContinuousBackups"
            ),
            TimeToLive: lambda query: self._of_table(
                query.table, self._ttls, TtlReading("DISABLED"), "dynamodb:DescribeTimeToLive"
            ),
            BucketVersioning: lambda query: self._of_bucket(
                query.name, self._versionings, VersioningReading(None), "s3:GetBucketVersioning"
            ),
            BucketLifecycle: lambda query: self._of_bucket(
                query.name, self._lifecycles, (), "s3:GetLifecycleConfiguration"
            ),
            BucketPolicyStatus: lambda query: self._of_bucket(
                query.name, self._public, False, "s3:GetBucketPolicyStatus"
            ),
            RolePolicies: self._said,
        }

    def put_costs(self, billed_as: str, *days: DayCost) -> None:
        self._costs[billed_as] += days

    def put_forecast(self, billed_as: str, dollars_a_day: float) -> None:
        self._dollars_a_day[billed_as] = dollars_a_day

    def end_cost_explorer(self, why: MissingReason) -> None:
        """Let Cost Explorer have nothing to tell."""
        self._cost_explorer = why

    def put_backup(self, table: str, backup: TableBackup) -> None:
        self._backups[table].append(backup)

    def put_point(self, table: str, point: RecoveryPoint) -> None:
        self._points[table].append(point)

    def put_continuous(self, table: str, reading: ContinuousReading) -> None:
        self._continuous[table] = reading

    def put_ttl(self, table: str, reading: TtlReading) -> None:
        self._ttls[table] = reading

    def put_versioning(self, bucket: str, reading: VersioningReading) -> None:
        self._versionings[bucket] = reading

    def put_lifecycle(self, bucket: str, *rules: LifecycleRule) -> None:
        self._lifecycles[bucket] = rules

    def put_public(self, bucket: str, *, is_public: bool) -> None:
        self._public[bucket] = is_public

    def put_policies(self, role: str, *policies: RolePolicy) -> None:
        self._policies[role] = policies

    def _told(self, value: T, source: str) -> Known[T]:
        return Known(value, self._audit_clock.now(), source)

    def _of_table(self, table: str, shelf: Mapping[str, T], unset: T, source: str) -> Known[T] | Missing:
        if table not in self._existing_tables:
            return Missing("not_found", source, table)
        return self._told(shelf.get(table, unset), source)

    def _of_bucket(self, bucket: str, shelf: Mapping[str, T], unset: T, source: str) -> Known[T] | Missing:
        if bucket not in self._existing_buckets:
            return Missing("not_found", source, bucket)
        return self._told(shelf.get(bucket, unset), source)

    def _spent(self, query: CostAndUsage) -> Known[Spending] | Missing:
        """Tell of the days that were put there: a test that leaves one out has Cost Explorer not know it."""
        if self._cost_explorer is not None:
            return Missing(self._cost_explorer, "ce:GetCostAndUsage", "Cost Explorer")
        days = [one for one in self._costs.get(query.billed_as, ()) if query.start <= one.day < query.end]
        return self._told(Spending(tuple(sorted(days, key=lambda one: one.day))), "ce:GetCostAndUsage")

    def _to_come(self, query: CostForecast) -> Known[float] | Missing:
        if self._cost_explorer is not None or query.billed_as not in self._dollars_a_day:
            return Missing(self._cost_explorer or "no_data_yet", "ce:GetCostForecast", "Cost Explorer")
        return self._told(self._dollars_a_day[query.billed_as] * (query.end - query.start).days, "ce:GetCostForecast")

    def _kept(self, query: RecoveryPoints) -> Known[tuple[RecoveryPoint, ...]] | Missing:
        if query.table not in self._existing_tables:
            return Missing("not_found", "dynamodb:DescribeTable", query.table)
        return self._told(_newest(self._points.get(query.table, ())), "backup:ListRecoveryPointsByResource")

    def _said(self, query: RolePolicies) -> Known[tuple[RolePolicy, ...]] | Missing:
        if query.role not in self._policies:
            return Missing("not_found", "iam:ListRolePolicies", query.role)
        return self._told(self._policies[query.role], "iam:GetRolePolicy")


def _newest(found: Collection[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda one: one.created_at, reverse=True))
