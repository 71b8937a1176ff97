"""What do we know of the world, and where we don't, why not?

Not knowing is a value: a query is answered by exactly one of `Known`, `Missing` or `Failed`, and none of the last two
can be mistaken for good news.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

MissingReason = Literal[
    "never_published", "not_found", "not_set", "not_subscribed", "not_enabled", "no_data_yet", "not_told"
]
FailedReason = Literal[
    "denied", "no_credentials", "expired_credentials", "throttled", "unreachable", "timeout", "rejected", "failing"
]


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """An answer, when it was read, and the AWS operation it came from (`cloudwatch:GetMetricData`)."""

    value: T
    read_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The world answered, and there is nothing: a metric never published, a function that does not exist."""

    reason: MissingReason
    source: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The world did not answer; `needs` names the IAM action when permission is what's missing."""

    reason: FailedReason
    source: str
    needs: str | None = None
    detail: str = ""


Answer = Known[T] | Missing | Failed
