"""Do people get their way with alarms, and is everybody told who did what?"""

from __future__ import annotations

import pytest

from bot.domain.failures import Mistake
from bot.speech import Form, Reply
from tests.alarms import signal
from tests.flows.alarm_world import CHANNEL, DEV, World
from tests.liveness import LOW_SUCCESS


@pytest.fixture
def world() -> World:
    world = World()
    world.signal(signal())
    return world


def words(world: World, template: str) -> list[dict]:
    return [dict(one.notice.facts) for one in world.replies() if one.notice.template == template]


class TestTheClock:
    """Reminders until somebody answers, the ladder until the alarm is over."""

    def test_nobody_answers_for_three_hours(self, world):
        world.wait(180)

        assert [told["is_late"] for told in words(world, "alarm/reminder")] == [False, True, True, True]
        assert [told["level"] for told in words(world, "alarm/escalation")] == [2, 3, 4]
        assert world.root().notice.facts["level"] == 4
        assert world.root().notice.facts["is_late"]

    def test_a_level_with_a_channel_is_told_there_with_the_way_back(self, world):
        world.wait(31)
        (page,) = world.chat.messages[DEV]

        assert page.notice.template == "alarm/page"
        assert page.notice.facts["link"] == world.chat.permalink(CHANNEL, world.root().ts)

    def test_a_level_whose_channel_is_shut_to_us_is_told_so_in_the_thread(self, world):
        del world.chat.channels["face-auth-dev"]
        world.wait(31)

        assert words(world, "alarm/shut") == [{"channel": "face-auth-dev"}]
        assert [told["level"] for told in words(world, "alarm/escalation")] == [2]

    def test_contacts_that_slack_knows_are_called_and_the_others_shown(self, world):
        world.wait(121)
        (_, _, last) = words(world, "alarm/escalation")

        assert [one["mention"] for one in last["contacts"]] == [None, None]
        assert [one["email"] for one in last["contacts"]] == ["cto@company.com", None]

    def test_after_downtime_every_level_is_told_at_once_and_one_reminder(self, world):
        world.clock.advance(3 * 3600)
        world.tick()

        assert len(words(world, "alarm/reminder")) == 1
        assert [told["level"] for told in words(world, "alarm/escalation")] == [2, 3, 4]

    def test_an_alarm_that_is_over_is_left_alone(self, world):
        world.signal(signal("resolved", 1))
        world.wait(180)

        assert world.thread() == ["alarm/over"]


class TestAnswering:
    """Whoever answers is shown on the message; a second click, a late one and a stale one get a sentence."""

    def test_an_answer_is_shown_and_stops_the_reminders(self, world):
        reply = world.answering.acknowledge(world.ask(), world.owner, "")
        world.wait(45)

        assert (reply.template, reply.audience) == ("alarm/acknowledged", "private")
        assert world.root().notice.facts["acknowledged"]["by"] == "U2BEN"
        assert words(world, "alarm/reminder") == []
        assert [told["level"] for told in words(world, "alarm/escalation")] == [2]

    def test_the_second_of_two_is_told_who_was_first(self, world):
        world.answering.acknowledge(world.ask(), world.owner, "")
        reply = world.answering.acknowledge(world.ask("U3DANA"), world.owner, "")

        assert (reply.template, reply.facts["by"]) == ("alarm/is_acknowledged", "U2BEN")

    def test_a_request_that_is_taken_up_again_after_a_crash_gets_the_same_thanks(self, world):
        ask = world.ask()
        first = world.answering.acknowledge(ask, world.owner, "")

        assert world.answering.acknowledge(ask, world.owner, "") == first

    def test_an_answer_to_what_is_over_is_told_so(self, world):
        stream = world.store.find(kind="alarm")[0].id
        world.signal(signal("resolved", 1))

        assert world.answering.acknowledge(world.ask(), world.owner, stream).template == "alarm/is_over"

    @pytest.mark.parametrize(
        "word", [LOW_SUCCESS, "faceauth-liveness-lowsuccessrate", "LowSuccess", "ｌｏｗｓｕｃｃｅｓｓ"]
    )
    def test_an_alarm_is_known_by_its_name_or_a_part_of_it(self, world, word):
        assert world.answering.acknowledge(world.ask(), world.owner, word).facts["alarm"] == LOW_SUCCESS

    def test_in_its_thread_it_needs_no_name(self, world):
        world.signal(signal(alarm="FaceAuth-other"))
        root = next(one for one in world.roots() if one.notice.facts["alarm"] == LOW_SUCCESS)

        assert world.answering.acknowledge(world.ask(thread=root.ts), world.owner, "").facts["alarm"] == LOW_SUCCESS

    def test_which_one_is_asked_when_several_fire(self, world):
        world.signal(signal(alarm="FaceAuth-other"))
        with pytest.raises(Mistake) as mistake:
            world.answering.acknowledge(world.ask(), world.owner, "")

        assert (mistake.value.key, mistake.value.facts["firing"]) == (
            "which_alarm",
            sorted([LOW_SUCCESS, "FaceAuth-other"]),
        )

    def test_a_name_that_isn_t_firing_is_answered_with_the_nearest(self, world):
        with pytest.raises(Mistake) as mistake:
            world.answering.acknowledge(world.ask(), world.owner, "FaceAuth-Liveness-LowSucessRate")

        assert (mistake.value.key, mistake.value.facts["nearest"]) == ("no_such_alarm_firing", LOW_SUCCESS)


class TestSharedMessages:
    """Forty alarms in one message are reminded of once, and can be answered with one click."""

    @pytest.fixture
    def storm(self) -> World:
        world = World()
        world.signal(*(signal(alarm=f"FaceAuth-{n}") for n in range(15)))
        return world

    def group(self, world: World):
        return next(one for one in world.roots() if one.notice.template == "alarm/group")

    def test_one_speaks_for_all_of_them(self, storm):
        storm.wait(31)
        told = [one.notice for one in storm.replies(self.group(storm))]

        assert [(one.template, one.facts["others"]) for one in told] == [("alarm/reminder", 4)]

    def test_when_it_is_over_the_next_one_speaks(self, storm):
        storm.signal(signal("resolved", 1, alarm="FaceAuth-10"))
        storm.wait(31)
        told = [one.notice for one in storm.replies(self.group(storm)) if one.notice.template == "alarm/reminder"]

        assert [(one.facts["alarm"], one.facts["others"]) for one in told] == [("FaceAuth-11", 3)]

    def test_one_click_answers_all_of_them(self, storm):
        ask, name = storm.ask(), storm.store.find(kind="group")[0].id
        reply = storm.answering.acknowledge(ask, storm.owner, name)
        storm.wait(60)

        assert (reply.template, reply.facts["count"]) == ("alarm/acknowledged_all", 5)
        assert {row["acknowledged_by"] for row in self.group(storm).notice.facts["alarms"]} == {"U2BEN"}
        assert "alarm/reminder" not in storm.thread(self.group(storm))


class TestTheLadder:
    """It can be held with a reason, and let go on."""

    def test_held_it_stands_still_and_says_why(self, world):
        world.answering.hold(world.ask(), world.owner, (LOW_SUCCESS, "the", "developers", "are", "in", "the", "call"))
        world.wait(60)

        assert words(world, "alarm/held")[0]["reason"] == "the developers are in the call"
        assert words(world, "alarm/escalation") == []

    def test_let_go_it_catches_up(self, world):
        world.answering.hold(world.ask(), world.owner, (LOW_SUCCESS, "wait"))
        world.wait(40)
        world.answering.release(world.ask(), world.owner, "")
        world.wait(1)

        assert [told["level"] for told in words(world, "alarm/escalation")] == [2]

    def test_without_a_reason_a_form_asks_for_it(self, world):
        form = world.answering.hold(world.ask(), world.owner, ())

        assert isinstance(form, Form)
        assert form.words.startswith("hold alarm-liveness-")

    def test_a_contact_that_slack_can_t_reach_was_called(self, world):
        world.wait(61)
        stream = world.store.find(kind="alarm")[0].id
        for _ in range(2):
            world.answering.call(world.ask(), world.owner, stream, "3", "0")
        world.settle()

        assert [told["name"]["en"] for told in words(world, "alarm/called")] == ["Architect"]

    @pytest.mark.parametrize(("level", "contact"), [("9", "0"), ("3", "7"), ("3", "x"), ("", "")])
    def test_a_contact_that_there_is_not_was_not_called(self, world, level, contact):
        stream = world.store.find(kind="alarm")[0].id
        with pytest.raises(Mistake, match="stale_button"):
            world.answering.call(world.ask(), world.owner, stream, level, contact)


class TestSilence:
    """A silence has an end and a reason; it hides alarms that fire and that will fire, and then no more."""

    def silence(self, world: World, *said: str) -> Reply | Form:
        found = world.silencers.silence(world.ask(), world.owner, said)
        world.settle()
        return found

    def test_nobody_is_called_until_its_end_and_then_again(self, world):
        self.silence(world, LOW_SUCCESS, "1h", "load", "test")
        world.wait(59)
        assert world.thread() == ["alarm/hushed"]
        assert world.root().notice.facts["silenced"]["reason"] == "load test"
        world.wait(2)

        assert words(world, "alarm/silence_over")[0]["mentions"] == [{"id": "U1AIKO", "name": "ops@company.com"}]
        assert world.root().notice.facts["silenced"] is None

    def test_an_alarm_that_fires_while_it_is_silenced_calls_nobody(self, world):
        self.silence(world, "FaceAuth-*", "1h", "maintenance")
        world.signal(signal(alarm="FaceAuth-other"))
        root = world.roots()[-1]

        assert (root.notice.facts["mentions"], root.notice.facts["silenced"]["reason"]) == ([], "maintenance")

    def test_it_can_be_ended_early(self, world):
        self.silence(world, LOW_SUCCESS, "1h", "load test")
        world.silencers.unsilence(world.ask(), world.owner, (LOW_SUCCESS,))
        world.wait(20)

        assert len(words(world, "alarm/reminder")) == 1

    def test_ending_what_isn_t_silenced_is_answered_with_what_is(self, world):
        with pytest.raises(Mistake, match="not_silenced"):
            world.silencers.unsilence(world.ask(), world.owner, (LOW_SUCCESS,))

    def test_a_request_taken_up_again_after_a_crash_is_one_silence(self, world):
        ask = world.ask()
        for _ in range(2):
            world.silencers.silence(ask, world.owner, (LOW_SUCCESS, "1h", "load", "test"))
        world.settle()

        assert len(world.store.find(kind="silence")) == 1
        assert world.thread() == ["alarm/hushed"]

    def test_without_an_end_or_a_reason_a_form_asks(self, world):
        assert isinstance(self.silence(world, LOW_SUCCESS), Form)
        assert isinstance(self.silence(world, LOW_SUCCESS, "1h"), Form)

    def test_in_the_alarm_s_thread_it_needs_no_name(self, world):
        ask = world.ask(thread=world.root().ts)
        reply = world.silencers.silence(ask, world.owner, ("30m", "known"))

        assert reply.facts["alarm"] == LOW_SUCCESS

    @pytest.mark.parametrize(("lasts", "key"), [
        ("soon", "unreadable_duration"), ("1m", "silence_out_of_bounds"), ("99d", "silence_out_of_bounds"), ("999999999h", "unreadable_duration"),
    ])  # fmt: skip
    def test_an_end_that_can_t_be_understood_is_a_sentence_at_the_form_s_field(self, world, lasts, key):
        ask = world.ask(duration=lasts, reason="why")
        with pytest.raises(Mistake) as mistake:
            world.silencers.silence(ask, world.owner, (LOW_SUCCESS,))

        assert (mistake.value.key, mistake.value.field) == (key, "duration")

    @pytest.mark.parametrize("lasts", ["90分", "２時間", "1d", "30 min"])
    def test_lengths_are_understood_as_people_write_them(self, world, lasts):
        ask = world.ask(duration=lasts, reason="why")

        assert isinstance(world.silencers.silence(ask, world.owner, (LOW_SUCCESS,)), Reply)

    def test_a_reason_of_ten_thousand_characters_is_refused(self, world):
        with pytest.raises(Mistake, match="reason_is_long"):
            world.silencers.silence(world.ask(), world.owner, (LOW_SUCCESS, "1h", "x" * 10_000))


class TestTheFix:
    """Whoever knows what fixed it tells the next one."""

    def test_it_stands_on_the_message_and_is_found_by_its_words(self, world):
        world.signal(signal("resolved", 9))
        stream = world.store.find(kind="alarm")[0].id
        world.answering.fix(world.ask(), world.owner, (stream, "moved", "the", "alias", "back"))
        world.settle()

        assert world.root().notice.facts["fix"]["text"] == "moved the alias back"
        assert [head.id for head in world.store.alike({"alias", "moved", "back"}, kind="alarm")] == [stream]

    def test_without_words_a_form_asks_for_them(self, world):
        assert isinstance(world.answering.fix(world.ask(), world.owner, ()), Form)


def test_a_stream_of_a_service_that_is_described_no_more_is_left_alone(world):
    world.services.pop("liveness")
    world.wait(60)

    assert world.thread() == []
