"""How often may each method be called?"""

from __future__ import annotations

import math
import time
from collections import deque

# Slack docs, rate limits: calls per minute of each tier, per method, app and workspace.
PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 0  # chat.postMessage: about one a second in a channel, with short bursts
POSTS_PER_MINUTE_AND_CHANNEL = 60
BAD_WEATHER_SECONDS = 2


class Rates:
    """Counts calls; strict only while it is switched on, or Slack's weather is ``rate_limited``."""

    def __init__(self, *, enabled: bool) -> None:
        """Start with nothing counted."""
        self.enabled = enabled
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def wait_for(self, method: str, tier: int, channel: str, *, bad_weather: bool) -> int:
        """Return the ``Retry-After`` in whole seconds, or 0 where the call is within its limit."""
        if not self.enabled and not bad_weather:
            return 0
        if bad_weather:
            return self._within((f"bad:{method}", ""), 1, BAD_WEATHER_SECONDS)
        if tier == SPECIAL:
            return self._within((method, channel), POSTS_PER_MINUTE_AND_CHANNEL, 60)
        return self._within((method, ""), PER_MINUTE[tier], 60)

    def _within(self, key: tuple[str, str], most: int, seconds: float) -> int:
        now = time.monotonic()
        calls = self._calls.setdefault(key, deque())
        while calls and now - calls[0] >= seconds:
            calls.popleft()
        if len(calls) < most:
            calls.append(now)
            return 0
        return max(1, math.ceil(seconds - (now - calls[0])))
