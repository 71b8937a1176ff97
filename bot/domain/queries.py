"""What can the cloud be asked? Each kind of question is a value; its answer's type stands beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from bot.domain.knowledge import Failed
from bot.domain.service import Metric

A = TypeVar("A")

Statistic = str
"""`Sum`, `SampleCount`, `Average`, `Minimum`, `Maximum` or a percentile (`p95`)."""


class Query(Generic[A]):
    """A question to the cloud that is answered by an `A`, or by not knowing."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One line to read: a metric, a statistic, and the length of its buckets in seconds."""

    metric: Metric
    statistic: Statistic
    period_seconds: int


@dataclass(frozen=True, slots=True)
class Point:
    """A bucket that had samples: the moment it starts, and its value."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of one series; `published` says whether the metric exists at all. Points are in order of time.

    Several dimension sets of one metric are added up (sums, counts) or joined (largest, smallest) beforehand. `failed`
    says why this one could not be read although others could.
    """

    published: bool
    points: tuple[Point, ...] = ()
    failed: Failed | None = None


@dataclass(frozen=True, slots=True)
class Metrics(Query[Mapping[Series, Measured]]):
    """All series of an answer at once, over [start, end)."""

    series: tuple[Series, ...]
    start: datetime
    end: datetime


AlarmState = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]


@dataclass(frozen=True, slots=True)
class AlarmReading:
    """A CloudWatch alarm as it stands; `changed_at` is when its state last changed."""

    name: str
    state: AlarmState
    changed_at: datetime | None
    reason: str
    actions_enabled: bool


@dataclass(frozen=True, slots=True)
class Alarms(Query[tuple[AlarmReading, ...]]):
    """Every alarm, metric and composite, whose name begins with one of the prefixes, in whatever state."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionReading:
    """A Lambda function's configuration. `environment` None: it could not be read (no permission for its key).

    `last_update` is how the last change of it went (`Successful`, `InProgress`, `Failed`).
    """

    name: str
    environment: Mapping[str, str] | None
    memory_mb: int
    timeout_seconds: int
    last_modified: str
    state: str
    is_in_vpc: bool = False
    last_update: str = "Successful"


@dataclass(frozen=True, slots=True)
class FunctionConfiguration(Query[FunctionReading]):
    """One function's configuration."""

    name: str


@dataclass(frozen=True, slots=True)
class Identity(Query[str]):
    """Which account and role we are: the caller's ARN."""


@dataclass(frozen=True, slots=True)
class Described(Query[Mapping[str, Any]]):
    """What AWS tells of one thing, whole and as its API reference names it: for what only one action needs to know.

    Lists that come in pages are joined; moments are RFC 3339 in UTC. What isn't there is `Missing("not_found")`, a
    part of it that nobody has set `Missing("not_set")`. `action` is the IAM action where it is not the operation's own
    name. Make it with `described`.
    """

    product: str
    operation: str
    arguments: str
    action: str
    subject: str = ""
    most: int = 1000


def described(
    product: str, operation: str, /, *, iam: str = "", subject: str = "", most: int = 1000, **arguments: object
) -> Described:
    """Ask one operation (`GetAlias`) with its arguments; `most` bounds the rows of what comes in pages."""
    told = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    named = subject or next((value for value in arguments.values() if isinstance(value, str)), "")
    return Described(product, operation, told, iam or f"{product}:{operation}", named, most)
