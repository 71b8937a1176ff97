"""Do alarms come through what nobody plans for: odd names, changed files, wrong clocks, clicks that come too late?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alarms.signal import Signal
from bot.domain.failures import Mistake, Outage
from bot.domain.service import Service
from bot.speech import Form, Reply
from tests.alarms import NOON, service, signal
from tests.flows.alarm_world import INCIDENTS, World
from tests.liveness import LOW_SUCCESS

JAPANESE = "FaceAuth-認証エラー率（本番）"


@pytest.fixture
def world() -> World:
    return World()


def alert(state="firing", minutes: float = 0, name: str = "DiskFull", **labels: str) -> Signal:
    return Signal("alertmanager", name, f"f-{name}", state, NOON + timedelta(minutes=minutes), labels=labels)


def only_stream(world: World) -> str:
    (head,) = world.store.find(kind="alarm")
    return head.id


class TestNames:
    """An alarm may be called anything; whoever types or clicks its name finds it."""

    @pytest.mark.parametrize("name", [JAPANESE, "FaceAuth-ＣＰＵ", "FaceAuth-a:b  c", "FaceAuth-ﾃﾞｨｽｸ", "FaceAuth-*b*"])
    def test_a_name_is_found_as_it_stands_on_the_message(self, world, name):
        world.signal(signal(alarm=name))

        assert world.answering.acknowledge(world.ask(), world.owner, name).facts["alarm"] == name

    def test_a_name_typed_full_width_is_found_where_only_the_file_knows_it(self, world):
        said = ("ＦａｃｅＡｕｔｈ-Liveness-LowSuccessRate", "１ｈ", "load", "test")

        assert world.silencers.silence(world.ask(), world.owner, said).facts["alarm"] == LOW_SUCCESS

    @pytest.mark.parametrize("name", ["group-replication-lag", "alarm-latency", "silence-detector"])
    def test_a_name_may_look_like_one_of_ours(self, name):
        world = World(replace(service(), alarm_prefixes=("group-", "alarm-", "silence-")))
        world.signal(signal(alarm=name))
        reply = world.answering.acknowledge(world.ask(), world.owner, name)

        assert (reply.template, reply.facts["alarm"]) == ("alarm/acknowledged", name)

    @pytest.mark.parametrize("name", [JAPANESE, "FaceAuth-two  spaces", "FaceAuth-1h", "FaceAuth-30 min"])
    def test_the_form_of_a_button_finds_its_alarm_though_it_is_over_by_then(self, world, name):
        world.signal(signal(alarm=name))
        form = world.silencers.silence(world.ask(), world.owner, (only_stream(world),))
        assert isinstance(form, Form)
        world.signal(signal("resolved", 1, alarm=name))
        words = tuple(form.words.split()[1:])
        reply = world.silencers.silence(world.ask(duration="1h", reason="load test"), world.owner, words)

        assert isinstance(reply, Reply)
        assert reply.facts["alarm"] == name

    def test_what_fixed_it_can_be_said_by_name_once_it_is_over(self, world):
        world.signal(signal(), signal("resolved", 9))
        world.answering.fix(world.ask(), world.owner, ("LowSuccessRate", "moved", "the", "alias", "back"))
        world.wait(70)
        world.answering.fix(world.ask(), world.owner, ("LowSuccessRate", "and", "added", "a", "test"))
        world.settle()

        assert world.root().notice.facts["is_closed"]
        assert world.root().notice.facts["fix"]["text"] == "and added a test"

    @pytest.mark.parametrize("name", ["FaceAuth-OtherOne", "FaceAuth-other one"])
    def test_a_reason_given_in_a_thread_is_no_name_of_another_alarm(self, world, name):
        """`the` is a part of the other alarm's name, and the first word of the reason."""
        world.signal(signal())
        root = world.root()
        world.signal(signal(alarm=name))
        ask = world.ask(thread=root.ts)
        reply = world.answering.hold(ask, world.owner, ("the", "developers", "are", "on", "it"))
        world.settle()

        assert reply.facts["alarm"] == LOW_SUCCESS
        assert [one.notice.facts["reason"] for one in world.replies(root)] == ["the developers are on it"]

    def test_a_name_of_several_words_may_come_before_the_reason(self, world):
        world.signal(signal(alarm="FaceAuth-p99 of  the morning"))
        said = ("faceauth-P99", "of", "the", "morning", "we", "know")
        reply = world.answering.hold(world.ask(), world.owner, said)
        world.settle()

        assert reply.facts["alarm"] == "FaceAuth-p99 of  the morning"
        assert world.replies()[-1].notice.facts["reason"] == "we know"


class TestChangedFiles:
    """Between two starts a service may claim an alarm, or be gone; the alarm is neither lost nor in two places."""

    @staticmethod
    def claims_it(world: World) -> None:
        world.services[world.owner.name] = replace(world.owner, alertmanager_match={"team": "faces"})

    def test_an_alarm_that_a_service_claims_while_it_fires_ends_where_it_began(self, world):
        world.signal(alert(team="faces"))
        self.claims_it(world)
        world.signal(alert(team="faces"), alert("resolved", 5, team="faces"))

        assert world.roots() == []
        assert world.roots(INCIDENTS)[0].notice.facts["state"] == "OK"

    def test_the_next_time_it_is_told_to_who_claims_it(self, world):
        world.signal(alert(team="faces"), alert("resolved", 5, team="faces"))
        self.claims_it(world)
        world.signal(alert("resolved", 5, team="faces"), alert("firing", 9, team="faces"))

        assert [one.notice.facts["state"] for one in world.roots()] == ["ALARM"]
        assert world.roots(INCIDENTS)[0].notice.facts["firings"] == 1

    def test_an_alarm_of_a_service_that_is_gone_fires_as_nobody_s_and_ends(self, world):
        """Its watcher repeats what it told before: the same change must count once more, where people can see it."""
        world.signal(signal())
        del world.services["liveness"]
        world.signal(signal())
        assert world.roots(INCIDENTS)[0].notice.facts["state"] == "ALARM"
        world.signal(signal("resolved", 5))

        assert world.roots(INCIDENTS)[0].notice.facts["state"] == "OK"


class TestClocks:
    """Our clock and the watcher's differ, and either may jump."""

    def test_an_answer_counts_though_our_clock_was_set_back_before_it(self, world):
        world.signal(signal())
        world.clock.advance(-3600)
        world.answering.acknowledge(world.ask(), world.owner, "")
        world.answering.hold(world.ask(), world.owner, (LOW_SUCCESS, "they", "are", "on", "it"))
        world.wait(180)

        assert world.root().notice.facts["acknowledged"]["by"] == "U2BEN"
        assert world.thread() == ["alarm/held"]

    def test_a_clock_that_is_set_back_repeats_nothing(self, world):
        world.wait(0)
        world.signal(signal())
        world.wait(40)
        told = world.thread()
        world.clock.advance(-3600)
        world.wait(60)

        assert world.thread() == told

    def test_a_clock_that_jumps_a_day_ahead_tells_every_level_once(self, world):
        world.signal(signal())
        world.clock.advance(24 * 3600)
        world.wait(180)

        assert world.thread().count("alarm/reminder") == 1
        assert [one.notice.facts["level"] for one in world.replies() if one.notice.template == "alarm/escalation"] == [
            2, 3, 4,
        ]  # fmt: skip

    def test_an_alarm_told_of_next_year_still_ends(self, world):
        world.signal(signal("firing", 60 * 24 * 365))
        world.clock.advance(600)
        world.signal(signal("resolved", 10))

        assert world.root().notice.facts["state"] == "OK"
        assert world.root().notice.facts["seconds"] == 600

    def test_after_our_own_clock_was_set_back_alarms_still_end(self, world):
        world.signal(signal())
        world.clock.advance(-2 * 3600)
        world.signal(signal("resolved", 3))

        assert world.root().notice.facts["state"] == "OK"


class TestSilencesThatCross:
    """A silence holds for the flaps that follow, and ending it twice is no fault."""

    def test_an_alarm_silenced_between_two_flaps_calls_nobody_when_it_fires_again(self, world):
        world.signal(signal(), signal("resolved", 1))
        world.silencers.silence(world.ask(), world.owner, (LOW_SUCCESS, "1h", "load", "test"))
        world.clock.advance(600)
        world.signal(signal("firing", 10))
        world.wait(45)

        assert world.root().notice.facts["mentions"] == []
        assert world.replies()[-1].notice.facts["mentions"] == []
        assert world.thread() == ["alarm/over", "alarm/again"]

    def test_a_silence_that_ends_while_slack_is_out_is_told_when_it_is_back(self, world):
        """Its end counts from when it was to be, and the reminder that it let through comes after it."""
        world.signal(signal())
        world.silencers.silence(world.ask(), world.owner, (LOW_SUCCESS, "1h", "load", "test"))
        world.settle()
        world.chat.refusing = Outage("slack", "unreachable")
        with pytest.raises(Outage):
            world.wait(61)
        world.chat.refusing = None
        world.wait(20)

        assert world.thread() == ["alarm/hushed", "alarm/silence_over", "alarm/reminder"]
        assert world.root().notice.facts["silenced"] is None

    def test_a_list_s_button_for_a_silence_that_is_over_names_the_alarm(self, world):
        world.silencers.silence(world.ask(), world.owner, (LOW_SUCCESS, "1h", "load", "test"))
        (head,) = world.store.find(kind="silence")
        world.silencers.unsilence(world.ask(), world.owner, (head.id,))
        with pytest.raises(Mistake) as mistake:
            world.silencers.unsilence(world.ask(), world.owner, (head.id,))

        assert (mistake.value.key, mistake.value.facts["word"]) == ("not_silenced", LOW_SUCCESS)

    def test_two_who_end_a_silence_at_once_end_it_once(self, world):
        world.signal(signal())
        world.silencers.silence(world.ask(), world.owner, (LOW_SUCCESS, "1h", "load", "test"))
        record, asks = world.store.record, [world.ask("U3DANA")]

        def overtaken(stream, *given, **more):
            if asks and stream.kind == "silence":
                world.silencers.unsilence(asks.pop(), world.owner, (LOW_SUCCESS,))
            return record(stream, *given, **more)

        world.store.record = overtaken
        reply = world.silencers.unsilence(world.ask(), world.owner, (LOW_SUCCESS,))
        world.settle()

        assert (asks, reply.template) == ([], "alarm/unsilenced")
        assert world.thread().count("alarm/unhushed") == 1


class TestWhoSpeaksForAGroup:
    """An alarm that shares a message is spoken for only by one whose clocks run as its own do."""

    def told(self, world: World) -> list[tuple[str, str]]:
        group = next(one for one in world.roots() if one.notice.template == "alarm/group")
        return [(one.notice.template, one.notice.facts["alarm"]) for one in world.replies(group)]

    def storm(self, owner: Service | None = None) -> World:
        """Return a world in which FaceAuth-10 and those after it share a message."""
        world = World(owner or service())
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(15)))
        return world

    def test_notifications_that_came_first_keep_nobody_quiet(self):
        world = World()
        world.signal(*(replace(alert(name=f"N-{n}", service="liveness"), severity="S3") for n in range(12)))
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(12)))
        world.wait(61)

        assert ("alarm/reminder", "FaceAuth-10") in self.told(world)
        assert ("alarm/escalation", "FaceAuth-10") in self.told(world)

    def test_one_whose_ladder_is_held_holds_only_its_own(self):
        world = self.storm()
        world.answering.hold(world.ask(), world.owner, ("FaceAuth-10", "they", "are", "on", "it"))
        world.wait(61)

        assert [alarm for template, alarm in self.told(world) if template == "alarm/escalation"] == ["FaceAuth-11"]

    def test_one_that_fired_again_much_later_does_not_speak_for_the_first(self):
        world = self.storm()
        world.signal(signal("resolved", 2, alarm="FaceAuth-10"))
        world.wait(50)
        world.signal(signal("firing", 50, alarm="FaceAuth-10"))
        world.wait(61)
        levels = [
            (one.notice.facts["alarm"], one.notice.facts["level"])
            for root in world.roots()
            if root.notice.template == "alarm/group"
            for one in world.replies(root)
            if one.notice.template == "alarm/escalation"
        ]

        assert levels == [("FaceAuth-11", 2), ("FaceAuth-11", 3), ("FaceAuth-10", 2)]
