"""How are several calls to AWS made at the same time?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at once and return their results in order; the first of them that raised is raised.

    The threads are daemons: a call that hangs holds up its answer, but not the end of the process. The last call is
    made in the caller's own thread, so that a single one costs nothing.
    """
    endings: list[Future[T]] = [Future() for _ in calls]
    for call, ending in zip(calls[:-1], endings, strict=False):
        threading.Thread(target=_make, args=(call, ending), name="aws", daemon=True).start()
    for call, ending in zip(calls[-1:], endings[-1:], strict=True):
        _make(call, ending)
    return [ending.result() for ending in endings]


def _make(call: Callable[[], T], ending: Future[T]) -> None:
    try:
        ending.set_result(call())
    except BaseException as fault:  # noqa: BLE001 - raised again in the thread that waits for the result
        ending.set_exception(fault)
