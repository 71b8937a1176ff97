"""Is everybody told in time, no more often than decided, and whatever happens to us in between?"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarms.attention import (
    Closing,
    Escalation,
    Reminder,
    SilenceEnds,
    callees,
    due,
    due_at,
    overdue,
    respond_by,
)
from bot.domain.alarms.rules import QuietHours
from tests.alarms import at, entry, episode, service, signal

NIGHT = QuietHours(time(22), time(7), "UTC")


def plan(told, owner) -> list[tuple[str, float]]:
    """Return what is to come as words and minutes after noon."""
    names = {Reminder: "remind", Escalation: "level", SilenceEnds: "silence ends", Closing: "close"}
    return [
        (
            f"{names[type(one)]}{f' {one.rung.level}' if isinstance(one, Escalation) else ''}",
            (one.at - at(0)) / timedelta(minutes=1),
        )
        for one in due(told, owner)
    ]


class TestTheManualsLadder:
    """30 minutes to the lead, 1 hour to the architect, 2 hours to the CTO and AWS Support, all counted from firing."""

    def test_a_high_alarm_climbs_from_its_firing(self):
        owner = service()

        assert plan(episode(signal(), entry("acknowledged", 1), of=owner), owner) == [
            ("level 2", 30),
            ("level 3", 60),
            ("level 4", 120),
        ]

    def test_a_medium_alarm_climbs_half_an_hour_later(self):
        owner = service("medium")

        assert plan(episode(signal(), entry("acknowledged", 1), of=owner), owner) == [
            ("level 2", 60),
            ("level 3", 90),
            ("level 4", 150),
        ]

    def test_an_answer_stops_the_reminders_and_not_the_ladder(self):
        owner = service()
        kinds = [what.split()[0] for what, _ in plan(episode(signal(), of=owner), owner)]

        assert kinds.count("remind") == 4
        assert "remind" not in [
            what.split()[0] for what, _ in plan(episode(signal(), entry("acknowledged", 1), of=owner), owner)
        ]
        assert kinds.count("level") == 3

    def test_a_ladder_that_is_held_stands_still(self):
        owner = service()
        held = entry("held", 5, text="they are on it")

        assert not any(what.startswith("level") for what, _ in plan(episode(signal(), held, of=owner), owner))

    def test_a_notification_calls_nobody(self):
        owner = service("notification")
        told = episode(signal(), of=owner)

        assert (plan(told, owner), callees(told, owner, at(0)), respond_by(told, owner)) == ([], (), None)

    def test_a_resolved_alarm_calls_nobody_and_closes_an_hour_later(self):
        owner = service()
        over = episode(signal(), signal("resolved", 10), of=owner)

        assert plan(over, owner) == [("close", 70)]
        assert callees(over, owner, at(11)) == ()

    def test_the_time_to_respond_is_the_manuals(self):
        assert respond_by(episode(signal()), service()) == at(30)
        assert respond_by(episode(signal(), of=service("medium")), service("medium")) == at(60)


class TestReminders:
    """They are capped, and what was missed is asked for once."""

    def test_there_are_as_many_as_decided_and_no_more(self):
        owner = service(reminders=2)

        assert [when for what, when in plan(episode(signal(), of=owner), owner) if what == "remind"] == [15, 30]

    def test_after_hours_of_downtime_one_reminder_comes_and_every_level_does(self):
        owner = service()
        come = overdue(episode(signal(), of=owner), owner, at(600))

        assert [one.number for one in come if isinstance(one, Reminder)] == [4]
        assert [one.rung.level for one in come if isinstance(one, Escalation)] == [2, 3, 4]

    def test_the_second_says_that_the_time_is_over(self):
        reminders = [one for one in due(episode(signal()), service()) if isinstance(one, Reminder)]

        assert [one.is_late for one in reminders] == [False, True, True, True]


class TestSilence:
    """While it lasts nobody is called; when it ends the clocks begin anew."""

    silenced = entry("silenced", 5, until=at(65).isoformat(), reason="load test")

    def test_nothing_is_due_but_its_end(self):
        assert plan(episode(signal(), self.silenced), service()) == [("silence ends", 65)]
        assert callees(episode(signal(), self.silenced), service(), at(10)) == ()

    def test_clocks_count_from_its_end(self):
        again = episode(signal(), self.silenced, entry("unsilenced", 65, "clock"))

        assert respond_by(again, service()) == at(95)
        assert ("level 2", 95) in plan(again, service())


class TestQuietHours:
    """What falls into the night waits for the morning; an emergency doesn't."""

    def test_a_medium_alarm_at_night_waits_for_the_morning(self):
        owner = service("medium", quiet_hours=NIGHT)
        night = episode(signal("firing", 660), of=owner)  # 23:00

        assert callees(night, owner, at(660)) == ()
        assert due_at(night, owner) == at(1140)  # 07:00

    def test_its_clocks_begin_in_the_morning_and_not_all_at_once(self):
        """Until then nobody was called: the first reminder calls, the time to respond begins, the ladder is climbed."""
        owner = service("medium", quiet_hours=NIGHT)
        night = episode(signal("firing", 660), of=owner)
        late = [one.is_late for one in due(night, owner) if isinstance(one, Reminder)]

        assert respond_by(night, owner) == at(1200)  # 08:00
        assert [(what, when - 1140) for what, when in plan(night, owner)] == [
            ("remind", 0), ("remind", 30), ("remind", 60), ("level 2", 60),
            ("remind", 90), ("level 3", 90), ("level 4", 150),
        ]  # fmt: skip
        assert late == [False, False, True, True]

    @pytest.mark.parametrize("importance", ["high", "medium"])
    def test_severity_s0_knows_no_night(self, importance):
        owner = service(importance, quiet_hours=replace(NIGHT, importances=("high", "medium")))
        owner = replace(owner, alarms=(replace(owner.alarms[0], severity="S0"),))
        night = episode(signal("firing", 660), of=owner)

        assert callees(night, owner, at(660)) == ("ops@company.com",)
        assert due_at(night, owner) < at(720)

    @pytest.mark.parametrize(("begin", "end", "inside", "outside"), [
        (time(22), time(7), time(23), time(12)), (time(1), time(5), time(2), time(6)),
    ])  # fmt: skip
    def test_hours_may_lie_over_midnight(self, begin, end, inside, outside):
        hours = QuietHours(begin, end, "Asia/Tokyo")
        tokyo = at(0).replace(hour=0) - timedelta(hours=9)

        assert hours.holds(tokyo + timedelta(hours=inside.hour))
        assert not hours.holds(tokyo + timedelta(hours=outside.hour))


@given(
    st.lists(st.floats(0.5, 400), max_size=25),
    st.lists(st.tuples(st.floats(0, 300), st.sampled_from(["acknowledged", "held", "released"])), max_size=4),
    st.sampled_from(["high", "medium"]),
)
def test_whenever_we_are_awake_every_level_is_told_once_and_none_early(pauses, deeds, importance):
    """Ticks come at any time, with hours of downtime between them: each level comes once, in order, never before time.

    Reminders stay under their cap, and an answer ends them.
    """
    owner = service(importance)
    happened: list = [signal()]
    now = 0.0
    for pause in [*pauses, 10_000.0]:
        now += pause
        happened += [
            entry(kind, when, f"U{place}", text="why")
            for place, (when, kind) in enumerate(deeds)
            if now - pause < when <= now
        ]
        while come := overdue(episode(*happened, of=owner), owner, at(now)):
            one = come[0]
            assert one.at <= at(now)
            if isinstance(one, Reminder):
                assert episode(*happened, of=owner).acknowledged is None
                happened.append(entry("reminded", now, f"r{len(happened)}", number=one.number))
            else:
                assert isinstance(one, Escalation)
                assert episode(*happened, of=owner).held is None
                happened.append(entry("escalated", now, f"e{len(happened)}", level=one.rung.level))
    told = episode(*happened, of=owner)
    levels = [level for level, _ in told.escalations]

    assert levels == sorted(set(levels))
    assert len(told.reminders) <= owner.attention.reminders
    assert levels == [2, 3, 4] or told.held is not None
