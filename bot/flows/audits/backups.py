"""What can be restored, and from when?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.audit_queries import BucketVersioning
from bot.domain.audits import backups, buckets, tables
from bot.domain.audits.backups import Copy, Sources
from bot.domain.audits.verdict import told
from bot.domain.diagnostics import TableConfiguration
from bot.domain.failures import Refusal
from bot.domain.holdings import Table
from bot.domain.items import Item, ignorance
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.domain.service import Service
from bot.flows.asking import BUDGET_SECONDS, ask_all
from bot.flows.audits.telling import card
from bot.ports import Clock, Cloud

SHOWN = 8
"""So many backups of a table at most; older ones are counted."""

Found = Mapping[Query[Any], Answer[Any]]


def listing(
    service: Service, *, cloud: Cloud, clock: Clock, budget_seconds: float = BUDGET_SECONDS
) -> dict[str, object]:
    """Tell in plain values what each table and bucket can be restored from, and whether that is enough.

    Raises Refusal where the service's file names neither.
    """
    if not service.tables and not service.buckets:
        raise Refusal("nothing_to_back_up", {"service": service.name})
    # Look.
    now = clock.now()
    asked: list[Query[Any]] = [one for table in service.tables for one in backups.questions_for(table)]
    asked += [TableConfiguration(table.name) for table in service.tables]
    asked += [BucketVersioning(bucket.name) for bucket in service.buckets]
    found = ask_all(cloud, asked, region=service.region, budget_seconds=budget_seconds)

    # Judge.
    items = [one for table in service.tables for one in _table_items(service, table, found, now)]
    items += [buckets.versioning_item(service, one, found[BucketVersioning(one.name)]) for one in service.buckets]
    kept = [_kept(table, backups.sources_of(table, found), now) for table in service.tables]
    return {**card(service, items, now), "kept": kept}


def _table_items(service: Service, table: Table, found: Found, now: datetime) -> list[Item]:
    sources = backups.sources_of(table, found)
    return [
        backups.backups_item(service, table, sources, now),
        backups.pitr_item(service, table, sources.continuous, now),
        tables.protection_item(service, table, found[TableConfiguration(table.name)]),
    ]


def _kept(table: Table, sources: Sources, now: datetime) -> dict[str, object]:
    """Tell what is kept of a table, newest first, and what could not be read of it."""
    all_of_it = backups.copies(sources)
    gaps = [ignorance(one) for one in sources.gaps]
    return {
        "table": table.name,
        "copies": [_copy(one, now) for one in all_of_it[:SHOWN]],
        "more": max(0, len(all_of_it) - SHOWN),
        "gaps": [{"key": one.key, "facts": dict(one.facts)} for one in gaps],
    }


def _copy(one: Copy, now: datetime) -> dict[str, object]:
    return {
        "kind": one.kind,
        "name": one.name,
        "arn": one.arn,
        "at": told(one.at),
        "age_seconds": max(0, int((now - one.at).total_seconds())),
        "status": one.status,
        "is_usable": one.is_usable,
        "size_bytes": one.size_bytes,
    }
