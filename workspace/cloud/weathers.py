"""What does each weather do to the service's visits? Pure functions, without dice: the same hour fares the same.

Bad weather turns healthy visits into others (rejected, slowed, broken, cold), or adds some (retries, a runaway client).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from workspace.cloud.names import Weather
from workspace.cloud.traffic import HOUR, ErrorKind, Visit, chance, extra, healthy_hour

_RETRY_EVERY_SECONDS = 40.0
# A client in a loop opens a session every two seconds and waits for none: 1,800 an hour beside some 25 honest ones.
RUNAWAY_EVERY_SECONDS = 2.0
_IN_BURST = 5
_GOOD_IN_BURST = 3
_RUNAWAYS_IN_BURST = 150
_BURST_SPACING_SECONDS = 0.5


def visits_in(from_at: float, until_at: float, weather: Weather) -> Iterator[Visit]:
    """Give the visits of [from_at, until_at) in their order, as the weather makes them."""
    if weather == "silent":
        return
    planned = [
        _under(weather, visit, place)
        for hour in range(int(from_at // HOUR), int(until_at // HOUR) + 1)
        for place, visit in enumerate(healthy_hour(hour))
    ]
    if weather in {"errors", "throttled_table"}:
        planned.extend(_retries(from_at, until_at, weather))
    if weather == "cost_spike":
        planned.extend(_runaways(from_at, until_at))
    yield from sorted((visit for visit in planned if from_at <= visit.at < until_at), key=lambda visit: visit.at)


def _under(weather: Weather, visit: Visit, place: int) -> Visit:
    match weather:
        case "low_success" if visit.completed and place % 3 == 0:
            return rejected(visit)
        case "slow":
            return slowed(visit, verification_seconds=38 + 24 * chance("slow", visit.session_id))
        case "errors" if place % 8 in {1, 5}:
            return broken(visit, at_creation=place % 8 == 5)  # noqa: PLR2004 -- one in eight each
        case "cold_starts" if place % 4:
            return chilled(visit)
        case "throttled_table" if place % 4 == 1:
            return unwritten(visit)
        case _:
            return visit


def rejected(visit: Visit) -> Visit:
    """Let the check judge that nobody alive was in front of the camera: dark room, poor camera."""
    confidence = round(22 + 36 * chance("rejected", visit.session_id), 2)
    return replace(visit, outcome="not_live", confidence=confidence, enroll_ms=None)


def slowed(visit: Visit, *, verification_seconds: float) -> Visit:
    """Let Rekognition answer late: both functions run into their alarm thresholds (9 and 14 seconds)."""
    draw = chance("late", visit.session_id)
    return replace(
        visit,
        verification_seconds=round(verification_seconds, 2),
        create_ms=round(9150 + 2400 * draw, 2),
        result_ms=round(14200 + 3600 * draw, 2),
    )


def broken(visit: Visit, *, at_creation: bool, is_retry: bool = False) -> Visit:
    """Let a function fail with one of the manual's four kinds of error."""
    kinds: tuple[ErrorKind, ...] = ("ClientError", "ClientError", "LivenessServiceError")
    if not at_creation:
        kinds = ("LivenessServiceError", "ClientError", "SessionExpiredError", "SessionNotFoundError")
    return replace(
        visit,
        outcome="create_error" if at_creation else "result_error",
        error=kinds[int(chance("kind", visit.session_id) * len(kinds))],
        enroll_ms=None,
        is_retry=is_retry,
    )


def unwritten(visit: Visit, *, is_retry: bool = False) -> Visit:
    """Let the sessions table refuse the write for want of capacity, after the SDK's own retries took their time."""
    waited_ms = round(2400 + 1900 * chance("backoff", visit.session_id), 2)
    told = replace(visit, outcome="create_error", error="ClientError", table_throttled=True, is_retry=is_retry)
    return replace(told, create_ms=waited_ms, enroll_ms=None)


def chilled(visit: Visit) -> Visit:
    """Let both functions start cold: a long Init Duration, and a visitor who waits. No alarm's limit is reached."""
    draw = chance("chill", visit.session_id)
    return replace(
        visit,
        cold_start_ms=round(4200 + 2600 * draw, 2),
        create_ms=round(visit.create_ms + 2600, 2),
        result_ms=round(visit.result_ms + 3100, 2),
        verification_seconds=round(visit.verification_seconds + 6 + 3 * draw, 2),
    )


def _runaway(at: float) -> Visit:
    return replace(extra("runaway", at, at=at), outcome="abandoned", enroll_ms=None)


def _runaways(from_at: float, until_at: float) -> Iterator[Visit]:
    first, last = math.ceil(from_at / RUNAWAY_EVERY_SECONDS), math.ceil(until_at / RUNAWAY_EVERY_SECONDS)
    for turn in range(first, last):
        yield _runaway(turn * RUNAWAY_EVERY_SECONDS)


def _retries(from_at: float, until_at: float, weather: Weather) -> Iterator[Visit]:
    """Give what clients do when they meet errors: try again, often enough for more than 5 errors in 5 minutes."""
    for turn in range(math.ceil(from_at / _RETRY_EVERY_SECONDS), math.ceil(until_at / _RETRY_EVERY_SECONDS)):
        for at_creation in (True, False):
            plain = extra("retry", turn, at_creation, at=turn * _RETRY_EVERY_SECONDS)
            if weather == "errors":
                yield broken(plain, at_creation=at_creation, is_retry=True)
            elif at_creation:
                yield unwritten(plain, is_retry=True)


@dataclass(frozen=True, slots=True)
class LastHour:
    """What the hour before a change of weather held: what a burst has to outweigh."""

    completed: int
    verification_seconds: float


def burst(weather: Weather, at: float, before: LastHour) -> list[Visit]:
    """Give the few visits of the last seconds before `at` that make a change of weather visible at once.

    A demo cannot wait until an hour's figures have turned by themselves. So bad weather begins with five visits within
    three seconds, as when a campaign's link opens on a bad deployment: few enough to keep the hour's sessions under 41
    (1,000 a day), and as bad as it takes to carry the hour's rate or mean over its threshold. Healthy weather begins
    with three good ones; the hour's figures then heal as it passes, as they would on AWS. Only a runaway client comes
    in a crowd, for its number is its harm: it has been at it for five minutes when it is noticed.
    """
    if weather == "silent":
        return []
    if weather == "cost_spike":
        return [_runaway(at - RUNAWAY_EVERY_SECONDS * place) for place in range(_RUNAWAYS_IN_BURST, 0, -1)]
    count = _GOOD_IN_BURST if weather == "healthy" else _IN_BURST
    plain = [extra("burst", weather, place, at=at - _BURST_SPACING_SECONDS * place) for place in range(count, 0, -1)]
    if weather in {"errors", "throttled_table"}:
        return _failing(weather, plain)
    carried = before.completed * before.verification_seconds
    needed = min(178.0, max(45.0, (34.0 * (before.completed + count) - carried) / count))
    turns: Mapping[Weather, Callable[[Visit], Visit]] = {
        "low_success": rejected,
        "slow": lambda visit: slowed(visit, verification_seconds=needed),
        "cold_starts": chilled,
    }
    return [turns[weather](visit) if weather in turns else visit for visit in plain]


def _failing(weather: Weather, plain: list[Visit]) -> list[Visit]:
    """Let every visitor fail and try again once: the alarms want more than 5 errors in 5 minutes."""
    if weather == "throttled_table":
        first = [unwritten(visit) for visit in plain]
        again = [unwritten(visit, is_retry=True) for visit in plain]
    else:
        first = [broken(visit, at_creation=place % 2 == 0) for place, visit in enumerate(plain)]
        again = [broken(visit, at_creation=where, is_retry=True) for visit in plain for where in (True, False)]
    return sorted([*first, *again], key=lambda visit: visit.at)
