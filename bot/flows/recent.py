"""How is one answer shared by everybody who asks for the same within a few seconds?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import datetime
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Answers not older than so many seconds, counted from when they were asked for; safe between threads."""

    def __init__(self, kept_for_seconds: float, *, is_worth_keeping: Callable[[V], bool] = lambda _: True) -> None:
        self._kept_for = kept_for_seconds
        self._is_worth_keeping = is_worth_keeping
        self._lock = threading.Lock()
        self._asked: dict[Hashable, tuple[datetime, Future[V]]] = {}

    def answer(self, key: Hashable, now: datetime, find: Callable[[], V], *, fresh: bool = False) -> V:
        """Return the answer kept under the key, or find it; those who ask meanwhile wait for the same finding.

        `fresh` finds anew whatever is kept, and what it finds is what the next ones are told. A failure is raised for
        everybody who waited for it, and not kept; neither is an answer that isn't worth keeping.
        """
        with self._lock:
            asked = self._asked.get(key)
            if asked is not None and not fresh and 0 <= (now - asked[0]).total_seconds() <= self._kept_for:
                is_mine, finding = False, asked[1]
            else:
                is_mine, finding = True, Future()
                self._asked[key] = (now, finding)
        if is_mine:
            self._find(key, finding, find)
        return finding.result()

    def _find(self, key: Hashable, finding: Future[V], find: Callable[[], V]) -> None:
        try:
            found = find()
        except BaseException as fault:  # noqa: BLE001 - whoever waits is told the same, and nobody waits for ever
            self._forget(key, finding)
            finding.set_exception(fault)
        else:
            if not self._is_worth_keeping(found):
                self._forget(key, finding)
            finding.set_result(found)

    def _forget(self, key: Hashable, finding: Future[V]) -> None:
        with self._lock:
            if key in self._asked and self._asked[key][1] is finding:
                del self._asked[key]
