"""Is what the weather panel draws true to the visits, and does every weather move the line that it is known by?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from workspace.cloud.costs import Bill
from workspace.cloud.figures import REMEMBERED_SECONDS, cost_series, hour_figures, hour_series
from workspace.cloud.names import WEATHERS, Weather
from workspace.cloud.weathers import LastHour, burst, visits_in

NOW = 1_795_392_000.0 + 30_000
UNITS = {"percent", "seconds", "count", "usd", "milliseconds"}
HEALTHY = list(visits_in(NOW - REMEMBERED_SECONDS, NOW, "healthy"))


def breached(weather: Weather) -> set[str]:
    """Name the lines whose last point is over its limit when a weather has just begun."""
    over = set()
    for name, line in hour_series([*HEALTHY, *burst(weather, NOW, LastHour(25, 13.0))], NOW).items():
        last, limit = line["points"][-1][1], line["threshold"]
        if limit is not None and last is not None:
            is_over = last < limit if line["breaches"] == "below" else last > limit
            over |= {name} if is_over else set()
    return over


def test_a_line_has_a_point_a_minute_of_the_last_hour_and_keeps_the_contract() -> None:
    series = hour_series(HEALTHY, NOW)
    for line in series.values():
        assert set(line) == {"unit", "threshold", "breaches", "points"}
        assert line["unit"] in UNITS
        moments = [at for at, _ in line["points"]]
        assert len(moments) == 60
        assert moments[-1] == NOW
        assert {later - earlier for earlier, later in pairwise(moments)} == {60}
    # The first point looks back over its whole span, and so does not begin at nothing.
    assert series["sessions"]["points"][0][1] > 0


BREACHES: dict[Weather, set[str]] = {
    "healthy": set(),
    "low_success": {"success_rate", "confidence_mean"},
    "errors": {"error_rate", "lambda_errors"},
    "slow": {"verification_time_mean"},
    "silent": set(),
    "cold_starts": set(),
    "throttled_table": {"error_rate", "lambda_errors", "table_throttles"},
    "cost_spike": set(),
}


@pytest.mark.parametrize("weather", WEATHERS)
def test_every_weather_carries_its_own_lines_over_their_limits_at_once(weather: Weather) -> None:
    assert breached(weather) == BREACHES[weather]


@pytest.mark.parametrize(
    ("weather", "name", "least"), [("cold_starts", "cold_starts", 10), ("cost_spike", "sessions", 250)]
)
def test_what_has_no_limit_is_seen_all_the_same(weather: Weather, name: str, least: float) -> None:
    turned = hour_series([*HEALTHY, *burst(weather, NOW, LastHour(25, 13.0))], NOW)
    assert hour_series(HEALTHY, NOW)[name]["points"][-1][1] < least <= turned[name]["points"][-1][1]


def test_nobody_is_no_rate_and_not_nothing() -> None:
    series = hour_series([], NOW)
    assert series["success_rate"]["points"][-1][1] is None
    assert series["sessions"]["points"][-1][1] == 0
    assert hour_figures([], Bill(NOW), [], [])["success_rate"] is None


def test_costs_are_drawn_by_the_day_and_the_figure_is_todays() -> None:
    line = cost_series(Bill(NOW))
    assert (line["unit"], line["breaches"], len(line["points"])) == ("usd", "above", 14)
    assert all(12 < value < line["threshold"] for _, value in line["points"][:-1])
    assert hour_figures(HEALTHY, Bill(NOW), [], [])["cost_day"] == line["points"][-1][1] < line["points"][-2][1]
