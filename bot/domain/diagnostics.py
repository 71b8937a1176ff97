"""What can the cloud be asked when something is wrong? The questions a runbook's steps are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.queries import AlarmState, Query


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event of a log group, as it was written: control characters and all."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class LogLines:
    """What a search found, newest first. `is_whole` False: it was ended before its end, so there may be more."""

    events: tuple[LogEvent, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class LogSearch(Query[LogLines]):
    """Every event of a log group over [start, end) that one of the patterns finds, each once.

    A pattern is CloudWatch's own filter syntax; stand-ins for AWS may return more than it finds, so whoever asks looks
    at the messages too. Without patterns it is every event. At most `most` events and `seconds` of paging; beyond that
    the newest are kept.
    """

    group: str
    patterns: tuple[str, ...]
    start: datetime
    end: datetime
    most: int = 5000
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """An alarm went from one state to another."""

    at: datetime
    before: AlarmState
    after: AlarmState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AlarmHistory(Query[tuple[AlarmChange, ...]]):
    """Every change of state of an alarm over [start, end), newest first; none for an alarm that doesn't exist."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit that AWS sets us, and the metric that tells how much of it is used, where there is one."""

    code: str
    name: str
    value: float
    is_adjustable: bool
    usage_namespace: str | None = None
    usage_metric: str | None = None
    usage_dimensions: Mapping[str, str] = field(default_factory=dict, hash=False)
    usage_statistic: str = "Maximum"


@dataclass(frozen=True, slots=True)
class Quotas(Query[tuple[Quota, ...]]):
    """The applied quotas of an AWS product (`rekognition`) whose name holds one of the words (all without any)."""

    product: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """Something that AWS itself says is wrong; `ended_at` None while it goes on."""

    arn: str
    product: str
    code: str
    category: str
    region: str
    started_at: datetime
    ended_at: datetime | None
    status: Literal["open", "closed", "upcoming"]
    description: str = ""


@dataclass(frozen=True, slots=True)
class HealthEvents(Query[tuple[HealthEvent, ...]]):
    """What AWS Health tells of some products (`REKOGNITION`) in the region and globally, newest first.

    Open now, announced, or begun since. An event whose details can't be read has no description. An account
    without a support plan may not ask: `Missing("not_subscribed")`.
    """

    products: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody changed something: CloudTrail's event name (`UpdateAlias20150331` is told as `UpdateAlias`)."""

    id: str
    at: datetime
    event: str
    by: str
    resource: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RecentChanges(Query[tuple[Change, ...]]):
    """Every management event that wrote to one of these resources (their names) over [start, end), newest first.

    CloudTrail tells of an event some minutes after it, and allows two lookups a second: name few resources. Of each,
    the newest 200 events are looked through, reads among them. What was tried in vain is told with its `error`.
    """

    resources: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class BucketReading:
    """Who may get at a bucket. None: not set.

    `account_block` is the whole account's, which applies as well; None also where it can't be read. `encryption` is the
    default for new objects: `AES256`, `aws:kms` with `kms_key` (None: AWS's own), or `aws:kms:dsse`.
    """

    name: str
    policy: Mapping[str, object] | None = field(hash=False)
    block: Mapping[str, bool] | None = field(hash=False)
    account_block: Mapping[str, bool] | None = field(hash=False)
    encryption: str | None
    kms_key: str | None = None


@dataclass(frozen=True, slots=True)
class BucketAccess(Query[BucketReading]):
    """A bucket's policy, public access blocks and encryption."""

    name: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """Whether a role may do something to a resource, by its own policies (not by the resource's)."""

    action: str
    resource: str
    decision: Literal["allowed", "implicitDeny", "explicitDeny"]


@dataclass(frozen=True, slots=True)
class RoleSimulation(Query[tuple[Simulated, ...]]):
    """May this role do these actions to these resources?"""

    role: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableReading:
    """A DynamoDB table; capacity is None where it pays by request.

    `encryption` is `KMS` where a key of the account's encrypts it, and None where AWS's own key does, which is the
    default and encrypts as well. `key_lost_at` is since when that key can't be used.
    """

    name: str
    status: str
    is_on_demand: bool
    read_units: int | None
    write_units: int | None
    last_to_on_demand_at: datetime | None = None
    is_deletion_protected: bool = False
    encryption: str | None = None
    kms_key: str | None = None
    key_lost_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TableConfiguration(Query[TableReading]):
    """How a table is billed, how much it takes, and how it is protected."""

    name: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """A published version of a function: `aliases` point to it now."""

    version: str
    published_at: datetime
    description: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployments(Query[tuple[Deployment, ...]]):
    """A function's published versions, newest first, with the aliases that point to them."""

    function: str
