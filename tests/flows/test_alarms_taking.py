"""Does each signal find its thread, once, whatever its way and order?"""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.alarms.signal import Signal
from tests.alarms import NOON, service, signal
from tests.flows.alarm_world import CHANNEL, INCIDENTS, World


@pytest.fixture
def world() -> World:
    return World()


class TestOneMessage:
    """An episode is one root message, edited in place; the details go to its thread."""

    def test_a_firing_makes_a_message_that_calls_who_is_on_call_and_runs_the_runbook(self, world):
        world.signal(signal())
        root = world.root()

        assert (root.notice.template, root.notice.facts["state"], root.notice.facts["firings"]) == (
            "alarm/card",
            "ALARM",
            1,
        )
        assert root.notice.facts["mentions"] == [{"id": "U1AIKO", "name": "ops@company.com"}]
        assert len(world.triages) == 1

    def test_its_end_is_shown_in_the_same_message_and_calls_nobody(self, world):
        world.signal(signal(), signal("resolved", 12))
        root = world.root()

        assert (root.notice.facts["state"], root.notice.facts["seconds"], root.notice.facts["mentions"]) == (
            "OK",
            720,
            [],
        )
        assert world.thread() == ["alarm/over"]

    def test_the_same_change_delivered_twice_is_one(self, world):
        world.signal(signal(), signal(), signal("resolved", 12), signal("resolved", 12))

        assert (world.root().notice.facts["firings"], world.thread()) == (1, ["alarm/over"])

    def test_an_end_that_comes_before_its_beginning_leaves_no_alarm_firing(self, world):
        """Queues keep no order: the late beginning must not ring at night for an alarm that is over."""
        world.signal(signal("resolved", 12))
        assert world.roots() == []
        world.signal(signal())

        assert world.root().notice.facts["state"] == "OK"
        assert world.root().notice.facts["mentions"] == []
        assert world.triages == []

    def test_a_notification_calls_nobody_and_is_never_reminded_of(self):
        world = World(service("notification"))
        world.signal(signal())
        world.wait(200)

        assert world.root().notice.facts["mentions"] == []
        assert world.thread() == []

    def test_one_that_can_t_tell_any_more_says_so_in_its_thread_and_goes_on(self, world):
        world.signal(signal(), signal("unsure", 3))

        assert (world.root().notice.facts["state"], world.thread()) == ("INSUFFICIENT_DATA", ["alarm/unsure"])


class TestFiringAgain:
    """Within an hour the same thread is used; one that flaps is counted and no longer told."""

    def test_it_is_told_in_the_same_thread(self, world):
        world.signal(signal(), signal("resolved", 10), signal("firing", 20))

        assert world.thread() == ["alarm/over", "alarm/again"]
        assert world.root().notice.facts["firings"] == 2

    def test_one_that_flaps_is_counted_on_its_message_and_no_longer_told(self, world):
        for start in range(0, 40, 2):
            world.signal(signal("firing", start), signal("resolved", start + 1))

        assert world.root().notice.facts["firings"] == 20
        assert world.thread().count("alarm/flapping") == 1
        assert len(world.thread()) == 6

    def test_after_an_hour_of_quiet_it_is_a_new_message(self, world):
        world.signal(signal(), signal("resolved", 10))
        world.wait(75)
        world.signal(signal("firing", 80))

        assert [one.notice.facts["state"] for one in world.roots()] == ["OK", "ALARM"]
        assert world.roots()[0].notice.facts["is_closed"]

    def test_whoever_answered_is_not_called_again_by_a_flap(self, world):
        world.signal(signal())
        world.answering.acknowledge(world.ask(), world.owner, "")
        world.signal(signal("resolved", 2), signal("firing", 4))

        assert world.replies()[-1].notice.facts["mentions"] == []


class TestNobodys:
    """What no service claims is told where incidents are announced, and lives like any other."""

    def test_an_alert_of_no_service_goes_to_the_announcements(self, world):
        world.signal(Signal("alertmanager", "DiskFull", "f1", "firing", NOON, labels={"service": "unknown"}))
        (root,) = world.roots(INCIDENTS)

        assert (root.notice.facts["service"], root.notice.facts["labels"]) == ("unclaimed", {"service": "unknown"})
        assert world.triages == []

    def test_what_can_t_be_read_is_told_there_once(self, world):
        for _ in range(2):
            world.strange.note("queue", "m-1", "not_json", "hello")
        world.strange.note("queue", "m-2", "not_json", "again")
        world.settle()
        (root,) = world.roots(INCIDENTS)

        assert (root.notice.template, root.notice.facts["count"]) == ("alarm/strange", 2)


class TestStorms:
    """Above ten a minute alarms share a message; an urgent one has its own all the same."""

    def test_the_eleventh_and_what_follows_share_one_message(self):
        world = World(service("medium"))
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(30)))
        own = [one for one in world.roots() if one.notice.template == "alarm/card"]
        (group,) = [one for one in world.roots() if one.notice.template == "alarm/group"]

        assert len(own) == 10
        assert len(group.notice.facts["alarms"]) == 20
        assert len(world.triages) == 10

    def test_a_shared_message_holds_forty_and_then_there_is_another(self):
        world = World()
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(100)))
        groups = [one for one in world.roots() if one.notice.template == "alarm/group"]

        assert [len(one.notice.facts["alarms"]) for one in groups] == [40, 40, 10]

    def test_an_urgent_one_is_not_put_behind_a_hundred_others(self, world):
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(100)))
        world.signal(signal(alarm=world.owner.alarms[0].name))

        assert world.owner.alarms[0].name in [one.notice.facts.get("alarm") for one in world.roots()]

    def test_what_happens_to_one_of_them_shows_in_its_line(self):
        world = World()
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(12)))
        world.signal(signal("resolved", 3, alarm="FaceAuth-11"))
        world.answering.acknowledge(world.ask(), world.owner, "FaceAuth-10")
        world.settle()
        (group,) = [one for one in world.roots() if one.notice.template == "alarm/group"]
        told = {row["alarm"]: (row["state"], row["acknowledged_by"]) for row in group.notice.facts["alarms"]}

        assert told == {"FaceAuth-10": ("firing", "U2BEN"), "FaceAuth-11": ("resolved", None)}
        assert world.thread(group) == ["alarm/over"]

    def test_a_minute_later_alarms_have_their_own_messages_again(self):
        world = World()
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(12)))
        world.clock.advance(61)
        world.signal(signal(alarm="FaceAuth-later"))

        assert world.roots()[-1].notice.facts["alarm"] == "FaceAuth-later"

    def test_a_crash_between_an_alarm_and_its_place_in_the_group_is_made_up_for_by_the_next_delivery(self):
        world = World()
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(10)))

        record = world.store.record

        def dying(stream, *given, **more):
            if stream.kind == "group":
                raise KeyboardInterrupt
            return record(stream, *given, **more)

        world.store.record = dying
        with pytest.raises(KeyboardInterrupt):
            world.signal(signal(alarm="FaceAuth-lost"))
        world.store.record = record
        world.signal(signal(alarm="FaceAuth-lost"))
        (group,) = [one for one in world.roots() if one.notice.template == "alarm/group"]

        assert [row["alarm"] for row in group.notice.facts["alarms"]] == ["FaceAuth-lost"]


class TestBlindSpots:
    """An alarm that can't tell is reported, and never hidden among the quiet."""

    def test_one_of_ours_with_too_little_data_is_told_in_one_message(self, world):
        world.signal(signal("unsure"))

        assert (world.root().notice.template, [spot["why"] for spot in world.root().notice.facts["spots"]]) == (
            "alarm/blind",
            ["insufficient"],
        )

    def test_one_that_nobody_described_is_none_of_our_business(self, world):
        world.signal(signal("unsure", alarm="FaceAuth-other"))

        assert world.roots() == []


def test_two_who_take_the_same_signal_at_once_make_one_message(world):
    """Two replicas get the same message; the loser looks again and finds the winner's episode."""
    both = threading.Barrier(2, timeout=10)
    newest = world.store.newest
    seen = itertools.count()

    def slowly(line):
        found = newest(line)
        if next(seen) < 2:
            both.wait()
        return found

    world.store.newest = slowly
    with ThreadPoolExecutor(2) as replicas:
        for done in [replicas.submit(world.taking.take, [one]) for one in (signal(), signal("firing", 0.01))]:
            done.result()
    world.settle()

    assert world.root().notice.facts["firings"] == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["firing", "resolved", "unsure"]), st.integers(0, 50)), max_size=12),
    st.randoms(),
)
def test_however_signals_arrive_the_last_word_of_the_watcher_stands(told, chance):
    """Doubled and shuffled deliveries end in the state that the watcher saw last, in one message of this hour."""
    once = list({minute: signal(state, minute) for state, minute in told}.values())
    delivered = [*once, *chance.sample(once, len(once) // 2)]
    chance.shuffle(delivered)
    world = World(replace(service(), alarms=()))
    for one in delivered:
        world.signal(one)
    fired = any(one.state == "firing" for one in once)
    roots = world.roots(CHANNEL)

    assert len(roots) == (1 if fired else 0)
    if fired:
        last = max(once, key=lambda one: one.changed_at)
        assert (
            roots[0].notice.facts["state"]
            == {"firing": "ALARM", "resolved": "OK", "unsure": "INSUFFICIENT_DATA"}[last.state]
        )
