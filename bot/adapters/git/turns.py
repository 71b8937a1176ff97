"""How do those who share a clone take turns?"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.domain.failures import Outage

WITHIN_SECONDS: Final = 60.0
_LOOKED_AT_SECONDS = 0.02


@contextmanager
def alone(folder: Path, within_seconds: float = WITHIN_SECONDS) -> Iterator[None]:
    """Wait for our turn at a folder, among threads and processes; who is killed has had their turn.

    Raises `Outage("git", "busy")` when it takes too long, `cache_unusable` when the folder can't be made.
    """
    until = time.monotonic() + within_seconds
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise Outage("git", "cache_unusable", detail=str(error)) from error
    with lock:
        while not _is_taken(lock.fileno()):
            if time.monotonic() > until:
                raise Outage("git", "busy", detail=str(folder))
            threading.Event().wait(_LOOKED_AT_SECONDS)
        yield


def _is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
