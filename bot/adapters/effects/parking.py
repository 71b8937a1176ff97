"""How does an effect wait long without holding a thread, of which there are only so many for all lanes?

It stays begun in the database, so its lane stands still behind it, and comes back to the head of its lane when its time
has come. After a crash it is taken up like anything else that was begun.
"""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable

from bot.domain.failures import Outage

_log = logging.getLogger(__name__)

TRIED_AGAIN_SECONDS = 5.0
"""When the database can't be told that a time has come."""


class Parking:
    """Holds keys until their time, and then calls `resume(key, queue)`, which raises Outage while it can't."""

    def __init__(self, resume: Callable[[str, str], None]) -> None:
        self._resume = resume
        self._changed = threading.Condition()
        self._parked: list[tuple[float, str, str]] = []
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def park(self, key: str, queue: str, seconds: float) -> None:
        """Bring a key back after so many seconds."""
        with self._changed:
            heapq.heappush(self._parked, (time.monotonic() + seconds, key, queue))
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="parked effects", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def close(self) -> None:
        """Bring nothing back any more: what is parked is the next start's."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while (due := self._next()) is not None:
            key, queue = due
            try:
                self._resume(key, queue)
            except Outage as outage:
                _log.warning("effect stays parked", extra={"effect": key, "reason": outage.reason})
                with self._changed:
                    heapq.heappush(self._parked, (time.monotonic() + TRIED_AGAIN_SECONDS, key, queue))

    def _next(self) -> tuple[str, str] | None:
        """Wait for the next key whose time has come; None at the end."""
        with self._changed:
            while not self._is_closed:
                left = self._parked[0][0] - time.monotonic() if self._parked else None
                if left is not None and left <= 0:
                    _, key, queue = heapq.heappop(self._parked)
                    return key, queue
                self._changed.wait(left)
        return None
