"""What does each weather do to the service's visits? Pure functions, without dice: the same hour fares the same.

Bad weather turns healthy visits into others (rejected, slowed, broken, cold), or adds some (retries, a runaway client).
Where it lies in a function, it reaches only the functions it is told to: those that nobody has cured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workspace.cloud.fates import broken, chilled, rejected, runaway, slowed, unwritten
from workspace.cloud.names import CREATE, FUNCTIONS, RESULT, Weather
from workspace.cloud.traffic import HOUR, Visit, chance, extra, healthy_hour

EVERYWHERE = frozenset(FUNCTIONS)
RETRY_EVERY_SECONDS = 40.0
# A client in a loop opens a session every two seconds and waits for none: 1,800 an hour beside some 25 honest ones.
RUNAWAY_EVERY_SECONDS = 2.0
_ONE_IN_EIGHT = {1: RESULT, 5: CREATE}
_IN_BURST = 5
_GOOD_IN_BURST = 1
_RUNAWAYS_IN_BURST = 300
_BURST_SPACING_SECONDS = 0.5
# After how many seconds of a change of weather who waited for it comes too.
_WAITED_SECONDS = (25.0, 65.0)


def visits_in(
    from_at: float, until_at: float, weather: Weather, reaches: frozenset[str] = EVERYWHERE
) -> Iterator[Visit]:
    """Give the visits of [from_at, until_at) in their order, as the weather makes them in the functions it reaches."""
    if weather == "silent":
        return
    planned = [
        _under(weather, reaches, visit, place)
        for hour in range(int(from_at // HOUR), int(until_at // HOUR) + 1)
        for place, visit in enumerate(healthy_hour(hour))
    ]
    if weather in {"errors", "throttled_table"}:
        planned.extend(_retries(from_at, until_at, weather, reaches))
    if weather == "cost_spike":
        planned.extend(runaway(at) for at in _turns(from_at, until_at, RUNAWAY_EVERY_SECONDS))
    yield from sorted((visit for visit in planned if from_at <= visit.at < until_at), key=lambda visit: visit.at)


def latecomers(from_at: float, until_at: float, begun_at: float) -> Iterator[Visit]:
    """Give those of [from_at, until_at) who had waited for good weather, when it has begun at `begun_at`.

    Honest visitors are minutes apart, or hours where only a few are sent through the check. Who changed something and
    watches what comes of it is to see good visits in a whole minute after it.
    """
    for waited in _WAITED_SECONDS:
        if from_at <= begun_at + waited < until_at:
            yield extra("waited", waited, at=begun_at + waited)


def _under(weather: Weather, reaches: frozenset[str], visit: Visit, place: int) -> Visit:
    match weather:
        case "low_success" if visit.completed and place % 3 == 0:
            return rejected(visit)
        case "slow":
            return slowed(visit, verification_seconds=38 + 24 * chance("slow", visit.session_id))
        case "errors" if (function := _ONE_IN_EIGHT.get(place % 8)) in reaches:
            return broken(visit, at_creation=function == CREATE)
        case "cold_starts" if place % 4:
            return chilled(visit, reaches)
        case "throttled_table" if place % 4 == 1 and CREATE in reaches:
            return unwritten(visit)
        case _:
            return visit


def _turns(from_at: float, until_at: float, every_seconds: float) -> Iterator[float]:
    for turn in range(math.ceil(from_at / every_seconds), math.ceil(until_at / every_seconds)):
        yield turn * every_seconds


def _retries(from_at: float, until_at: float, weather: Weather, reaches: frozenset[str]) -> Iterator[Visit]:
    """Give what clients do when they meet errors: try again, often enough for more than 5 errors in 5 minutes."""
    for at in _turns(from_at, until_at, RETRY_EVERY_SECONDS):
        for function in (CREATE, RESULT):
            plain = extra("retry", function, at, at=at)
            if function not in reaches:
                continue
            if weather == "errors":
                yield broken(plain, at_creation=function == CREATE, is_retry=True)
            elif function == CREATE:
                yield unwritten(plain, is_retry=True)


@dataclass(frozen=True, slots=True)
class LastHour:
    """What the hour before a change of weather held: what a burst has to outweigh."""

    completed: int
    verification_seconds: float


def burst(weather: Weather, at: float, before: LastHour, reaches: frozenset[str] = EVERYWHERE) -> list[Visit]:
    """Give the few visits of the last seconds before `at` that make a change of weather visible at once.

    A demo cannot wait until an hour's figures have turned by themselves. So bad weather begins with five visits within
    three seconds, as when a campaign's link opens on a bad deployment: few enough to keep the hour's sessions under 41
    (1,000 a day), and as bad as it takes to carry the hour's rate or mean over its threshold. Healthy weather begins
    with a good one, whom `latecomers` follow; the hour's figures then heal as it passes, as they would on AWS. Only a
    runaway client comes in a crowd, for its number is its harm: it has been at it for ten minutes when it is noticed.
    """
    if weather == "silent":
        return []
    if weather == "cost_spike":
        return [runaway(at - RUNAWAY_EVERY_SECONDS * place) for place in range(_RUNAWAYS_IN_BURST, 0, -1)]
    count = _GOOD_IN_BURST if weather == "healthy" else _IN_BURST
    plain = [extra("burst", weather, place, at=at - _BURST_SPACING_SECONDS * place) for place in range(count, 0, -1)]
    if weather in {"errors", "throttled_table"}:
        return _failing(weather, plain, reaches)
    carried = before.completed * before.verification_seconds
    needed = min(178.0, max(45.0, (34.0 * (before.completed + count) - carried) / count))
    turns: Mapping[Weather, Callable[[Visit], Visit]] = {
        "low_success": rejected,
        "slow": lambda visit: slowed(visit, verification_seconds=needed),
        "cold_starts": lambda visit: chilled(visit, reaches),
    }
    return [turns[weather](visit) if weather in turns else visit for visit in plain]


def _failing(weather: Weather, plain: list[Visit], reaches: frozenset[str]) -> list[Visit]:
    """Let every visitor fail and try again once: the alarms want more than 5 errors in 5 minutes."""
    at_creation = [function == CREATE for function in (CREATE, RESULT) if function in reaches]
    if not at_creation:
        return plain
    if weather == "throttled_table":
        first = [unwritten(visit) for visit in plain]
        again = [unwritten(visit, is_retry=True) for visit in plain]
    else:
        first = [broken(one, at_creation=at_creation[place % len(at_creation)]) for place, one in enumerate(plain)]
        again = [broken(one, at_creation=where, is_retry=True) for one in plain for where in at_creation]
    return sorted([*first, *again], key=lambda visit: visit.at)
