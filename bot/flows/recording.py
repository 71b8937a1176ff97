"""How does a story get its judgement on record when others record at the same time?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.domain.failures import Outage
from bot.domain.stream import StaleSequenceError

T = TypeVar("T")

TRIES = 50
"""Each lost race means that somebody else's entry was written, so a story that loses this often is starving."""


def until_recorded(attempt: Callable[[], T]) -> T:
    """Look, judge and act again for as long as somebody else recorded in between."""
    for _ in range(TRIES):
        try:
            return attempt()
        except StaleSequenceError:
            continue
    raise Outage("store", "contended", retry=True)
