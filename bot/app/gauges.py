"""Which figures of ours change by themselves, and are read when somebody asks?"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry, Gauge

from bot.adapters.effects.worker import Effects
from bot.domain.failures import Outage


def measure(effects: Effects, is_leader: Callable[[], bool], registry: CollectorRegistry) -> None:
    """Have the registry read how much waits, what is stuck, and whether this replica leads."""
    for name, meaning, value in (
        ("effects_waiting", "Effects not carried out yet.", effects.waiting),
        ("effects_stuck", "Effects given up after bugs of ours; somebody must look.", effects.stuck),
        ("effects_blocked", "Effects of this process that wait for the world.", lambda: len(effects.blocked())),
        ("is_leader", "Whether this replica runs what only one should.", is_leader),
    ):
        Gauge(f"liveness_bot_{name}", meaning, registry=registry).set_function(partial(_measured, value))


def _measured(value: Callable[[], float]) -> float:
    """Read a figure; what can't be read while the store is out is not a number, and the other figures still come."""
    try:
        return value()
    except Outage:
        return math.nan
