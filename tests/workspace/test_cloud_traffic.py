"""Is the pretend service's traffic believable? Healthy hours lie in the manual's ranges; bad weather breaks them at once."""

from __future__ import annotations

from collections.abc import Sequence

from workspace.cloud.alarms import Figures
from workspace.cloud.measures import custom_data, invocations, lambda_data
from workspace.cloud.names import CREATE, FUNCTIONS, RESULT
from workspace.cloud.traffic import HOUR, Visit, visits_per_hour
from workspace.cloud.weathers import visits_in

DAY = 24 * HOUR
# Two weeks from a Monday, in UTC: every hour of the day and day of the week, twice.
MONDAY = 1_795_392_000.0
FORTNIGHT = 14
# 100 to 1000 a day, as an hour sees it.
FEWEST, MOST = 100 / 24, 1000 / 24


def windows(seconds: float, step: float, until: float = MONDAY + FORTNIGHT * DAY) -> list[tuple[float, list[Visit]]]:
    """Slide a window over the fortnight's visits."""
    visits = list(visits_in(MONDAY, until, "healthy"))
    starts = [MONDAY + step * turn for turn in range(int((until - MONDAY - seconds) // step) + 1)]
    found = []
    first = 0
    for start in starts:
        while first < len(visits) and visits[first].at < start:
            first += 1
        last = first
        while last < len(visits) and visits[last].at < start + seconds:
            last += 1
        found.append((start, visits[first:last]))
    return found


def p95(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(0.95 * (len(ranked) - 1)))]


def assert_normal(visits: list[Visit], *, hours: float) -> None:
    figures = Figures.of(visits)
    assert FEWEST * hours < figures.sessions < MOST * hours
    assert figures.success_rate is not None
    assert figures.success_rate > 96.5
    assert figures.confidence_mean is not None
    assert 94 < figures.confidence_mean < 97
    assert figures.verification_mean is not None
    assert 11.5 < figures.verification_mean < 18
    assert p95([visit.verification_seconds for visit in visits if visit.completed]) < 25
    assert figures.error_rate == 0


def test_every_healthy_hour_of_two_weeks_lies_within_the_normal_ranges() -> None:
    """Wherever the window of an hour is laid, a healthy service must look healthy: no unlucky hour may cry wolf."""
    for _, visits in windows(HOUR, 600):
        assert_normal(visits, hours=1)


def test_every_healthy_day_and_week_lies_within_the_normal_ranges() -> None:
    for _, visits in windows(DAY, 3 * HOUR):
        assert_normal(visits, hours=24)
    for _, visits in windows(7 * DAY, DAY):
        assert_normal(visits, hours=168)


def test_every_healthy_hour_keeps_each_function_within_its_limits() -> None:
    for _, visits in windows(HOUR, 600):
        runs = list(invocations(visits))
        for function in FUNCTIONS:
            assert FEWEST < sum(run.function == function for run in runs) < MOST
        assert max(run.duration_ms for run in runs if run.function == CREATE) < 6000
        assert max(run.duration_ms for run in runs if run.function == RESULT) < 9000
        assert not any(run.error for run in runs)


def test_the_day_has_a_shape_and_the_weekend_is_calmer() -> None:
    """Trends and charts mean something only where the hours differ as people do."""
    monday_in_japan = int(MONDAY // HOUR) - 9
    afternoon = [visits_per_hour(monday_in_japan + 24 * day + 15) for day in range(7)]
    night = [visits_per_hour(monday_in_japan + 24 * day + 3) for day in range(7)]
    assert min(afternoon) > 2 * max(night) - 4
    assert max(afternoon[5:]) < min(afternoon[:5])
    days = [sum(visits_per_hour(monday_in_japan + 24 * day + hour) for hour in range(24)) for day in range(7)]
    assert all(450 < day < 650 for day in days)


def test_the_same_hour_always_looks_the_same() -> None:
    from workspace.cloud.traffic import healthy_hour

    before = healthy_hour(498_720)
    healthy_hour.cache_clear()
    assert healthy_hour(498_720) == before


def test_failures_exist_in_healthy_weather() -> None:
    """A success rate that is always exactly 100 % is no figure to try a bot on."""
    failures = [visit for visit in visits_in(MONDAY, MONDAY + 7 * DAY, "healthy") if visit.outcome == "not_live"]
    assert len(failures) >= 5


def test_a_distribution_holds_every_visit_once() -> None:
    visits = list(visits_in(MONDAY, MONDAY + HOUR, "healthy"))
    data = custom_data(visits, grain_seconds=HOUR, values_rounded_to=0.5)
    confidence = next(datum for datum in data if datum["MetricName"] == "ConfidenceScore")
    assert sum(confidence["Counts"]) == sum(visit.completed for visit in visits)
    assert len(confidence["Values"]) < 150
    durations = [datum for datum in lambda_data(visits, grain_seconds=HOUR) if datum["MetricName"] == "Duration"]
    assert sum(sum(datum["Counts"]) for datum in durations) == len(list(invocations(visits)))
