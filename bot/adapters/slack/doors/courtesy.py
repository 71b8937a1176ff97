"""Who goes first: an acknowledgement, for which Slack allows three seconds, or an answer, which has time?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

WAITS_AT_MOST_SECONDS = 0.25
"""An answer is not held back longer, however much comes in."""


class Courtesy:
    """Lets answers begin in the moments in which nothing is being acknowledged; Python runs one thread at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._acknowledging = 0

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """Go first."""
        with self._changed:
            self._acknowledging += 1
        try:
            yield
        finally:
            with self._changed:
                self._acknowledging -= 1
                if self._acknowledging == 0:
                    self._changed.notify()  # one at a time: woken together, they would be in the way again

    def let_pass(self) -> None:
        """Begin an answer when nobody is in a hurry, or after a quarter of a second all the same."""
        with self._changed:
            self._changed.wait_for(lambda: self._acknowledging == 0, WAITS_AT_MOST_SECONDS)
