"""Whatever happens to an incident and to the clock: is every reminder said once, and is nothing said after its cap?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.incidents.clocks import DEFAULTS, SCHEDULES, clocks, due, due_at
from tests.incidents import BEN, Course, Step

INSTANT = timedelta(microseconds=1)

NAMES = st.sampled_from(sorted(SCHEDULES))
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("passes"), st.floats(0, 40)),
    st.tuples(st.just("passes"), st.floats(0, 3000)),
    st.tuples(st.just("away"), st.floats(0, 20_000)),
    st.tuples(st.just("back"), st.floats(0, 3000)),
    st.tuples(st.just("severity"), st.sampled_from(["S0", "S1", "S2", "S3"])),
    st.tuples(st.just("detected"), st.integers(-600, 600)),
    st.tuples(st.just("lead"), st.sampled_from([BEN, None])),
    st.tuples(st.just("snoozed"), st.tuples(NAMES, st.integers(5, 1440))),
    st.tuples(st.just("undone"), st.integers(0, 50)),
    st.tuples(st.just("updated"), st.just({"conditions": "c", "actions": "", "needs": ""})),
    st.tuples(st.sampled_from(["mitigated", "resolved", "reopened", "closed", "published", "note"]), st.just({})),
)


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(STEPS, max_size=30), severity=st.sampled_from(["S0", "S2", "S3"]), is_drill=st.booleans())
@example(steps=[("lead", None), *[("passes", 2.0)] * 12], severity="S2", is_drill=False)
@example(steps=[("passes", 1440.0)] * 6, severity="S3", is_drill=True)
def test_whatever_happens_each_moment_is_said_at_most_once_and_none_is_lost(
    steps: list[Step], severity: str, *, is_drill: bool
) -> None:
    """Downtime, clocks that step back, corrections, undone entries: a tick at any moment says what is due, once."""
    course = Course(severity, is_drill=is_drill)
    for step in steps:
        course.do(step)
        check_when_it_is_next_due(course)
    course.tick()

    assert course.tick() == [], "the same moment was said twice in a row"
    assert len(course.said) == len(set(course.said)), "a moment was said again"
    check_when_it_is_next_due(course)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=12), hurry=st.sampled_from([1, 7, 30]))
@example(steps=[("lead", None)], hurry=1)
def test_when_people_fall_silent_every_clock_falls_silent_too(steps: list[Step], hurry: int) -> None:
    """The cap: however often we look, with nobody at it no clock speaks more often than its schedule has moments."""
    course = Course()
    for step in steps:
        course.do(step)
    course.since_people = []

    for _ in range(120):
        course.do(("passes", hurry))
    for _ in range(120):
        course.do(("passes", 60))

    for name, schedule in SCHEDULES.items():
        assert course.since_people.count(name) <= len(schedule), f"{name} never stops"


def check_when_it_is_next_due(course: Course) -> None:
    """Check that `due_at` is the first moment at which something is due, and None when nothing ever is."""
    incident = course.incident
    unsaid = [name for one in clocks(incident) for name, _ in one.moments() if name not in incident.said]
    at, is_due = due_at(incident, DEFAULTS), bool(due(incident, DEFAULTS, course.now))
    assert (at is None) == (not unsaid)
    if at is not None:
        assert (at <= course.now) == is_due
        assert due(incident, DEFAULTS, at)
        assert not due(incident, DEFAULTS, at - INSTANT)
