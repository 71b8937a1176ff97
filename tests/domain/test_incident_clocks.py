"""Is every reminder said once, at its time, and then no more?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.domain.incidents.clocks import DEFAULTS, SCHEDULES, ClockName, clocks, due, due_at
from bot.domain.stream import Entry, Recorded
from tests.incidents import BEN, NOON, Course


def test_mitigation_is_reminded_of_before_at_and_after_its_deadline_and_then_no_more() -> None:
    course = Course("S3")

    course.tick_for(24 * 60)

    moments = [at for name, at, _ in course.said if name == "mitigate"]
    assert set(moments) == {NOON + timedelta(minutes=30)}
    assert [number for name, _, number in course.said if name == "mitigate"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["mitigate", "publish", "update", "stale"])
def test_after_time_away_each_clock_speaks_once_and_of_its_newest_moment(name: ClockName) -> None:
    course = Course("S1")
    course.do(("away", 14 * 24 * 60))

    found = {one.clock: one for one in due(course.incident, DEFAULTS, course.now)}
    assert course.tick().count(name) == 1
    assert course.tick() == []

    assert found[name].number == len(SCHEDULES[name]) - 1
    assert len(found[name].names) == len(SCHEDULES[name])
    assert found[name].is_over
    assert found[name].is_at, "the deadline went by unseen: it is escalated now"


def test_a_deadline_is_escalated_once_and_not_again_with_what_comes_after_it() -> None:
    course = Course("S3")
    escalated = []
    for _ in range(120):
        course.now += timedelta(minutes=1)
        escalated += [
            one.number for one in due(course.incident, DEFAULTS, course.now) if one.is_at and one.clock == "mitigate"
        ]
        course.tick()

    assert escalated == [1]


def test_a_deadline_that_moved_is_told_anew_and_one_that_moved_back_is_not() -> None:
    course = Course("S3")
    assert course.tick_for(25) == ["mitigate"]

    course.detected(-20)
    assert course.tick() == ["mitigate"]
    assert course.said[-1] == ("mitigate", NOON + timedelta(minutes=10), 2)
    course.detected(0)
    assert course.tick() == []
    assert course.tick_for(6) == ["mitigate"]

    assert course.said[-1] == ("mitigate", NOON + timedelta(minutes=30), 1)


def test_a_clock_that_steps_back_says_nothing_again() -> None:
    course = Course("S3")
    course.tick_for(31)
    said = len(course.said)

    course.do(("back", 25))
    course.tick_for(25)

    assert len(course.said) == said


def test_a_snooze_is_quiet_for_that_clock_only_and_then_says_what_fell_into_it_once() -> None:
    course = Course("S1")
    course.do(("snoozed", ("mitigate", 50)))
    snoozed_until = course.now + timedelta(minutes=50)
    assert due_at(course.incident, DEFAULTS) == snoozed_until

    assert course.tick_for(49) == []
    assert course.tick_for(1) == ["mitigate"]
    assert course.now == snoozed_until
    assert course.tick_for(10) == ["mitigate", "update"]


def test_mitigating_stops_its_clock_and_reopening_starts_it_again() -> None:
    course = Course("S3")
    course.tick_for(21)
    course.do(("mitigated", {}))
    assert "mitigate" not in {one.name for one in clocks(course.incident)}
    assert course.tick_for(60) == []

    course.do(("reopened", {}))

    assert course.tick() == ["mitigate"]
    assert course.tick() == []


def test_what_is_taken_back_starts_the_clock_as_if_it_had_never_stopped() -> None:
    course = Course("S3")
    course.do(("mitigated", {}))
    course.do(("undone", 0))

    assert course.tick_for(31) == ["mitigate", "mitigate"]


def test_nobody_leading_is_nagged_about_every_two_minutes_five_times() -> None:
    course = Course("S3")
    course.record("role", by="bot", role="incident_commander", to=None)

    assert course.tick_for(12).count("lead") == 5
    assert course.tick_for(600).count("lead") == 0


def test_whoever_speaks_while_nobody_leads_does_not_start_the_nagging_anew() -> None:
    course = Course("S3")
    course.record("role", by="bot", role="incident_commander", to=None)
    course.tick_for(12)

    course.record("note", by="U1", text="still looking")

    assert course.tick_for(12).count("lead") == 0


def test_a_quiet_day_is_asked_about_twice_and_no_more() -> None:
    course = Course("S3", is_drill=True)
    course.record("milestone", name="mitigated", at=NOON.isoformat())

    assert course.tick_for(14 * 24 * 60, every=30) == ["stale", "stale"]


def test_what_is_noted_of_an_earlier_hour_is_no_longer_silence() -> None:
    course = Course("S3")
    course.do(("away", 20 * 60))
    course.tick()
    early = Entry("note", "note:early", NOON - timedelta(hours=12), BEN, {"text": "the CDN was purged"})
    course.entries.append(Recorded("incident-000001", len(course.entries) + 1, early, course.now, ""))

    assert "stale" not in course.tick()


def test_a_drill_owes_no_postmortem_and_an_update_is_due_by_the_severity_as_it_is_now() -> None:
    assert "publish" not in {one.name for one in clocks(Course(is_drill=True).incident)}
    course = Course("S0")
    assert deadlines(course)["update"] == NOON + timedelta(minutes=30)
    course.do(("severity", "S2"))

    assert deadlines(course)["update"] == NOON + timedelta(hours=4)


def test_resolved_it_is_to_be_closed_and_closed_to_be_archived_and_then_no_clock_runs() -> None:
    course = Course("S3")
    course.do(("published", {}))
    course.do(("resolved", {}))
    assert set(deadlines(course)) == {"close"}
    course.do(("closed", {}))
    assert deadlines(course) == {"archive": NOON + timedelta(days=7)}
    course.record("archived", by="clock")

    assert clocks(course.incident) == ()
    assert due_at(course.incident, DEFAULTS) is None


def deadlines(course: Course) -> Mapping[ClockName, datetime]:
    return {one.name: one.deadline for one in clocks(course.incident)}
