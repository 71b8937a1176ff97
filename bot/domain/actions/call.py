"""What is one request that changes the world, and how did it end?

Requests are data, in the names of the provider's own documentation: what a plan shows is what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to AWS: `Call("lambda", "UpdateAlias", {...})`.

    `product` is boto3's name of it, `operation` that of AWS's API reference, `arguments` its members. `repeatable`:
    made twice it does no more than made once, so that after an unknown outcome it may be made again. `shown` are the
    arguments as people may read them, where they hold what people should not.
    """

    product: str
    operation: str
    arguments: Json = field(hash=False)
    repeatable: bool = False
    shown: Json | None = field(default=None, hash=False)

    @property
    def name(self) -> str:
        """Return how it is called in IAM and in a record: `lambda:UpdateAlias`."""
        return f"{self.product}:{self.operation}"


NotMadeReason = Literal[
    "denied", "no_credentials", "expired_credentials", "throttled", "conflict", "stale", "rejected", "unreachable"
]


@dataclass(frozen=True, slots=True)
class Made:
    """The provider took it; `result` is its answer, as plain JSON values."""

    result: Json = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class NotMade:
    """It certainly changed nothing. `conflict`: something else is being changed; `stale`: it was changed meanwhile."""

    reason: NotMadeReason
    needs: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody answered, or in a way that tells nothing: it may have been made. Look before saying anything."""

    detail: str = ""


Changed = Made | NotMade | Unsure


@dataclass(frozen=True, slots=True)
class Authority:
    """As whom a change is made: a role (its ARN) to be assumed for it, in a session named after who approved."""

    role: str
    session: str
