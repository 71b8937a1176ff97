"""A service whose cost, backups and security are in order, for tests to spoil one thing at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.audit_queries import (
    ContinuousReading,
    DayCost,
    LifecycleRule,
    RecoveryPoint,
    RolePolicy,
    TableBackup,
    TtlReading,
    VersioningReading,
)
from bot.domain.diagnostics import BucketReading, TableReading
from bot.domain.holdings import Bucket, CostTarget, Expiry, Role, Table
from bot.domain.items import Item
from bot.domain.queries import Query
from bot.domain.service import Service
from bot.speech import Ask, Place, Reply
from commands import verbs
from tests.fakes import FakeCloud
from tests.liveness import NAMESPACE, liveness
from tests.stories import stories

BILLED_AS = "Amazon Rekognition"
CHECKS = "USE1-FaceLivenessCheck"
TABLE, BUCKET, ROLE = "FaceAuth-LivenessSessions", "face-auth-images", "FaceAuthLambdaExecutionRole"
POLICY = "FaceAuthLambdaPolicy"
PREFIX = "liveness-audit/"
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
TODAY = date(2026, 11, 22)
"""The day on which tests' clocks stand."""


def held(**changes: Any) -> Service:
    """Return the service with what it holds: a table, a bucket, a role and a target."""
    things: dict[str, Any] = {
        "tables": (Table(TABLE, "expires_at", timedelta(minutes=10)),),
        "buckets": (Bucket(BUCKET, (Expiry(PREFIX, timedelta(days=90)),)),),
        "roles": (Role(ROLE, POLICY),),
        "cost": CostTarget(BILLED_AS, 400, 450),
    }
    return replace(liveness(), **(things | changes))


def statement(effect: str = "Allow", **parts: Any) -> dict[str, Any]:
    """Return a statement; by itself it allows one thing on one bucket."""
    return {"Effect": effect, "Action": ["s3:GetObject"], "Resource": f"arn:aws:s3:::{BUCKET}/*", **parts}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def only_tls(**changes: Any) -> dict[str, Any]:
    """Return the statement that refuses what comes without TLS."""
    resources = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return statement(
        "Deny", **{"Principal": "*", "Action": "s3:*", "Resource": resources, "Condition": condition} | changes
    )


def bucket(**changes: Any) -> BucketReading:
    """Return the bucket as it should be."""
    sound = BucketReading(BUCKET, document(only_tls()), dict.fromkeys(BLOCKS, True), None, "AES256")
    return replace(sound, **changes)


def days(dollars: float = 14.0, *, until: date = TODAY, count: int = 30, estimated: int = 2) -> list[DayCost]:
    """Return so many days that end before `until`, the newest of them estimated."""
    return [
        DayCost(
            until - timedelta(days=back), back <= estimated, {CHECKS: dollars * 0.9, "USE1-DetectFaces": dollars * 0.1}
        )
        for back in range(count, 0, -1)
    ]


def sound(cloud: FakeCloud | None = None) -> FakeCloud:
    """Return a cloud in which all is in order."""
    cloud = cloud or FakeCloud()
    now = cloud.clock.now()
    cloud.put_table(TableReading(TABLE, "ACTIVE", is_on_demand=True, read_units=None, write_units=None))
    cloud.put_continuous(TABLE, ContinuousReading(True, now - timedelta(days=35), now - timedelta(minutes=5)))
    cloud.put_ttl(TABLE, TtlReading("ENABLED", "expires_at"))
    cloud.put_backup(
        TABLE, TableBackup(f"{TABLE}-20261121", "arn:1", now - timedelta(days=1), "AVAILABLE", size_bytes=52_000)
    )
    cloud.put_point(TABLE, RecoveryPoint("arn:2", "Default", now - timedelta(days=2), "COMPLETED", 51_000))
    cloud.put_bucket(bucket())
    cloud.put_versioning(BUCKET, VersioningReading("Enabled"))
    cloud.put_lifecycle(BUCKET, LifecycleRule("audit", PREFIX, is_on=True, expires_days=90, noncurrent_days=7))
    cloud.put_policies(ROLE, RolePolicy(POLICY, None, document(statement())))
    cloud.put_costs(BILLED_AS, *days())
    cloud.put_forecast(BILLED_AS, 14.0)
    for back in range(1, 8):
        cloud.publish(NAMESPACE, "SessionCreated", now - timedelta(days=back), *[1.0] * 140)
    return cloud


def line(items: Any, name: str) -> Item:
    """Return one line of an audit."""
    return next(one for one in items if one.id == name)


def say(words: str, service: Service, cloud: FakeCloud) -> Callable[[], dict[str, Any]]:
    """Return a way to say the same again and again to one process; it answers with the facts of the card."""
    told = stories(cloud, service)
    verb, *rest = words.split()

    def once() -> dict[str, Any]:
        ask = Ask("1", "U2BEN", Place("C0LIVENESS"), service.command, words)
        reply = verbs()[verb].run(ask, service, tuple(rest), told)
        assert isinstance(reply, Reply)
        assert reply.template.startswith("audit/")
        facts: dict[str, Any] = json.loads(json.dumps(reply.facts))
        return facts

    return once


def asked(cloud: FakeCloud, *kinds: type[Query[Any]]) -> int:
    """Count the questions of some kinds that were put to a cloud."""
    return sum(isinstance(one, kinds) for one in cloud.reads)


def rows(facts: dict[str, Any]) -> dict[str, Any]:
    """Return a card's lines by their ids."""
    return {one["id"]: one for one in facts["items"]}
