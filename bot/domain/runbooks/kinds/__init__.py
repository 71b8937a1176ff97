"""Which ways of looking are there? By the key under which a service's file writes each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.runbooks.kinds.bucket import Bucket
from bot.domain.runbooks.kinds.changes import Changes
from bot.domain.runbooks.kinds.cold_starts import ColdStarts
from bot.domain.runbooks.kinds.figures import Figures
from bot.domain.runbooks.kinds.functions import FunctionsAsTheyAre
from bot.domain.runbooks.kinds.health import AwsHealth
from bot.domain.runbooks.kinds.history import History
from bot.domain.runbooks.kinds.log_search import LogLinesOf
from bot.domain.runbooks.kinds.quotas import QuotasOf
from bot.domain.runbooks.kinds.role import Role
from bot.domain.runbooks.kinds.throttling import Throttling
from bot.domain.runbooks.runbook import StepKind

__all__ = [
    "KINDS",
    "AwsHealth",
    "Bucket",
    "Changes",
    "ColdStarts",
    "Figures",
    "FunctionsAsTheyAre",
    "History",
    "LogLinesOf",
    "QuotasOf",
    "Role",
    "Throttling",
]

KINDS: Mapping[str, type[StepKind]] = MappingProxyType(
    {
        "figures": Figures,
        "log_search": LogLinesOf,
        "functions": FunctionsAsTheyAre,
        "history": History,
        "quotas": QuotasOf,
        "health": AwsHealth,
        "changes": Changes,
        "throttling": Throttling,
        "bucket": Bucket,
        "role": Role,
        "cold_starts": ColdStarts,
    }
)
"""The name of a kind is also that of the sentence that tells its readings."""
