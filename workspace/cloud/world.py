"""How does the pretend service live? Its present, its weather and the consequences, published as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.alarms import Figures, Judgement, judge
from workspace.cloud.names import ALARMS, Weather
from workspace.cloud.publisher import Publisher
from workspace.cloud.traffic import HOUR, LastHour, Visit, burst, visits_in

_BEAT_EVERY_SECONDS = 15.0
# How long nobody must have published until the alarms say that they know nothing.
SILENCE_SECONDS = 10.0


class World:
    """The service's present: who came in the last hour, the weather, the states of its alarms.

    `turn`, `live` and `figures` may be called from any thread; the first two publish all up to now before they return.
    A state that somebody else sets on an alarm stays until the world's own judgement of that alarm changes.
    """

    def __init__(self, account: Account, publisher: Publisher, clock: Callable[[], float], born_at: float) -> None:
        self._cloudwatch = account.client("cloudwatch")
        self._publisher = publisher
        self._clock = clock
        self._one_at_a_time = threading.RLock()
        self._lived_until = self._beat_at = born_at
        self._weather: Weather = "healthy"
        self._last_hour = deque(visits_in(born_at - HOUR, born_at, "healthy"))
        self._in_this_weather = deque(self._last_hour)
        self._states: dict[str, Judgement] = {}
        for rule in ALARMS:
            judged = judge(rule, self._in_this_weather, now=born_at, publishing=True)
            self._states[rule.name] = judged if judged.state else Judgement("OK", "Nothing ran in the last minutes.")

    @property
    def weather(self) -> Weather:
        """Name the weather that is."""
        return self._weather

    def states(self) -> dict[str, Judgement]:
        """Give the alarms' states as the world judged them last."""
        with self._one_at_a_time:
            return dict(self._states)

    def turn(self, weather: Weather) -> None:
        """Change the weather; its first consequences are published, and the alarms set, when this returns."""
        with self._one_at_a_time:
            self.live()
            if weather == self._weather:
                return
            now = self._lived_until
            figures = Figures.of(self._last_hour)
            before = LastHour(
                completed=sum(visit.completed for visit in self._last_hour),
                verification_seconds=figures.verification_mean or 0.0,
            )
            self._weather = weather
            # For the alarms, the hour before was a healthy one: those of the old weather recover at once, and stay so.
            self._in_this_weather = deque(visits_in(now - HOUR, now, "healthy"))
            self._happen(burst(weather, now, before), now)

    def live(self) -> None:
        """Let everything happen that was to happen up to now."""
        with self._one_at_a_time:
            now = max(self._clock(), self._lived_until)
            self._happen(list(visits_in(self._lived_until, now, self._weather)), now)

    def figures(self) -> dict[str, Any]:
        """Give the last hour in small: rates in percent, times in seconds, None where nobody came."""
        with self._one_at_a_time:
            hour = Figures.of(self._last_hour)
            firing = [name for name, judged in self._states.items() if judged.state == "ALARM"]
            unknown = [name for name, judged in self._states.items() if judged.state == "INSUFFICIENT_DATA"]
        return {
            "window": "1h",
            "sessions": hour.sessions,
            "success_rate": _short(hour.success_rate),
            "confidence_mean": _short(hour.confidence_mean),
            "verification_time_mean": _short(hour.verification_mean),
            "error_rate": _short(hour.error_rate),
            "alarms_firing": firing,
            "alarms_unknown": unknown,
        }

    def _happen(self, visits: list[Visit], now: float) -> None:
        self._publisher.publish(visits)
        if self._weather != "silent" and (visits or now - self._beat_at >= _BEAT_EVERY_SECONDS):
            self._publisher.beat(now)
            self._beat_at = now
        self._lived_until = now
        for remembered in (self._last_hour, self._in_this_weather):
            remembered.extend(visits)
            while remembered and remembered[0].at < now - HOUR:
                remembered.popleft()
        self._judge(now)

    def _judge(self, now: float) -> None:
        publishing = self._weather != "silent" or now - self._beat_at < SILENCE_SECONDS
        for rule in ALARMS:
            judged = judge(rule, self._in_this_weather, now=now, publishing=publishing)
            if judged.state is None or judged.state == self._states[rule.name].state:
                continue
            self._states[rule.name] = judged
            self._cloudwatch.set_alarm_state(AlarmName=rule.name, StateValue=judged.state, StateReason=judged.reason)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
