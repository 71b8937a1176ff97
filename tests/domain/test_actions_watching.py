"""Is it said that it helped only when it did, and is what is due by the clock due when it should be?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions.course import Course, Said, Sample
from bot.domain.actions.watching import (
    Baseline,
    next_look,
    next_reminder,
    next_turn,
    notice_for,
    verdict_of,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNTIL = NOON + timedelta(minutes=10)
EARLY = NOON + timedelta(minutes=5)
LIMITED = Baseline(10.0, is_more_worse=True)
"""An error rate of ten percent before, of which more is worse."""


def seen(value: float | None = None, alarm: str | None = None, *, is_normal: bool | None = None) -> Sample:
    return Sample(NOON, value, alarm, is_normal)


WELL = seen(1.0, "OK", is_normal=True)
ILL = seen(10.0, "ALARM", is_normal=False)
WORSE = seen(12.1, "ALARM", is_normal=False)
NOTHING = seen(None, "INSUFFICIENT_DATA")


def verdict(*samples: Sample, now: datetime = EARLY, baseline: Baseline = LIMITED) -> str | None:
    return verdict_of(samples, baseline, until=UNTIL, now=now)


def test_two_good_looks_in_a_row_are_a_recovery_before_the_time_is_over() -> None:
    assert verdict(ILL, WELL) is None
    assert verdict(ILL, WELL, WELL) == "recovered"
    assert verdict(WELL, ILL, WELL) is None


def test_two_looks_at_something_worse_are_said_before_the_time_is_over() -> None:
    assert verdict(WORSE) is None
    assert verdict(WORSE, WORSE) == "worse"
    assert verdict(WORSE, ILL, WORSE) is None


def test_a_fifth_more_is_not_worse_yet_and_neither_is_what_is_normal() -> None:
    assert verdict(seen(12.0, is_normal=False), seen(12.0, is_normal=False)) is None
    assert verdict(seen(99.0, "ALARM", is_normal=True), seen(99.0, "ALARM", is_normal=True)) is None


def test_of_a_figure_of_which_less_is_worse_less_is_worse() -> None:
    success = Baseline(90.0, is_more_worse=False)
    lower = seen(70.0, is_normal=False)

    assert verdict(lower, lower, baseline=success) == "worse"
    assert verdict(seen(99.0, is_normal=False), seen(99.0, is_normal=False), baseline=success) is None


@pytest.mark.parametrize("baseline", [Baseline(None, is_more_worse=True), Baseline(10.0, is_more_worse=None)])
def test_without_knowing_how_it_was_nothing_is_called_worse(baseline: Baseline) -> None:
    assert verdict(WORSE, WORSE, baseline=baseline) is None
    assert verdict(WORSE, WORSE, baseline=baseline, now=UNTIL) == "unchanged"


def test_at_the_end_the_newest_look_decides() -> None:
    assert verdict(ILL, ILL, now=UNTIL) == "unchanged"
    assert verdict(ILL, WELL, now=UNTIL) == "recovered"
    assert verdict(ILL, WORSE, now=UNTIL) == "worse"
    assert verdict(WELL, NOTHING, now=UNTIL) == "unchanged"


def test_no_data_is_no_verdict() -> None:
    assert verdict(now=UNTIL) == "unknown"
    assert verdict(NOTHING, NOTHING, seen(), now=UNTIL) == "unknown"
    assert verdict(NOTHING, NOTHING) is None


@pytest.mark.parametrize("alarm", ["ALARM", "INSUFFICIENT_DATA"])
def test_a_good_figure_under_an_alarm_that_is_not_well_is_no_recovery(alarm: str) -> None:
    looks = [seen(0.0, alarm, is_normal=True)] * 3

    assert verdict(*looks) is None
    assert verdict(*looks, now=UNTIL) == "unchanged"


def test_an_alarm_that_is_well_over_a_figure_that_is_not_is_no_recovery() -> None:
    assert verdict(*[seen(10.0, "OK", is_normal=False)] * 3, now=UNTIL) == "unchanged"


def test_an_alarm_alone_or_a_figure_alone_will_do() -> None:
    assert verdict(seen(alarm="OK"), seen(alarm="OK")) == "recovered"
    assert verdict(seen(0.0, is_normal=True), seen(0.0, is_normal=True)) == "recovered"


samples = st.builds(
    Sample,
    st.just(NOON),
    st.none() | st.floats(0, 100),
    st.sampled_from([None, "OK", "ALARM", "INSUFFICIENT_DATA"]),
    st.sampled_from([None, True, False]),
)


@given(st.lists(samples, max_size=6), st.sampled_from([EARLY, UNTIL]))
def test_no_looks_at_all_are_a_recovery_while_the_alarm_fires_or_nothing_is_known(
    looks: list[Sample], now: datetime
) -> None:
    """Whatever else was seen: the last look must be good in all that is known of it."""
    if verdict(*looks, now=now) == "recovered":
        assert looks[-1].alarm in {None, "OK"}
        assert looks[-1].is_normal is not False
        assert looks[-1].alarm == "OK" or looks[-1].is_normal


@given(st.lists(samples, max_size=6))
def test_at_the_end_there_is_always_a_verdict(looks: list[Sample]) -> None:
    assert verdict(*looks, now=UNTIL) is not None


def done(**more: Any) -> Course:
    """Return an action done at noon, watched each minute for ten, with its protection gone, for an hour."""
    watch = {"figure": "error_rate", "alarm": None, "seconds": 600.0, "every_seconds": 60.0}
    plan = {"watch": watch, "remind_seconds": 4 * 3600.0, "lasting_seconds": 3600.0}
    given = {"done": Said("bot", NOON), "until": NOON + timedelta(hours=1), **more}
    return Course(plan, Said("U1", NOON), **given)


UNDONE = Said("U1", EARLY)


def test_it_is_looked_at_each_minute_and_at_the_end_for_the_last_time() -> None:
    assert next_look(done()) == NOON + timedelta(minutes=1)
    assert next_look(done(samples=(ILL,) * 3)) == NOON + timedelta(minutes=4)
    assert next_look(done(samples=(ILL,) * 40)) == UNTIL


@pytest.mark.parametrize(
    "course", [done(done=None), done(verdict="worse"), done(undone=UNDONE), replace(done(), plan={**done().plan, "watch": None})]
)  # fmt: skip
def test_nothing_is_looked_at_before_it_is_done_or_after_the_verdict_or_its_end(course: Course) -> None:
    assert next_look(course) is None


def test_a_protection_that_is_gone_is_said_every_four_hours_until_it_is_back() -> None:
    assert next_reminder(done()) == NOON + timedelta(hours=4)
    assert next_reminder(done(reminded=2)) == NOON + timedelta(hours=12)
    assert next_reminder(done(undone=UNDONE)) is None
    assert next_reminder(done(done=None)) is None
    assert next_reminder(replace(done(), plan={**done().plan, "remind_seconds": None})) is None


def test_the_end_is_said_ten_minutes_before_and_comes_then() -> None:
    assert next_turn(done()) == NOON + timedelta(minutes=50)
    assert next_turn(done(is_told_of_end=True)) == NOON + timedelta(hours=1)


def test_the_end_of_a_shorter_time_is_said_a_third_of_it_before() -> None:
    short = replace(done(), plan={**done().plan, "lasting_seconds": 900.0})

    assert notice_for(short) == timedelta(minutes=5)


def test_what_is_for_good_or_taken_back_has_no_end() -> None:
    assert next_turn(done(until=None)) is None
    assert next_turn(done(undone=UNDONE)) is None
    assert next_turn(done(done=None)) is None
