"""Is everything kept before it is acknowledged, handled once, and answered whatever happens?"""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.adapters.slack.doors.listeners import EVENTS
from bot.domain.failures import Mistake, Outage
from bot.ports import Arrival
from bot.speech import Ask, Form, Place, Reply
from tests.adapters.doors import NOW, PATIENCE_SECONDS, House, event, house

__all__ = ["house"]


def _command(number: int = 1, text: str = "status 1h") -> dict[str, Any]:
    return {
        "command": "/liveness", "text": text, "user_id": "U1", "channel_id": "C1", "team_id": "T1",
        "trigger_id": f"{number}.1.a", "response_url": "http://127.0.0.1:9/r",
    }  # fmt: skip


def _submission(
    number: int = 1, metadata: str = '{"command": "/incident", "words": "declare", "channel": "C1"}'
) -> dict[str, Any]:
    view = {
        "id": "V1", "type": "modal", "callback_id": "declare", "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": "title"}, {"type": "input", "block_id": "why"}],
        "state": {"values": {"title": {"title": {"type": "plain_text_input", "value": "low"}}}},
    }  # fmt: skip
    return {
        "type": "view_submission",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "trigger_id": f"{number}.2.b",
        "view": view,
    }


def _click(number: int = 1, action_id: str = "status.refresh:liveness:1h") -> dict[str, Any]:
    return {
        "type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": f"{number}.3.c",
        "channel": {"id": "C1"}, "container": {"type": "message", "message_ts": "10.1", "channel_id": "C1"},
        "response_url": "http://127.0.0.1:9/r", "actions": [{"type": "button", "action_id": action_id, "block_id": "b"}],
    }  # fmt: skip


def test_a_command_is_kept_acknowledged_with_nothing_and_answered_once(house: House) -> None:
    answer = house.send(_command())
    assert (answer.status, answer.body) == (200, "")
    house.wait(lambda: not house.unsettled() and bool(house.delivery.delivered))
    ((said, origin),) = house.delivery.delivered
    assert said == Reply("status/card", {"words": "status 1h"})
    assert origin.response_url == "http://127.0.0.1:9/r"


def test_the_acknowledgement_does_not_wait_for_the_answer(house: House) -> None:
    """The answer is held back until the acknowledgement is there; were it awaited, this would never end."""
    held = threading.Event()

    def answer(ask: Ask) -> Reply:
        assert held.wait(PATIENCE_SECONDS)
        return Reply("status/card")

    house.answer = answer
    assert house.send(_command()).status == 200
    assert not house.delivery.delivered
    held.set()
    house.wait(lambda: bool(house.delivery.delivered))


def test_a_second_delivery_is_acknowledged_and_not_handled_again(house: House) -> None:
    assert house.send(_command()).status == 200
    assert house.send(_command()).status == 200
    house.wait(lambda: not house.unsettled() and bool(house.delivery.delivered))
    assert len(house.asked) == 1


def test_a_command_that_can_t_be_kept_is_told_so_privately_in_the_acknowledgement(house: House) -> None:
    house.store.is_failing = True
    answer = house.send(_command())
    assert answer.status == 200
    assert "not_written_down" in answer.body
    assert '"response_type": "ephemeral"' in answer.body
    assert not house.asked


@pytest.mark.parametrize(
    "body", [_click(), event(type="app_mention", user="U1", channel="C1", ts="1.1", text="<@UBOT> hi")]
)
def test_a_click_or_event_that_can_t_be_kept_is_not_acknowledged(house: House, body: dict[str, Any]) -> None:
    house.store.is_failing = True
    assert house.send(body).status == 503
    house.store.is_failing = False
    assert house.send(body).status == 200


def test_a_failure_is_explained_to_whoever_asked(house: House) -> None:
    def answer(ask: Ask) -> Reply:
        raise Mistake("unknown_verb", {"word": ask.words}, example="/liveness status")

    house.answer = answer
    house.send(_command(text="statsu"))
    house.wait(lambda: bool(house.delivery.delivered))
    assert house.delivery.delivered[0][0] == Reply(
        "failures/unknown_verb", {"example": "/liveness status"}, audience="private"
    )


def test_a_bug_is_explained_and_settled(house: House) -> None:
    house.answer = lambda ask: {}[ask.words]  # type: ignore[misc]
    house.send(_command())
    house.wait(lambda: bool(house.delivery.delivered) and not house.unsettled())
    assert house.delivery.delivered[0][0] == Reply("failures/outage", {"reason": "KeyError"}, audience="private")


def test_an_answer_that_can_t_be_delivered_is_taken_up_again_later(house: House) -> None:
    house.delivery.refusals = [Outage("slack", "server_error")]
    house.send(_command())
    house.wait(lambda: not house.delivery.refusals)
    assert house.desk.take_up(NOW) == 0, "what just came in is not late"
    house.clock.advance(60)
    house.wait(lambda: house.desk.take_up(house.clock.now()) == 1)
    house.wait(lambda: bool(house.delivery.delivered) and not house.unsettled())


def test_an_answer_that_could_not_be_delivered_for_an_hour_is_given_up(house: House) -> None:
    house.store.receive(Arrival("command-1", "command", _command()))
    house.clock.advance(7_200)
    house.delivery.refusals = [Outage("slack", "server_error")]
    assert house.desk.take_up(house.clock.now()) == 1
    house.wait(lambda: not house.unsettled())
    assert not house.delivery.delivered


def test_what_was_kept_before_a_crash_is_answered_after_it(house: House) -> None:
    house.store.receive(Arrival("command-1", "command", _command()))
    house.clock.advance(60)
    assert house.desk.take_up(house.clock.now()) == 1
    house.wait(lambda: not house.unsettled())
    assert [ask.id for ask in house.asked] == ["command-1"]


def test_a_form_that_came_too_late_says_what_to_type(house: House) -> None:
    house.answer = lambda ask: Form("incident/declare", command="/incident", words="declare S2")
    house.delivery.refusals = [Outage("slack", "expired_trigger_id", retry=False)]
    house.send(_command())
    house.wait(lambda: bool(house.delivery.delivered))
    assert house.delivery.delivered[0][0] == Reply(
        "failures/form_came_late", {"example": "/incident declare S2"}, audience="private"
    )


def test_a_click_on_a_button_that_nobody_knows_any_more_is_asked_and_answered(house: House) -> None:
    assert house.send(_click(action_id="no.such.button")).status == 200
    house.wait(lambda: bool(house.delivery.delivered))
    assert house.asked[0].command == "no.such.button"


def test_a_link_button_is_acknowledged_and_asks_nothing(house: House) -> None:
    assert house.send(_click(action_id="link.dashboard")).status == 200
    assert not house.unsettled()


def test_a_mention_is_answered_durably_in_its_thread_exactly_once(house: House) -> None:
    body = event(type="app_mention", user="U1", channel="C1", ts="1700000000.1", text="<@UBOT> status 1h")
    assert house.send(body).status == 200
    assert house.send(body).status == 200
    house.wait(lambda: bool(house.store.queued()))
    (effect,) = house.store.queued()
    assert (effect.key, effect.lane, effect.kind) == ("reply-event:app_mention-Ev1", "C1:1700000000.1", "say")
    assert effect.facts["where"] == {"channel": "C1", "thread_ts": "1700000000.1"}
    assert effect.facts["template"] == "status/card"
    assert effect.facts["marker"] == effect.key
    assert effect.facts["at"] == "2023-11-14T22:13:20.100000+00:00"
    assert not house.delivery.delivered


def test_a_mention_s_failure_is_whispered(house: House) -> None:
    def answer(ask: Ask) -> Reply:
        raise Mistake("unknown_verb")

    house.answer = answer
    house.send(event(type="app_mention", user="U1", channel="C1", ts="1.1", text="<@UBOT> hm"))
    house.wait(lambda: bool(house.delivery.delivered))
    assert house.delivery.delivered[0][1].where == Place("C1", "1.1")
    assert not house.store.queued()


def test_a_message_is_captured_before_it_is_acknowledged_where_messages_are_captured(house: House) -> None:
    house.store.watch(Place("C1", "9.1"), "incident-1")
    in_thread = {"type": "message", "channel": "C1", "user": "U1", "text": "in", "ts": "10.1", "thread_ts": "9.1"}
    elsewhere = {"type": "message", "channel": "C1", "user": "U1", "text": "out", "ts": "11.1"}
    assert house.send(event(1, **in_thread)).status == 200
    assert [one.text for one in house.store.messages("C1")] == ["in"]
    assert house.send(event(2, **elsewhere)).status == 200
    assert house.send(event(3, **in_thread)).status == 200
    assert [one.text for one in house.store.messages("C1")] == ["in"]


def test_a_message_that_can_t_be_captured_is_not_acknowledged(house: House) -> None:
    house.store.is_failing = True
    assert house.send(event(type="message", channel="C1", user="U1", text="x", ts="1.1")).status == 503


def test_our_own_messages_are_acknowledged_and_nothing_else(house: House) -> None:
    house.store.watch(Place("C1"), "incident-1")
    assert house.send(event(type="message", channel="C1", user="UBOT", bot_id="BBOT", text="x", ts="1.1")).status == 200
    assert not house.store.messages("C1")


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_type_that_we_subscribe_to_is_acknowledged_even_when_it_is_empty(house: House, kind: str) -> None:
    assert house.send(event(type=kind)).status == 200


@pytest.mark.parametrize(
    "subtype", ["message_changed", "message_deleted", "channel_join", "bot_message", "file_share", "never_heard_of"]
)
def test_every_message_subtype_is_acknowledged(house: House, subtype: str) -> None:
    assert house.send(event(type="message", subtype=subtype, channel="C1", ts="1.1")).status == 200


def test_an_event_that_we_know_nothing_of_is_acknowledged_and_forgotten(house: House) -> None:
    assert house.send(event(type="emoji_changed")).status == 200
    assert not house.unsettled()


def test_a_submitted_form_is_the_same_ask_as_the_typed_words(house: House) -> None:
    answer = house.send(_submission())
    assert (answer.status, answer.body) == (200, "")
    house.wait(lambda: bool(house.delivery.delivered) and not house.unsettled())
    (ask,) = house.asked
    assert (ask.command, ask.words, ask.values, ask.where) == ("/incident", "declare", {"title": "low"}, Place("C1"))


def test_a_mistake_in_a_form_is_shown_under_its_field_and_nothing_is_sent(house: House) -> None:
    def answer(ask: Ask) -> Reply:
        raise Mistake("title_too_long", field="title")

    house.answer = answer
    answer_body = house.send(_submission()).body
    assert '"response_action": "errors"' in answer_body
    assert '"title": "failures/title_too_long' in answer_body
    house.wait(lambda: not house.unsettled())
    assert not house.delivery.delivered


def test_a_form_whose_answer_takes_too_long_is_closed_and_answered_afterwards(house: House) -> None:
    held = threading.Event()

    def answer(ask: Ask) -> Reply:
        assert held.wait(PATIENCE_SECONDS)
        return Reply("incident/declared")

    house.answer = answer
    assert house.send(_submission()).body == ""
    assert not house.delivery.delivered
    held.set()
    house.wait(lambda: bool(house.delivery.delivered) and not house.unsettled())


def test_a_form_s_answer_may_be_the_next_form(house: House) -> None:
    house.answer = lambda ask: Form("incident/confirm", command="/incident", words="declare")
    assert '"response_action": "update"' in house.send(_submission()).body


@pytest.mark.parametrize(
    "body",
    [
        {"command": "/liveness"},
        {"type": "block_actions", "actions": [{"type": "button", "action_id": "x", "block_id": "y"}]},
        {"type": "view_submission", "view": {"callback_id": "x"}},
        {"type": "view_closed", "view": {"callback_id": "x"}},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "event_callback", "event": {"type": "message"}},
    ],
)
def test_a_payload_without_its_keys_is_acknowledged_and_never_crashes(house: House, body: dict[str, Any]) -> None:
    assert house.send(body).status == 200
    house.wait(lambda: not house.unsettled())
