"""What time is it in the workspace, and which timestamp does the next message get?"""

from __future__ import annotations

import re
import time

_TS = re.compile(r"^(\d{1,10})(?:\.(\d{1,6}))?$")
TS_WIDTH = 10


def ts_of(seconds: float) -> str:
    """Return a Slack timestamp (text, microseconds) for a moment in seconds since the epoch."""
    micros = round(seconds * 1_000_000)
    return f"{micros // 1_000_000:0{TS_WIDTH}d}.{micros % 1_000_000:06d}"


def normal_ts(text: str) -> str | None:
    """Bring a timestamp to its full width, so that comparing texts compares times; None if it is not one.

    A ``ts`` is an identifier and must not pass through a float (Slack docs, message timestamps).
    """
    match = _TS.match(text.strip())
    if match is None:
        return None
    return f"{match[1].rjust(TS_WIDTH, '0')}.{(match[2] or '').ljust(6, '0')}"


class Moments:
    """The workspace's clock: the machine's, plus whatever a test lets pass at once."""

    def __init__(self) -> None:
        """Start at the machine's time."""
        self._ahead = 0.0
        self._last_micros = 0

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time() + self._ahead

    def let_pass(self, seconds: float) -> None:
        """Put the clock forward, for expiries that nobody wants to wait for."""
        self._ahead += seconds

    def next_ts(self) -> str:
        """Return a timestamp later than every one before: unique, and in order."""
        micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000:010d}.{micros % 1_000_000:06d}"
