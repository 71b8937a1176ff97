"""Who comes to the service, when, and how does it go in healthy weather? Pure functions of an hour, without dice.

Times are seconds since the epoch. The service's users live in Japan: a quiet night, a busy afternoon, a slightly
calmer weekend; 13 to 34 sessions an hour, some 580 a day. Jitter comes from a hash of the hour and the place in it, so
that the same hour always looks the same and no hour is unlucky: in healthy weather every single one lies within the
normal ranges of the operations manual.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Literal
from uuid import UUID

HOUR = 3600.0
_JAPAN_HOURS = 9
_QUIETEST_PER_HOUR = 14.0
_BUSIEST_PER_HOUR = 33.0
_QUIETEST_AT_HOUR = 3
# The afternoon is a plateau and not a peak.
_AFTERNOON = 1.12
_WEEKEND = 0.92
_SATURDAY = 5
# One failure among fewer would push an hour's success rate under 96.5 %.
_FAILURE_NEEDS_PER_HOUR = 32

Outcome = Literal["live", "not_live", "abandoned", "create_error", "result_error"]
ErrorKind = Literal["SessionNotFoundError", "SessionExpiredError", "ClientError", "LivenessServiceError"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's try: a session, its check, its end. `confidence` is 0 to 100, times are in their unit's name.

    `is_retry` marks a further try of a client that is counted already: Lambda sees it, the custom metrics don't.
    `table_throttled` says that the sessions table refused the write, `is_runaway` that no person but a program came.
    """

    at: float
    session_id: str
    outcome: Outcome
    confidence: float
    verification_seconds: float
    create_ms: float
    result_ms: float
    enroll_ms: float | None
    cold_start_ms: float | None
    error: ErrorKind | None = None
    is_retry: bool = False
    table_throttled: bool = False
    result_cold_start_ms: float | None = None
    is_runaway: bool = False

    @property
    def completed(self) -> bool:
        """Say whether the check came to a judgement, either way."""
        return self.outcome in {"live", "not_live"}

    @property
    def created(self) -> bool:
        """Say whether a session was made for it, as SessionCreated counts."""
        return self.outcome != "create_error" and not self.is_retry


def chance(*about: object) -> float:
    """Give a number from 0 (included) to 1, always the same for the same arguments."""
    digest = blake2b(repr(about).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


@lru_cache(maxsize=2048)
def visits_per_hour(hour: int) -> int:
    """Count the visits that begin in an hour since the epoch."""
    local = hour + _JAPAN_HOURS
    daily = (1 - math.cos(2 * math.pi * (local % 24 - _QUIETEST_AT_HOUR) / 24)) / 2
    rate = _QUIETEST_PER_HOUR + (_BUSIEST_PER_HOUR - _QUIETEST_PER_HOUR) * min(1.0, _AFTERNOON * daily)
    # The epoch began on a Thursday.
    is_weekend = (local // 24 + 3) % 7 >= _SATURDAY
    return round(rate * (_WEEKEND if is_weekend else 1.0) + 1.2 * chance("crowd", hour) - 0.6)


@lru_cache(maxsize=512)
def healthy_hour(hour: int) -> tuple[Visit, ...]:
    """Give an hour's visits, evenly spread, as they are when all is well."""
    count = visits_per_hour(hour)
    has_failure = hour % 2 == 0 and min(visits_per_hour(near) for near in range(hour - 1, hour + 2)) >= (
        _FAILURE_NEEDS_PER_HOUR
    )
    return tuple(_healthy(hour, place, count, fails=has_failure and place == count // 2) for place in range(count))


def _healthy(hour: int, place: int, count: int, *, fails: bool) -> Visit:
    def draw(what: str) -> float:
        return chance(what, hour, place)

    outcome: Outcome = "live"
    if fails:
        outcome = "not_live"
    elif (hour + place) % 16 == 7:  # noqa: PLR2004 -- one in sixteen gives up before the check
        outcome = "abandoned"
    confidence = 78 + 10 * draw("confidence") if fails else 95.6 + 3.8 * (draw("one eye") + draw("other eye") - 1)
    return Visit(
        at=(hour + (place + 0.5 + 0.7 * (draw("arrival") - 0.5)) / count) * HOUR,
        session_id=identity(hour, place),
        outcome=outcome,
        confidence=round(confidence, 2),
        verification_seconds=round(9.8 + 12 * draw("patience") ** 1.6, 2),
        create_ms=round(380 + 900 * draw("create") ** 2, 2),
        result_ms=round(700 + 1700 * draw("result") ** 2, 2),
        enroll_ms=round(450 + 1200 * draw("enroll") ** 2, 2) if outcome == "live" and place % 3 else None,
        cold_start_ms=round(850 + 700 * draw("how cold"), 2) if draw("cold") < 1 / 14 else None,
    )


def identity(*about: object) -> str:
    """Give an id as UUIDs look, always the same for the same arguments."""
    return str(UUID(bytes=blake2b(repr(about).encode(), digest_size=16).digest(), version=4))


def extra(*about: object, at: float) -> Visit:
    """Make a visit that was in no hour's plan."""
    like = _healthy(int(at // HOUR), int(1_000_000 * chance(*about)), 1, fails=False)
    return replace(like, at=at, session_id=identity(*about, at), outcome="live", cold_start_ms=None)
