"""Does each weather show at once, keep to what it is, and fire its own alarms and no others, whenever it comes?"""

from __future__ import annotations

from collections import Counter

import pytest

from workspace.cloud.alarms import Figures, judge
from workspace.cloud.diary import RUNAWAY_SOURCE, lines
from workspace.cloud.measures import invocations
from workspace.cloud.names import ALARMS, CREATE, RESULT, Weather
from workspace.cloud.table import table_data
from workspace.cloud.traffic import HOUR, Visit
from workspace.cloud.weathers import LastHour, burst, visits_in

DAY = 24 * HOUR
MONDAY = 1_795_392_000.0
# 100 to 1000 a day, as an hour sees it.
FEWEST, MOST = 100 / 24, 1000 / 24


def after_turn(weather: Weather, at: float, *, hours: float) -> list[Visit]:
    """Give the last hour's visits, when the weather turned at `at` and lasted for some hours."""
    before = list(visits_in(at - HOUR, at, "healthy"))
    figures = Figures.of(before)
    completed = sum(visit.completed for visit in before)
    assert figures.verification_mean is not None
    turned = burst(weather, at, LastHour(completed, figures.verification_mean))
    until = at + hours * HOUR
    everything = [*before, *turned, *visits_in(at, until, weather)]
    return [visit for visit in everything if until - HOUR <= visit.at <= until]


MOMENTS = [MONDAY + turn * 5 * HOUR + 1111 for turn in range(34)]
LASTING = [0.0, 0.1, 0.5, 1.0, 3.0]


@pytest.mark.parametrize("hours", LASTING)
def test_low_success_breaks_the_hour_at_once_and_keeps_it_broken(hours: float) -> None:
    for at in MOMENTS:
        figures = Figures.of(after_turn("low_success", at, hours=hours))
        assert figures.success_rate is not None
        assert 50 < figures.success_rate < 90
        assert figures.confidence_mean is not None
        assert figures.confidence_mean < 90
        assert FEWEST < figures.sessions < MOST
        assert figures.error_rate == 0


@pytest.mark.parametrize("hours", LASTING)
def test_errors_break_the_error_rate_and_both_functions_at_once(hours: float) -> None:
    for at in MOMENTS:
        visits = after_turn("errors", at, hours=hours)
        figures = Figures.of(visits)
        assert figures.error_rate is not None
        assert 5 < figures.error_rate < 60
        assert FEWEST < figures.sessions < MOST
        until = at + hours * HOUR
        for function in (CREATE, RESULT):
            late = [run for run in invocations(visits) if run.function == function and run.at >= until - 300]
            assert sum(run.error is not None for run in late) > 5


@pytest.mark.parametrize("hours", LASTING)
def test_slowness_breaks_the_mean_verification_time_and_both_durations(hours: float) -> None:
    for at in MOMENTS:
        visits = after_turn("slow", at, hours=hours)
        figures = Figures.of(visits)
        assert figures.verification_mean is not None
        assert 30 < figures.verification_mean < 90
        assert figures.success_rate is not None
        assert figures.success_rate > 95
        assert FEWEST < figures.sessions < MOST
        runs = list(invocations(visits))
        assert max(run.duration_ms for run in runs if run.function == CREATE) > 9000
        assert max(run.duration_ms for run in runs if run.function == RESULT) > 14000


def test_silence_is_silent() -> None:
    assert list(visits_in(MONDAY, MONDAY + DAY, "silent")) == []
    assert burst("silent", MONDAY, LastHour(19, 14.0)) == []


@pytest.mark.parametrize("hours", LASTING)
def test_cold_starts_are_felt_and_fire_no_alarm(hours: float) -> None:
    for at in MOMENTS:
        visits = after_turn("cold_starts", at, hours=hours)
        late = [visit for visit in visits if visit.at > at - 10]
        assert sum(visit.cold_start_ms is not None for visit in late) > len(late) / 2
        figures = Figures.of(late)
        assert figures.verification_mean is not None
        assert 16 < figures.verification_mean < 30
        runs = [run for run in invocations(late) if (run.cold_start_ms or 0) > 4000]
        assert all(5000 < run.duration_ms < 9000 for run in runs if run.function == CREATE)
        assert all(6000 < run.duration_ms < 14000 for run in runs if run.function == RESULT)


@pytest.mark.parametrize("hours", LASTING)
def test_a_throttled_table_refuses_writes_and_only_making_sessions_fails(hours: float) -> None:
    for at in MOMENTS:
        visits = after_turn("throttled_table", at, hours=hours)
        assert {visit.error for visit in visits if visit.table_throttled} == {"ClientError"}
        assert not any(run.error for run in invocations(visits) if run.function == RESULT)
        assert sum(visit.table_throttled for visit in visits if visit.at > at + hours * HOUR - 300) > 5


def test_a_healthy_table_is_written_read_and_quick_and_refuses_nothing() -> None:
    data = table_data(visits_in(MONDAY, MONDAY + HOUR, "healthy"), grain_seconds=60)
    assert {datum["MetricName"] for datum in data} == {
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "SuccessfulRequestLatency",
    }
    latencies = [datum["Values"] for datum in data if datum["MetricName"] == "SuccessfulRequestLatency"]
    assert all(2 < value < 8 for values in latencies for value in values)


@pytest.mark.parametrize("weather", ["errors", "cold_starts", "throttled_table"])
def test_where_every_function_is_cured_the_weather_is_healthy(weather: Weather) -> None:
    cured = list(visits_in(MONDAY, MONDAY + DAY, weather, frozenset()))
    assert cured == list(visits_in(MONDAY, MONDAY + DAY, "healthy"))
    half = list(invocations(visits_in(MONDAY, MONDAY + DAY, weather, frozenset({CREATE}))))
    assert any(run.error or (run.cold_start_ms or 0) > 4000 for run in half if run.function == CREATE)
    assert not any(run.error or (run.cold_start_ms or 0) > 4000 for run in half if run.function == RESULT)


def test_a_runaway_client_brings_many_times_the_sessions_and_no_failure() -> None:
    for at in MOMENTS[:6]:
        at_once, later = (Figures.of(after_turn("cost_spike", at, hours=hours)) for hours in (0.0, 1.0))
        assert at_once.sessions > 3 * MOST
        assert later.sessions > 30 * MOST
        assert later.error_rate == 0
        assert later.success_rate is not None
        assert later.success_rate > 95


def test_a_runaway_client_has_one_source_in_the_logs() -> None:
    written = [line.text for line in lines(visits_in(MONDAY, MONDAY + 600, "cost_spike"))]
    sources = Counter(text.split("source=")[1].strip() for text in written if "source=" in text)
    (first, many), *others = sources.most_common()
    assert first == RUNAWAY_SOURCE
    assert many > 50 * max(count for _, count in others)


EXPECTED_ALARMS = {
    "healthy": set(),
    "low_success": {"FaceAuth-Liveness-LowSuccessRate", "FaceAuth-Liveness-LowConfidence"},
    "errors": {"FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors", f"{RESULT}-Errors"},
    "slow": {"FaceAuth-Liveness-SlowVerification", f"{CREATE}-Timeouts", f"{RESULT}-Timeouts"},
    "cold_starts": set(),
    "throttled_table": {"FaceAuth-Liveness-HighErrorRate", f"{CREATE}-Errors"},
}


@pytest.mark.parametrize("hours", LASTING)
@pytest.mark.parametrize("weather", EXPECTED_ALARMS)
def test_each_weather_has_its_own_alarms_as_long_as_it_lasts(weather: Weather, hours: float) -> None:
    """A runbook can be tried only where one cause fires its own alarms and no others, and they do not flap."""
    for at in MOMENTS:
        visits = after_turn(weather, at, hours=hours)
        for rule in ALARMS:
            state = judge(rule, visits, now=at + hours * HOUR, publishing=True).state
            assert state in {None, "ALARM" if rule.name in EXPECTED_ALARMS[weather] else "OK"}, rule.name


def test_who_does_not_publish_is_unknown_and_not_ok() -> None:
    judged = {rule.name: judge(rule, [], now=MONDAY, publishing=False).state for rule in ALARMS}
    assert sum(state == "INSUFFICIENT_DATA" for state in judged.values()) == 4
    assert judged[f"{CREATE}-Errors"] == "OK"
