"""How does a test wait for something that happens elsewhere? By looking, and never for a fixed time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(found: Callable[[], T], *, within: float = 15.0, what: str = "it") -> T:
    """Look again and again until something is found, and return it; an assertion fails when it never is."""
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not (seen := found()):
        assert time.monotonic() < deadline, f"{what} did not happen within {within} s"
        pause.wait(0.02)
    return seen
