"""When does the clock itself set something off? A tick each second, on the leader only.

Nothing is kept here: what is due is read from the store, so downtime, a new leader or a changed clock lose nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

_log = logging.getLogger(__name__)

TOGETHER = 8
"""So many different ticks may run at once; one that still runs is not started again."""


class Timer:
    """Call plain functions again and again, while `is_leader()`; their failures are logged, and the next tick comes."""

    def __init__(self, is_leader: Callable[[], bool]) -> None:
        self._is_leader = is_leader
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(TOGETHER)},
            # A missed tick is made up for by one (APScheduler by itself would drop it after a second).
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        # It warns each second about a tick that takes longer than one, which is allowed here.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def every(self, seconds: float, name: str, call: Callable[[], object], *, at_once: bool = False) -> None:
        """Call this every so many seconds, first when they have passed once, or `at_once`; `name` is unique."""

        def tick() -> None:
            if not self._is_leader():
                return
            try:
                call()
            except Exception:  # noqa: BLE001 - the next tick must come; here is the one place that sees this failure
                _log.exception("tick failed", extra={"tick": name})

        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name)
        if at_once:
            self._scheduler.add_job(tick, id=f"{name} at once")

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def close(self) -> None:
        """Stop, after the running ticks have ended."""
        self._scheduler.shutdown(wait=True)
