"""What did the sky see of the calls that came in by the front door? Counts by the minute, of the last hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

Fate = Literal["answered", "slow", "throttled", "failing", "denied", "lost"]
MINUTES = 60


class Seen:
    """Counts calls by what became of them; what is older than an hour is forgotten."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._by_minute: dict[int, Counter[str]] = {}

    def note(self, fate: Fate) -> None:
        """Count a call in the minute that is."""
        minute = int(self._clock() // 60)
        if minute not in self._by_minute:
            self._by_minute[minute] = Counter()
            for old in [one for one in self._by_minute if one <= minute - MINUTES]:
                del self._by_minute[old]
        self._by_minute[minute][fate] += 1

    def told(self) -> dict[str, Any]:
        """Tell the counts: `{"from_minute": minutes since the epoch, "minutes": [{fate: count}, …]}`."""
        first = int(self._clock() // 60) - MINUTES + 1
        minutes = [dict(self._by_minute.get(first + number, {})) for number in range(MINUTES)]
        return {"from_minute": first, "minutes": minutes}
