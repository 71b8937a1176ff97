"""What does a service hold, and what is it allowed? Its storage and roles, its cost, quality and schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

BACKUP_WITHIN = timedelta(days=7)
"""How old a table's newest backup may be where nobody says it: ours, for the operations manual names no age."""


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table; its items go at the time in `expires_by`, which is `expires_after` from their writing.

    The newest of what it can be restored from may be no older than `backup_within`.
    """

    name: str
    expires_by: str | None = None
    expires_after: timedelta | None = None
    backup_within: timedelta = BACKUP_WITHIN


@dataclass(frozen=True, slots=True)
class Expiry:
    """What lies under this prefix of a bucket is to be deleted after so long."""

    prefix: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket, and what in it is to be deleted when."""

    name: str
    expire: tuple[Expiry, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role that the service runs as, and the name of its inline policy when it has one."""

    name: str
    inline_policy: str | None = None


@dataclass(frozen=True, slots=True)
class CostTarget:
    """What the service may cost in a calendar month, in US dollars; `billed_as` is its name in Cost Explorer."""

    billed_as: str
    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Between which values, both allowed, a measured quality may lie before a change is refused."""

    at_most: float | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a check pack runs by itself: a cron line with names for weekdays, in a time zone."""

    cron: str
    timezone: str


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule for Prometheus: what it watches (`layer`), when it fires, and what it tells Alertmanager.

    `summary` may hold Prometheus's own templates (`{{ $labels.pipeline }}`), which are filled there.
    """

    name: str
    layer: str
    expression: str
    lasting: timedelta
    severity: str
    summary: str
    runbook: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
