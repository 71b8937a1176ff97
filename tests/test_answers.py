"""Does whatever people press, type or mention find its verb, its service and its right?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.answers import Answers
from bot.domain.failures import Mistake, Refusal
from bot.domain.rules import Rights, Rules
from bot.speech import Ask, Form, Place, Reply
from commands import verbs
from tests.alarms import service, signal
from tests.fakes import FakeCloud, FixedClock
from tests.liveness import LOW_SUCCESS
from tests.stories import stories

OPS, IMAGES = (
    service(),
    replace(service(), name="images", command="/images", channel="image-ops", alarms=(), alarm_prefixes=()),
)


def answers(rules: Rules | None = None) -> Answers:
    told = stories(FakeCloud(FixedClock(signal().changed_at)), OPS, IMAGES, rules=rules)
    told.taking.take([signal()])
    return Answers(told)


def ask(command: str, words: str = "", by: str = "U2BEN", channel: str = "C0LIVENESS", **values: str) -> Ask:
    return Ask(f"{command} {words}", by, Place(channel), command, words, values=values)


class TestRights:
    """Who may operate is decided in bot.yaml; guests may ask how things are, and no more."""

    @pytest.mark.parametrize(
        "words", ["ack", "alarms", "triage", "silence LowSuccess 1h why", "hold LowSuccess why", "fixed LowSuccess it"]
    )
    def test_a_guest_is_refused(self, words):
        with pytest.raises(Refusal) as refused:
            answers().answer(ask("/liveness", words, by="U9IVY"))

        assert (refused.value.key, refused.value.facts["right"]) == ("not_allowed", "operate")

    @pytest.mark.parametrize("words", ["status", "help", "report it is white"])
    def test_a_guest_may_ask_and_report(self, words):
        assert isinstance(answers().answer(ask("/liveness", words, by="U9IVY")), Reply)

    def test_nobody_may_where_nobody_is_named(self):
        with pytest.raises(Refusal):
            answers(Rules(rights=Rights(operate=()))).answer(ask("/liveness", "ack"))

    def test_a_button_needs_the_same_right_as_its_words(self):
        with pytest.raises(Refusal):
            answers().answer(ask("alarm.acknowledge", "liveness ", by="U9IVY"))


class TestButtons:
    """A button says a verb; its words begin with the service's name."""

    def test_every_button_says_one_verb(self):
        named = [verb.button for verb in verbs().values() if verb.button]

        assert len(named) == len(set(named))

    def test_the_button_of_an_alarm_answers_it(self):
        told = answers()
        stream = told.stories.ports.store.find(kind="alarm")[0].id

        assert told.answer(ask("alarm.acknowledge", f"liveness {stream}")).facts["alarm"] == LOW_SUCCESS

    def test_the_button_of_a_message_older_than_its_service_gets_a_sentence(self):
        with pytest.raises(Mistake, match="unknown_service"):
            answers().answer(ask("alarm.acknowledge", "gone alarm-1"))

    def test_the_button_of_nobody_s_alarm_works_too(self):
        told = answers()
        told.stories.taking.take([replace(signal(alarm="Billing"))])
        stream = told.stories.ports.store.find(kind="alarm", service="unclaimed")[0].id

        assert told.answer(ask("alarm.acknowledge", f"unclaimed {stream}")).template == "alarm/acknowledged"


class TestShortcuts:
    """A message becomes a report of the service whose channel it stands in, by a form that holds its words."""

    def test_the_form_holds_what_was_said_and_the_service_of_the_channel(self):
        form = answers().answer(ask("report", channel="C0IMAGES", text="the camera stays white"))

        assert isinstance(form, Form)
        assert (form.facts["service"], form.facts["text"], form.command) == (
            "images",
            "the camera stays white",
            "/images",
        )

    def test_elsewhere_the_service_can_be_chosen(self):
        form = answers().answer(ask("report", channel="C0GENERAL", text="white"))

        assert [one["name"] for one in form.facts["services"]] == ["liveness", "images"]

    def test_what_is_sent_goes_to_the_service_that_was_chosen(self):
        told = answers()
        told.answer(ask("/liveness", "report", text="white", service="images"))

        assert [head.service for head in told.stories.ports.store.find(kind="reports")] == ["images"]


def test_in_an_alarm_s_thread_a_mention_needs_no_name():
    told = answers()
    stream = told.stories.ports.store.find(kind="alarm")[0].id
    chat, store = told.stories.ports.chat, told.stories.ports.store
    store.note_sent(_sent(stream))
    mention = Ask("m", "U2BEN", Place("C0LIVENESS", "1.1"), "mention", "ack", message_ts="1.2")

    assert told.answer(mention).facts["alarm"] == LOW_SUCCESS
    assert chat.messages == {}


def _sent(stream: str):
    from bot.ports import Sent

    return Sent(f"card:{stream}", Place("C0LIVENESS"), "1.1", 1)
