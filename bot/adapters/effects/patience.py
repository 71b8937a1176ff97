"""How long is waited before what failed is tried again?"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits that double from the first to the longest, each spread by chance so that lanes don't return in step.

    `tries` is how often our own bug is let fail before the effect is called stuck; the world is waited for without end.
    Who waits for as long as `parks_from_seconds` gives up the thread meanwhile: forty lanes of a channel that is shut
    to us hold up no other channel.
    """

    first_seconds: float = 0.5
    longest_seconds: float = 60.0
    tries: int = 5
    parks_from_seconds: float = 20.0

    def wait_for(self, failures: int, asked_for: float | None = None) -> float:
        """Return the seconds to wait after so many failures; never less than the world asked for."""
        grown = min(self.longest_seconds, self.first_seconds * 2.0 ** min(failures - 1, 30))
        spread = grown * random.uniform(0.5, 1.0)  # noqa: S311 - nothing secret hangs on it
        return max(spread, asked_for * random.uniform(1.0, 1.1) if asked_for else 0.0)  # noqa: S311 - as above
