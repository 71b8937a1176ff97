"""What happens by itself?

A job is one file here: a module with `job = Job(...)`. The timer calls `run` on the leader at every tick; a job does
what is due by the record and the clock, so that a missed tick loses nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from bot.flows.stories import Stories


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again: its name, the seconds between two ticks, and what it does.

    `at_start`: also at once when the bot is switched on.
    """

    name: str
    every_seconds: int
    run: Callable[[Stories], None]
    at_start: bool = False


def jobs() -> tuple[Job, ...]:
    """Return every job, in alphabetical order of the modules."""
    return tuple(importlib.import_module(f"scheduler.{module.name}").job for module in pkgutil.iter_modules(__path__))
