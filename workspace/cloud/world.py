"""How does the pretend service live? Its present, its weather and the consequences, published as they come."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.alarms import Figures, Judgement, judge
from workspace.cloud.costs import SERVICES, Bill
from workspace.cloud.cures import ALL_PERCENT, Cures
from workspace.cloud.figures import cost_series, hour_figures, hour_series
from workspace.cloud.names import ALARMS, Weather
from workspace.cloud.publisher import Publisher
from workspace.cloud.traffic import HOUR, Visit, chance
from workspace.cloud.weathers import LastHour, burst, visits_in

_BEAT_EVERY_SECONDS = 15.0
_CHARGED_EVERY_SECONDS = 4 * HOUR
# How long nobody must have published until the alarms say that they know nothing.
SILENCE_SECONDS = 10.0


class World:
    """The service's present: who came in the last hour, the weather, the states of its alarms.

    `turn`, `live` and `figures` may be called from any thread; the first two publish all up to now before they return.
    A state that somebody else sets on an alarm stays until the world's own judgement of that alarm changes.
    """

    def __init__(self, account: Account, publisher: Publisher, clock: Callable[[], float], born_at: float) -> None:
        self._cloudwatch = account.client("cloudwatch")
        self._cures = Cures(account)
        self._publisher = publisher
        self._clock = clock
        self._one_at_a_time = threading.RLock()
        self._lived_until = self._beat_at = born_at
        self._charged_at = 0.0
        self._weather: Weather = "healthy"
        self._runaways: Counter[str] = Counter()
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
            if weather == "throttled_table":
                self._cures.starve_table()
            elif self._weather == "throttled_table":
                self._cures.feed_table()
            self._weather = weather
            # For the alarms, the hour before was a healthy one: those of the old weather recover at once, and stay so.
            self._in_this_weather = deque(visits_in(now - HOUR, now, "healthy"))
            self._happen(burst(weather, now, before), now)

    def live(self) -> None:
        """Let everything happen that was to happen up to now."""
        with self._one_at_a_time:
            now = max(self._clock(), self._lived_until)
            if self._weather == "throttled_table" and self._cures.is_table_fed():
                self._recover(now)
            visits = list(visits_in(self._lived_until, now, self._weather))
            self._happen(self._rolled_out(visits), now)

    def figures(self) -> dict[str, Any]:
        """Give the last hour in small; see `workspace.cloud.figures`."""
        with self._one_at_a_time:
            firing = [name for name, judged in self._states.items() if judged.state == "ALARM"]
            unknown = [name for name, judged in self._states.items() if judged.state == "INSUFFICIENT_DATA"]
            return hour_figures(self._last_hour, firing, unknown)

    def series(self) -> dict[str, Any]:
        """Give the last hour's course of each figure, and the last days' costs."""
        with self._one_at_a_time:
            return {
                **hour_series(tuple(self._last_hour), self._lived_until),
                "cost_day": cost_series(self.bill()),
            }

    def bill(self) -> Bill:
        """Give what was spent so far."""
        with self._one_at_a_time:
            return Bill(self._lived_until, dict(self._runaways))

    def _recover(self, now: float) -> None:
        """Somebody gave the table enough capacity: from now on the service is well, for its alarms too."""
        self._weather = "healthy"
        self._in_this_weather = deque(visits_in(now - HOUR, now, "healthy"))

    def _rolled_out(self, visits: list[Visit]) -> list[Visit]:
        """Leave only those whom the rollout sends through the check; the others go another way, unseen here."""
        if not visits:
            return visits
        percent = self._cures.rollout_percent()
        return [
            visit for visit in visits if percent == ALL_PERCENT or 100 * chance("rollout", visit.session_id) < percent
        ]

    def _happen(self, visits: list[Visit], now: float) -> None:
        units = self._cures.write_units() if self._weather == "throttled_table" else None
        self._publisher.publish(visits, write_units=units)
        if self._weather != "silent" and (visits or now - self._beat_at >= _BEAT_EVERY_SECONDS):
            self._publisher.beat(now)
            self._beat_at = now
        self._lived_until = now
        if self._weather == "cost_spike":
            extra = sum(visit.outcome == "abandoned" for visit in visits)
            self._runaways[day_of(now).isoformat()] += extra
        for remembered in (self._last_hour, self._in_this_weather):
            remembered.extend(visits)
            while remembered and remembered[0].at < now - HOUR:
                remembered.popleft()
        self._judge(now)
        self._charge(now)

    def _charge(self, now: float) -> None:
        if now - self._charged_at < _CHARGED_EVERY_SECONDS and not self._runaways:
            return
        self._charged_at = now
        bill = self.bill()
        first = bill.today.replace(day=1)
        days = [first + timedelta(days=number) for number in range((bill.today - first).days + 1)]
        self._publisher.charge(now, {service: bill.total(days, [service]) for service in SERVICES})

    def _judge(self, now: float) -> None:
        publishing = self._weather != "silent" or now - self._beat_at < SILENCE_SECONDS
        for rule in ALARMS:
            judged = judge(rule, self._in_this_weather, now=now, publishing=publishing)
            if judged.state is None or judged.state == self._states[rule.name].state:
                continue
            self._states[rule.name] = judged
            self._cloudwatch.set_alarm_state(AlarmName=rule.name, StateValue=judged.state, StateReason=judged.reason)


def day_of(at: float) -> date:
    """Name the day, in UTC, as bills do."""
    return datetime.fromtimestamp(at, UTC).date()
