"""Which stretch of time does an answer speak of, and which one does it compare with?"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """A length people ask for by name, and how finely it is read and drawn."""

    name: str
    length: timedelta
    bucket_seconds: int
    chart_seconds: int

    @property
    def seconds(self) -> int:
        """Return the length in seconds."""
        return int(self.length.total_seconds())

    def until(self, now: datetime) -> Span:
        """Return the window that ends with the bucket `now` lies in.

        Starts and ends fall on bucket boundaries, so that it makes no difference whether buckets are counted from the
        start of the request or from the epoch: CloudWatch and its stand-ins differ in that.
        """
        ends = (int(now.timestamp()) // self.bucket_seconds + 1) * self.bucket_seconds
        end = datetime.fromtimestamp(ends, UTC)
        return Span(end - 2 * self.length, end - self.length, end)


@dataclass(frozen=True, slots=True)
class Span:
    """The window asked for, [start, end), and the one before it, [before, start)."""

    before: datetime
    start: datetime
    end: datetime


WINDOWS = {
    window.name: window
    for window in (
        Window("1h", timedelta(hours=1), bucket_seconds=60, chart_seconds=300),
        Window("24h", timedelta(hours=24), bucket_seconds=900, chart_seconds=3600),
        Window("7d", timedelta(days=7), bucket_seconds=3600, chart_seconds=6 * 3600),
    )
}

_SPOKEN = re.compile(r"(\d+)\s*(m|分|h|時|d|日|w|週)", re.IGNORECASE)
_HOURS = {"m": 1 / 60, "分": 1 / 60, "h": 1, "時": 1, "d": 24, "日": 24, "w": 168, "週": 168}


def nearest(word: str) -> str | None:
    """Return the name of the window closest to what was asked for: in length when it says one, else in spelling."""
    spoken = _SPOKEN.match(word.strip())
    hours = int(spoken[1]) * _HOURS[spoken[2].lower()] if spoken else 0
    if hours > 0:
        return min(WINDOWS, key=lambda name: abs(math.log(hours * 3600 / WINDOWS[name].seconds)))
    found = difflib.get_close_matches(word.lower(), WINDOWS, n=1, cutoff=0.3)
    return found[0] if found else None
