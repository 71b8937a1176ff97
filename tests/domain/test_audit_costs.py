"""Is the month judged by what was really billed, and is what wasn't heard of yet never taken for nothing?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audit_queries import DayCost, Spending
from bot.domain.audits.costs import Answers, Costs, judge, questions_for
from bot.domain.holdings import CostTarget
from bot.domain.knowledge import Answer, Failed, Known, Missing
from bot.domain.queries import Measured, Point, Series
from tests.audits import BILLED_AS, CHECKS, TODAY, days, held, line
from tests.liveness import SESSIONS

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
TARGET = CostTarget(BILLED_AS, 400, 450)
SERIES = Series(SESSIONS, "Sum", 3600)


def spent(*some: DayCost, requests: int = 1) -> Known[Spending]:
    return Known(Spending(some, requests), NOW, "ce:GetCostAndUsage")


def to_come(dollars: float) -> Known[float]:
    return Known(dollars, NOW, "ce:GetCostForecast")


def sessions(*each_day: float) -> Answer[Mapping[Series, Measured]]:
    points = tuple(Point(NOW - timedelta(days=len(each_day) - place), value) for place, value in enumerate(each_day))
    return Known({SERIES: Measured(True, points)}, NOW, "cloudwatch:GetMetricData")


def judged(
    spending: Answer[Spending],
    forecast: Answer[float] | None = None,
    counted: Answer[Mapping[Series, Measured]] | None = None,
    *,
    now: datetime = NOW,
) -> Costs:
    return judge(held(), TARGET, now, Answers(spending, forecast or to_come(126), counted))


def verdicts(found: Costs) -> dict[str, str]:
    return {one.id: one.verdict for one in found.items}


def test_a_month_within_its_target_is_fine_and_so_is_a_cheaper_one() -> None:
    for dollars in (14.0, 1.0):
        found = judged(spent(*days(dollars)), to_come(9 * dollars))
        assert found.verdict == "ok"
        assert found.because == ()
        assert line(found.items, "cost_week").value == 30 * dollars
        assert line(found.items, "cost_month_to_date").value == 21 * dollars
        assert line(found.items, "cost_forecast").value == 30 * dollars
        assert line(found.items, "cost_yesterday").value == dollars


def test_the_forecast_alone_is_not_the_month() -> None:
    """The manual's command forecasts from today on, for the whole account; 440 to come after 294 spent is too much."""
    found = judged(spent(*days(14.0)), to_come(440))
    item = line(found.items, "cost_forecast")
    assert (item.value, item.verdict) == (734.0, "fail")
    assert item.detail is not None
    assert (item.detail.facts["spent"], item.detail.facts["to_come"]) == (294.0, 440.0)
    assert found.because == ("cost_forecast",)


def test_a_dearer_week_is_told_before_the_month_is_over() -> None:
    found = judged(spent(*days(13.0, count=23, until=TODAY - timedelta(days=7)), *days(16.0, count=7)), to_come(100))
    week = line(found.items, "cost_week")
    assert (week.value, week.previous, week.verdict, week.since_last) == (480.0, 390.0, "fail", "worse")
    assert verdicts(found)["cost_month_to_date"] == "ok"


@pytest.mark.parametrize(("value", "verdict"), [(15.0, "ok"), (15.001, "fail")])
def test_the_upper_end_of_the_target_still_counts_as_kept(value: float, verdict: str) -> None:
    assert verdicts(judged(spent(*days(value))))["cost_week"] == verdict


def test_a_day_that_is_not_billed_yet_is_not_a_cheap_one() -> None:
    """Six dear days and one that AWS doesn't know yet must not come to a cheap week."""
    known = days(15.5)
    found = judged(spent(*known[:-1], replace(known[-1], by_usage={})), to_come(100))
    week = line(found.items, "cost_week")
    assert (week.value, week.verdict) == (465.0, "fail")
    assert week.detail is not None
    assert week.detail.facts["days"] == 6
    yesterday = line(found.items, "cost_yesterday")
    assert (yesterday.value, yesterday.verdict) == (None, "unknown")
    assert yesterday.detail is not None
    assert yesterday.detail.key == "not_billed_yet"
    assert line(found.items, "cost_forecast").value == pytest.approx(20 * 15.5 + 100 + 15.5)
    assert found.heard_until == TODAY - timedelta(days=1)


def test_a_settled_day_without_use_costs_nothing() -> None:
    known = days(14.0, estimated=0)
    found = judged(spent(*known[:-1], replace(known[-1], by_usage={})))
    assert line(found.items, "cost_yesterday").value == 0
    assert line(found.items, "cost_week").value == pytest.approx(6 * 14 * 30 / 7, abs=0.01)


@pytest.mark.parametrize("empty", [(), tuple(DayCost(TODAY - timedelta(days=back), True) for back in range(30, 0, -1))])
def test_a_name_that_cost_explorer_does_not_know_keeps_to_no_target(empty: tuple[DayCost, ...]) -> None:
    """Cost Explorer answers a misspelt service with zeros, which would be below any target."""
    found = judged(spent(*empty), to_come(0))
    assert found.verdict == "unknown"
    for one in found.items:
        assert (one.value, one.verdict) == (None, "unknown")
        assert one.detail is not None
        assert one.detail.facts == {"billed_as": BILLED_AS}


@pytest.mark.parametrize(
    "gap",
    [
        Missing("not_enabled", "ce:GetCostAndUsage", "Cost Explorer"),
        Missing("no_data_yet", "ce:GetCostAndUsage", "Cost Explorer"),
        Failed("denied", "ce:GetCostAndUsage", "ce:GetCostAndUsage"),
    ],
)
def test_without_an_answer_everything_is_unknown_for_that_reason(gap: Missing | Failed) -> None:
    found = judged(gap, to_come(100), sessions(100))
    assert found.verdict == "unknown"
    assert {one.detail.key for one in found.items if one.detail} == {gap.reason}
    assert {one.verdict for one in found.items} == {"unknown"}
    assert found.requests == 1


def test_without_a_forecast_the_other_lines_stand() -> None:
    found = judged(spent(*days()), Missing("no_data_yet", "ce:GetCostForecast", "Cost Explorer"))
    assert verdicts(found) == {
        "cost_yesterday": "ok",
        "cost_week": "ok",
        "cost_month_to_date": "ok",
        "cost_forecast": "unknown",
    }
    assert (found.verdict, found.because) == ("unknown", ("cost_forecast",))


def test_the_first_of_a_month_has_spent_nothing_and_knows_its_week() -> None:
    first = date(2026, 12, 1)
    found = judged(spent(*days(until=first)), to_come(434), now=datetime(2026, 12, 1, 0, 5, tzinfo=UTC))
    so_far = line(found.items, "cost_month_to_date")
    assert (so_far.value, so_far.verdict) == (0.0, "ok")
    assert so_far.detail is not None
    assert so_far.detail.key == "month_begins"
    assert line(found.items, "cost_week").value == 14 * 31
    assert line(found.items, "cost_forecast").value == 434


def test_what_is_asked_ends_before_today_and_reaches_the_next_month() -> None:
    asked = questions_for(held(), TARGET, datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    assert (asked.spending.start, asked.spending.end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (asked.forecast.start, asked.forecast.end) == (date(2026, 11, 30), date(2026, 12, 1))
    assert asked.sessions is not None
    assert (asked.sessions.start, asked.sessions.end) == (
        datetime(2026, 11, 23, tzinfo=UTC),
        datetime(2026, 11, 30, tzinfo=UTC),
    )
    early = questions_for(held(), TARGET, datetime(2026, 12, 2, tzinfo=UTC))
    assert early.spending.start == date(2026, 11, 18)


def test_days_are_those_of_the_bill_wherever_the_clock_stands() -> None:
    """Bills are in UTC: at 08:59 in Tokyo on the first it is still the last day of the month."""
    tokyo = datetime.fromisoformat("2026-12-01T08:59:00+09:00")
    assert questions_for(held(), TARGET, tokyo).forecast.start == date(2026, 11, 30)


def test_what_sessions_cost_is_told_for_a_thousand() -> None:
    found = judged(spent(*days(14.0)), counted=sessions(*[900] * 7))
    item = line(found.items, "cost_per_1000_sessions")
    assert item.value == pytest.approx(98 / 6.3, abs=0.01)
    assert not item.judged
    assert item.detail is not None
    assert item.detail.facts["sessions"] == 6300


@pytest.mark.parametrize(
    ("counted", "key"),
    [
        (sessions(*[0] * 7), "no_traffic"),
        (Known({SERIES: Measured(published=False)}, NOW, "x"), "never_published"),
        (Known({}, NOW, "x"), "never_published"),
        (Failed("throttled", "cloudwatch:GetMetricData"), "throttled"),
        (Known({SERIES: Measured(True, failed=Failed("denied", "x", "x"))}, NOW, "x"), "denied"),
    ],
)
def test_without_sessions_their_price_is_unknown_and_decides_nothing(counted: Any, key: str) -> None:
    found = judged(spent(*days()), counted=counted)
    item = line(found.items, "cost_per_1000_sessions")
    assert (item.value, item.verdict) == (None, "unknown")
    assert item.detail is not None
    assert item.detail.key == key
    assert found.verdict == "ok"


def test_where_the_money_went_is_told_by_the_largest_parts() -> None:
    parts = {CHECKS: 10.0} | {f"USE1-Other-{number}": 0.1 * number for number in range(1, 8)}
    found = judged(spent(*[replace(one, by_usage=parts) for one in days()]))
    assert len(found.usages) == 6
    assert (found.usages[0].name, found.usages[0].dollars) == (CHECKS, 70.0)
    assert found.usages[-1].name is None
    assert sum(one.dollars for one in found.usages) == pytest.approx(12.8 * 7)
    assert sum(one.percent for one in found.usages) == pytest.approx(100)


def test_an_estimate_is_said_and_its_age_too() -> None:
    found = judged(spent(*days(), requests=2))
    item = line(found.items, "cost_yesterday")
    assert item.detail is not None
    assert item.detail.key == "cost_estimated"
    assert item.data_age_seconds == 3.5 * 3600
    assert (found.is_estimated, found.requests) == (True, 3)
    assert line(judged(spent(*days(estimated=0))).items, "cost_yesterday").detail is None
