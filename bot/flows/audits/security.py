"""Is it locked? A service's roles, buckets and tables, asked about all at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.audit_queries import (
    BucketLifecycle,
    BucketPolicyStatus,
    BucketVersioning,
    RolePolicies,
    TimeToLive,
)
from bot.domain.audits import backups, buckets, lifecycles, roles, tables
from bot.domain.diagnostics import BucketAccess, TableConfiguration
from bot.domain.failures import Refusal
from bot.domain.holdings import Bucket, Table
from bot.domain.items import Item
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.domain.service import Service
from bot.flows.asking import BUDGET_SECONDS, ask_all
from bot.flows.audits.telling import card
from bot.ports import Clock, Cloud

Found = Mapping[Query[Any], Answer[Any]]


def security(
    service: Service, *, cloud: Cloud, clock: Clock, budget_seconds: float = BUDGET_SECONDS
) -> dict[str, object]:
    """Tell in plain values what protects a service, and what doesn't. Raises Refusal where its file names nothing."""
    now = clock.now()
    return card(service, items(service, cloud=cloud, now=now, budget_seconds=budget_seconds), now)


def items(service: Service, *, cloud: Cloud, now: datetime, budget_seconds: float = BUDGET_SECONDS) -> tuple[Item, ...]:
    """Look at everything a service holds, and judge each part; in the order of roles, buckets and tables."""
    # Look.
    asked: list[Query[Any]] = [RolePolicies(one.name) for one in service.roles]
    asked += [one for bucket in service.buckets for one in _of_bucket(bucket)]
    asked += [one for table in service.tables for one in _of_table(table)]
    if not asked:
        raise Refusal("nothing_to_audit", {"service": service.name})
    found = ask_all(cloud, asked, region=service.region, budget_seconds=budget_seconds)

    # Judge.
    told = [roles.item(service, one, found[RolePolicies(one.name)]) for one in service.roles]
    told += [one for bucket in service.buckets for one in _bucket_items(service, bucket, found)]
    told += [one for table in service.tables for one in _table_items(service, table, found, now)]
    return tuple(told)


def _of_bucket(bucket: Bucket) -> tuple[Query[Any], ...]:
    name = bucket.name
    lifecycle = (BucketLifecycle(name),) if bucket.expire else ()
    return BucketAccess(name), BucketPolicyStatus(name), BucketVersioning(name), *lifecycle


def _of_table(table: Table) -> tuple[Query[Any], ...]:
    expiry = (TimeToLive(table.name),) if table.expires_by else ()
    return TableConfiguration(table.name), *backups.questions_for(table), *expiry


def _bucket_items(service: Service, bucket: Bucket, found: Found) -> list[Item]:
    access, versioning = found[BucketAccess(bucket.name)], found[BucketVersioning(bucket.name)]
    expiries = [
        lifecycles.item(service, bucket, one, found[BucketLifecycle(bucket.name)], versioning) for one in bucket.expire
    ]
    return [
        buckets.policy_item(service, bucket, access, found[BucketPolicyStatus(bucket.name)]),
        buckets.public_access_item(service, bucket, access),
        buckets.encryption_item(service, bucket, access),
        *expiries,
        buckets.versioning_item(service, bucket, versioning),
    ]


def _table_items(service: Service, table: Table, found: Found, now: datetime) -> list[Item]:
    sources = backups.sources_of(table, found)
    expiry = [tables.ttl_item(service, table, found[TimeToLive(table.name)])] if table.expires_by else []
    return [
        tables.encryption_item(service, table, found[TableConfiguration(table.name)]),
        backups.pitr_item(service, table, sources.continuous, now),
        *expiry,
        backups.backups_item(service, table, sources, now),
    ]
