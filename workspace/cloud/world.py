"""How does the pretend service live? Its present, its weather and the consequences, published as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.alarms import Figures, Judgement, judge
from workspace.cloud.costs import Bill
from workspace.cloud.cures import ALL_PERCENT, Cures
from workspace.cloud.figures import REMEMBERED_SECONDS, cost_series, hour_figures, hour_series
from workspace.cloud.health import Spell, spells_after
from workspace.cloud.ledger import Ledger
from workspace.cloud.names import ALARMS, CREATE, RESULT, Weather
from workspace.cloud.publisher import Publisher
from workspace.cloud.traffic import HOUR, Visit, chance
from workspace.cloud.weathers import EVERYWHERE, LastHour, burst, latecomers, visits_in

_BEAT_EVERY_SECONDS = 15.0
# How long nobody must have published until the alarms say that they know nothing.
SILENCE_SECONDS = 10.0
_FAILED_IN: Mapping[str, str] = {"create_error": CREATE, "result_error": RESULT}


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
        self._weather: Weather = "healthy"
        self._began_at = born_at - HOUR  # before anybody came who could have waited
        self._reaches = EVERYWHERE
        self._rollout_percent = ALL_PERCENT
        self._remembered = deque(visits_in(born_at - REMEMBERED_SECONDS, born_at, "healthy"))
        self._in_this_weather = deque(visits_in(born_at - HOUR, born_at, "healthy"))
        self.ledger = Ledger(publisher, born_at)
        self.spells: tuple[Spell, ...] = ()
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
            self._cures.take_back(self._weather)
            self._cures.break_out(weather)
            self._begin(weather, self._lived_until)

    def live(self) -> None:
        """Let everything happen that was to happen up to now, and notice what people have changed meanwhile."""
        with self._one_at_a_time:
            now = max(self._clock(), self._lived_until)
            was_closed, ailing = self._is_closed, self._reaches
            self._reaches = self._cures.reached(self._weather)
            self._rollout_percent = self._cures.rollout_percent()
            self._forget_failures_in(ailing - self._reaches)
            self._happen(self._came(now), now)
            turned = self._turned_by_hand(was_closed=was_closed)
            if turned is not None:
                self._begin(turned, now)

    def figures(self) -> dict[str, Any]:
        """Give the last hour in small; see `workspace.cloud.figures`."""
        with self._one_at_a_time:
            firing = [name for name, judged in self._states.items() if judged.state == "ALARM"]
            unknown = [name for name, judged in self._states.items() if judged.state == "INSUFFICIENT_DATA"]
            return hour_figures(self._last_hour(), self.bill(), firing, unknown)

    def series(self) -> dict[str, Any]:
        """Give the last hour's course of each figure, and the last days' costs."""
        with self._one_at_a_time:
            return {**hour_series(self._remembered, self._lived_until), "cost_day": cost_series(self.bill())}

    def bill(self) -> Bill:
        """Give what was spent so far."""
        with self._one_at_a_time:
            return self.ledger.bill(self._lived_until)

    def _turned_by_hand(self, *, was_closed: bool) -> Weather | None:
        """Name the weather that begins because somebody changed something in the account; None where it goes on."""
        if not self._reaches:
            return "healthy"
        relapse = self._cures.relapse() if self._weather == "healthy" else None
        if relapse is not None:
            return relapse
        # Nobody is sent through the check any more, so nothing goes wrong there; or it begins anew. Programs go on.
        return self._weather if self._is_closed != was_closed and self._weather != "cost_spike" else None

    def _begin(self, weather: Weather, now: float) -> None:
        """Let a weather begin at `now`, with the visits that make it visible at once, however few are sent through."""
        last_hour = self._last_hour()
        mean = Figures.of(last_hour).verification_mean
        before = LastHour(sum(visit.completed for visit in last_hour), mean or 0.0)
        self._weather, self._began_at = weather, now
        self.spells = spells_after(self.spells, weather, now)
        self._reaches = self._cures.reached(weather)
        # For the alarms, the hour before was a healthy one: those of the old weather recover at once, and stay so.
        self._in_this_weather = deque(visits_in(now - HOUR, now, "healthy"))
        came = burst(weather, now, before, self._reaches)
        self._happen([visit for visit in came if visit.is_runaway or not self._is_closed], now)

    def _last_hour(self) -> list[Visit]:
        return [visit for visit in self._remembered if visit.at >= self._lived_until - HOUR]

    @property
    def _is_closed(self) -> bool:
        return self._rollout_percent == 0

    def _came(self, now: float) -> list[Visit]:
        """Give the visits since the world lived last, of those whom the rollout sends through the check."""
        planned = visits_in(self._lived_until, now, self._weather, self._reaches)
        came = [visit for visit in planned if self._sent_through(visit)]
        if self._weather == "healthy" and not self._is_closed:
            came.extend(latecomers(self._lived_until, now, self._began_at))
        return sorted(came, key=lambda visit: visit.at)

    def _sent_through(self, visit: Visit) -> bool:
        """Say whether the rollout sends somebody through the check; the others go another way. Programs ask nobody."""
        return visit.is_runaway or 100 * chance("rollout", visit.session_id) < self._rollout_percent

    def _forget_failures_in(self, cured: frozenset[str]) -> None:
        """Let the alarms forget what went wrong in functions that were cured, as they do when a weather is over."""
        if cured:
            kept = [visit for visit in self._in_this_weather if _FAILED_IN.get(visit.outcome) not in cured]
            self._in_this_weather = deque(kept)

    def _happen(self, visits: list[Visit], now: float) -> None:
        if visits:
            self._publisher.publish(visits, running=self._cures.running(), write_units=self._cures.write_units())
        if self._weather != "silent" and (visits or now - self._beat_at >= _BEAT_EVERY_SECONDS):
            self._publisher.beat(now)
            self._beat_at = now
        self._lived_until = now
        self._remember(visits, now)
        self.ledger.note(visits, now)
        self._judge(now)

    def _remember(self, visits: list[Visit], now: float) -> None:
        for remembered, seconds in ((self._remembered, REMEMBERED_SECONDS), (self._in_this_weather, HOUR)):
            remembered.extend(visits)
            while remembered and remembered[0].at < now - seconds:
                remembered.popleft()

    def _judge(self, now: float) -> None:
        publishing = self._weather != "silent" or now - self._beat_at < SILENCE_SECONDS
        for rule in ALARMS:
            judged = judge(rule, self._in_this_weather, now=now, publishing=publishing)
            if judged.state is None or judged.state == self._states[rule.name].state:
                continue
            self._states[rule.name] = judged
            self._cloudwatch.set_alarm_state(AlarmName=rule.name, StateValue=judged.state, StateReason=judged.reason)
