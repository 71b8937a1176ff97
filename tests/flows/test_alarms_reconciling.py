"""Does a lost message hide nothing, and does a look that was out of date undo nothing?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alarms.signal import Signal
from bot.domain.failures import Outage
from bot.domain.knowledge import Failed
from bot.domain.queries import AlarmReading, Alarms
from bot.flows.alarms.reconciling import Reconciling, difference
from tests.alarms import NOON, at, episode, service, signal
from tests.fakes import FakeCloud
from tests.flows.alarm_world import INCIDENTS, World
from tests.liveness import LOW_SUCCESS


class FakeAlertmanager:
    """Alertmanager's list of what is active."""

    def __init__(self, *active: Signal) -> None:
        self.active = active
        self.is_down = False

    def firing(self) -> tuple[Signal, ...]:
        if self.is_down:
            raise Outage("alertmanager", "unreachable")
        return self.active


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def cloud(world) -> FakeCloud:
    cloud = FakeCloud(world.clock)
    cloud.put_alarm(LOW_SUCCESS, "OK")
    return cloud


def look(world: World, cloud: FakeCloud, alertmanager: FakeAlertmanager | None = None) -> None:
    Reconciling(world.taking, cloud, alertmanager).reconcile()
    world.settle()


class TestCloudWatch:
    """What DescribeAlarms tells is compared with the record."""

    def test_an_alarm_whose_message_was_lost_is_found(self, world, cloud):
        cloud.put_alarm(LOW_SUCCESS, "ALARM", reason="lost")
        look(world, cloud)

        assert (world.root().notice.facts["state"], world.root().notice.facts["reason"]) == ("ALARM", "lost")

    def test_an_end_whose_message_was_lost_is_found(self, world, cloud):
        world.signal(signal())
        world.clock.advance(600)
        cloud.put_alarm(LOW_SUCCESS, "OK")
        look(world, cloud)

        assert world.root().notice.facts["state"] == "OK"

    def test_an_alarm_that_was_deleted_while_it_fired_is_over(self, world, cloud):
        world.signal(signal(alarm="FaceAuth-deleted"))
        look(world, cloud)
        assert world.root().notice.facts["state"] == "ALARM"
        world.clock.advance(180)
        look(world, cloud)

        assert world.root().notice.facts["state"] == "OK"

    def test_looking_again_changes_nothing(self, world, cloud):
        cloud.put_alarm(LOW_SUCCESS, "ALARM")
        for _ in range(3):
            look(world, cloud)
            world.clock.advance(180)

        assert (world.root().notice.facts["firings"], world.thread()) == (1, [])

    def test_the_message_that_comes_after_the_look_is_the_same_firing(self, world, cloud):
        """The two ways tell the moment of a change a little differently."""
        cloud.put_alarm(LOW_SUCCESS, "ALARM")
        look(world, cloud)
        world.signal(signal(minutes=-0.02))

        assert world.root().notice.facts["firings"] == 1

    def test_a_look_that_failed_resolves_nothing(self, world, cloud):
        world.signal(signal())
        cloud.fail(Alarms, Failed("denied", "cloudwatch:DescribeAlarms", needs="cloudwatch:DescribeAlarms"))
        look(world, cloud)

        assert world.root().notice.facts["state"] == "ALARM"

    def test_a_look_that_is_older_than_what_was_told_since_undoes_nothing(self):
        stale = AlarmReading(LOW_SUCCESS, "OK", at(-30), "", actions_enabled=True)

        assert difference(stale, episode(signal()), at(1)) is None

    def test_but_not_for_ever(self):
        stale = AlarmReading(LOW_SUCCESS, "OK", at(-30), "", actions_enabled=True)

        assert difference(stale, episode(signal()), at(10)).state == "resolved"

    def test_an_alarm_that_fires_again_after_not_knowing_is_told(self):
        again = AlarmReading(LOW_SUCCESS, "ALARM", at(9), "", actions_enabled=True)

        assert difference(again, episode(signal(), signal("unsure", 5)), at(10)).state == "firing"


class TestBlindSpots:
    """Alarms that must exist and don't, that would tell nobody, or that have too little data."""

    def test_each_is_told_with_its_reason_in_one_message(self, world, cloud):
        names = ("FaceAuth-Missing", "FaceAuth-Mute", "FaceAuth-Unsure", LOW_SUCCESS)
        alarms = tuple(replace(world.owner.alarms[0], name=name) for name in names)
        world.services["liveness"] = replace(world.owner, alarms=alarms)
        cloud.put_alarm("FaceAuth-Mute", "OK", actions_enabled=False)
        cloud.put_alarm("FaceAuth-Unsure", "INSUFFICIENT_DATA")
        look(world, cloud)

        assert {spot["alarm"]: spot["why"] for spot in world.root().notice.facts["spots"]} == {
            "FaceAuth-Missing": "missing",
            "FaceAuth-Mute": "disabled",
            "FaceAuth-Unsure": "insufficient",
        }

    def test_what_can_be_seen_again_leaves_the_message_and_a_new_one_comes_only_after_a_quiet_hour(self, world, cloud):
        cloud.put_alarm(LOW_SUCCESS, "INSUFFICIENT_DATA")
        look(world, cloud)
        cloud.put_alarm(LOW_SUCCESS, "OK")
        look(world, cloud)
        assert world.root().notice.facts["spots"] == []
        cloud.put_alarm(LOW_SUCCESS, "INSUFFICIENT_DATA")
        look(world, cloud)

        assert [spot["why"] for spot in world.root().notice.facts["spots"]] == ["insufficient"]

    def test_looking_again_changes_nothing(self, world, cloud):
        cloud.put_alarm(LOW_SUCCESS, "INSUFFICIENT_DATA")
        look(world, cloud)
        seq = world.root().seq
        world.clock.advance(180)
        look(world, cloud)

        assert world.root().seq == seq


class TestAlertmanager:
    """Alertmanager forgets its resolved notices when it is killed, so its list is looked at."""

    alert = Signal("alertmanager", "deltaE-spike", "f1", "firing", NOON, severity="S1", labels={"service": "liveness"})

    def test_an_alert_that_is_gone_from_its_list_is_over(self, world, cloud):
        world.signal(self.alert)
        look(world, cloud, FakeAlertmanager())

        assert world.root().notice.facts["state"] == "OK"

    def test_an_alert_whose_hook_was_lost_is_found(self, world, cloud):
        look(world, cloud, FakeAlertmanager(self.alert))

        assert world.root().notice.facts["alarm"] == "deltaE-spike"

    def test_an_alertmanager_that_can_t_be_asked_ends_nothing(self, world, cloud):
        world.signal(self.alert)
        down = FakeAlertmanager()
        down.is_down = True
        look(world, cloud, down)

        assert world.root().notice.facts["state"] == "ALARM"

    def test_an_alert_that_alertmanager_keeps_from_people_is_not_told_by_a_look(self, world, cloud):
        look(world, cloud, FakeAlertmanager(replace(self.alert, is_suppressed=True)))

        assert world.roots() == []

    def test_nor_is_one_that_is_routed_to_others_and_that_no_service_claims(self, world, cloud):
        look(world, cloud, FakeAlertmanager(replace(self.alert, labels={"alertname": "Watchdog"})))

        assert world.roots(INCIDENTS) == []

    def test_nobody_s_alerts_end_too(self, world, cloud):
        world.signal(replace(self.alert, labels={}))
        look(world, cloud, FakeAlertmanager())
        (root,) = world.roots(INCIDENTS)

        assert root.notice.facts["state"] == "OK"

    def test_cloudwatch_s_alarms_are_none_of_its_business(self, world, cloud):
        world.signal(signal())
        cloud.put_alarm(LOW_SUCCESS, "ALARM")
        look(world, cloud, FakeAlertmanager())

        assert world.root().notice.facts["state"] == "ALARM"


def test_an_hour_without_blind_spots_ends_their_message(world, cloud):
    from bot.flows.alarms import blindness

    cloud.put_alarm(LOW_SUCCESS, "INSUFFICIENT_DATA")
    look(world, cloud)
    cloud.put_alarm(LOW_SUCCESS, "OK")
    look(world, cloud)
    world.clock.advance(timedelta(minutes=61).total_seconds())
    (stream,) = world.store.due(world.clock.now())
    blindness.close(stream, service(), store=world.store, clock=world.clock)
    cloud.put_alarm(LOW_SUCCESS, "INSUFFICIENT_DATA")
    look(world, cloud)

    assert len(world.roots()) == 2
