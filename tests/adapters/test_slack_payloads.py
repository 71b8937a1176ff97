"""Is what Slack sends read as what people meant?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapters.slack.client import Identity
from bot.adapters.slack.doors.messages import revision_of
from bot.adapters.slack.doors.payloads import arrival_of, call_of, is_only_a_link, mention_of
from bot.adapters.slack.doors.submissions import errors
from bot.domain.messages import File
from bot.speech import Place

US = Identity(team="T1", user="UBOT", bot="BBOT")

COMMAND = {
    "command": "/liveness",
    "text": "status  1h &lt;now&gt; <@U2|hana>",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.abc",
    "response_url": "http://127.0.0.1/r",
    "token": "verification",
}

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "trigger_id": "3.4.def",
    "response_url": "http://127.0.0.1/r2",
    "channel": {"id": "C1"},
    "container": {
        "type": "message",
        "channel_id": "C1",
        "message_ts": "10.1",
        "thread_ts": "9.1",
        "is_ephemeral": False,
    },
    "message": {"ts": "10.1", "thread_ts": "9.1"},
    "actions": [{"type": "button", "action_id": "status.refresh:liveness:1h", "block_id": "b", "value": "v"}],
}


def test_a_slash_command_becomes_an_ask_with_plain_words_and_a_way_back() -> None:
    call = call_of(arrival_of("command", COMMAND))
    assert call is not None
    assert (call.ask.command, call.ask.words, call.ask.by) == ("/liveness", "status 1h <now> <@U2|hana>", "U1")
    assert call.ask.where == Place("C1")
    assert call.origin.response_url == "http://127.0.0.1/r"
    assert call.origin.trigger == "1.2.abc"
    assert not call.origin.replaces


def test_a_second_delivery_has_the_same_id_and_no_verification_token_is_kept() -> None:
    first, second = arrival_of("command", COMMAND), arrival_of("command", dict(COMMAND))
    assert first.id == second.id == "command-1.2.abc"
    assert "token" not in first.body


def test_what_has_no_id_of_slack_s_own_is_named_by_its_content() -> None:
    one = arrival_of("view_closed", {"view": {"id": "V1"}, "token": "a"})
    again = arrival_of("view_closed", {"token": "b", "view": {"id": "V1"}})
    other = arrival_of("view_closed", {"view": {"id": "V2"}})
    assert one.id == again.id != other.id


def test_a_button_s_action_id_is_its_command_and_its_words() -> None:
    call = call_of(arrival_of("button", CLICK))
    assert call is not None
    assert (call.ask.command, call.ask.words) == ("status.refresh", "liveness 1h")
    assert call.ask.where == Place("C1", "9.1")
    assert call.ask.message_ts == "10.1"
    assert call.ask.values == {"value": "v"}
    assert call.origin.replaces


def test_a_button_of_a_message_that_has_replies_is_answered_where_it_was_clicked() -> None:
    """Slack gives a root with replies a `thread_ts` too, its own; who clicks in the channel looks at the channel."""
    there = {"ts": "9.1", "thread_ts": "9.1"}
    container = {"type": "message", "channel_id": "C1", "message_ts": "9.1", "thread_ts": "9.1"}
    call = call_of(arrival_of("button", {**CLICK, "container": container, "message": there}))
    assert call is not None
    assert call.ask.where == Place("C1")


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": "low success"}, "low success"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "static_select", "selected_option": {"value": "S1", "text": {}}}, "S1"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}, "a,b"),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, "U1,U2"),
        ({"type": "users_select", "selected_user": "U9"}, "U9"),
        ({"type": "conversations_select", "selected_conversation": "C9"}, "C9"),
        ({"type": "datepicker", "selected_date": "2026-11-22"}, "2026-11-22"),
        ({"type": "datetimepicker", "selected_date_time": 1_700_000_000}, "1700000000"),
    ],
)
def test_a_form_s_fields_come_back_under_their_block_s_name(element: dict[str, Any], value: str) -> None:
    metadata = {
        "command": "/incident",
        "words": "declare",
        "channel": "C1",
        "thread_ts": "9.1",
        "response_url": "http://r",
    }
    view = {"private_metadata": json.dumps(metadata), "state": {"values": {"severity:2": {"severity": element}}}}
    call = call_of(arrival_of("submission", {"user": {"id": "U1"}, "trigger_id": "t", "view": view}))
    assert call is not None
    assert (call.ask.command, call.ask.words) == ("/incident", "declare")
    assert call.ask.values == {"severity": value}
    assert call.ask.where == Place("C1", "9.1")
    assert call.origin.response_url == "http://r"


def test_a_message_shortcut_asks_about_its_message() -> None:
    body = {
        "type": "message_action",
        "callback_id": "report.message",
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "message": {
            "ts": "10.1",
            "thread_ts": "9.1",
            "user": "U2",
            "text": "Success &lt; 80 % &amp; <@U3> says:\n&gt; 認証に  失敗",
        },
        "message_ts": "10.1",
        "trigger_id": "t",
    }
    call = call_of(arrival_of("shortcut", body))
    assert call is not None
    assert (call.ask.command, call.ask.where, call.ask.message_ts) == ("report.message", Place("C1", "9.1"), "10.1")
    assert call.ask.values == {"text": "Success < 80 % & <@U3> says:\n> 認証に  失敗", "author": "U2"}


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ({"ts": "10.1", "bot_id": "B2", "text": "alarm"}, {"text": "alarm", "author": "B2"}),
        ({"ts": "10.1", "user": "U2", "text": None}, {"text": "", "author": "U2"}),
        ({"ts": "10.1"}, {"text": "", "author": ""}),
        (None, {}),
    ],
)
def test_a_shortcut_tells_what_its_message_said_and_who_did_where_there_is_one(
    message: dict[str, Any] | None, values: dict[str, str]
) -> None:
    body = {"callback_id": "report.message", "user": {"id": "U1"}, "trigger_id": "t", "message": message}
    call = call_of(arrival_of("shortcut", body))
    assert call is not None
    assert call.ask.values == values


@pytest.mark.parametrize("kind", ["command", "button", "shortcut", "submission", "nothing"])
@pytest.mark.parametrize(
    "body",
    [{}, {"actions": []}, {"user": None, "actions": [None]}, {"view": {"private_metadata": "no json"}}, {"view": 3}],
)
def test_a_payload_without_its_keys_is_no_request_and_no_crash(kind: str, body: dict[str, Any]) -> None:
    assert call_of(arrival_of(kind, body)) is None


def test_a_click_that_only_opens_an_address_asks_nothing() -> None:
    assert is_only_a_link({"actions": [{"action_id": "link.dashboard"}]})
    assert not is_only_a_link(CLICK)
    assert not is_only_a_link({})


def _mention(**event: object) -> Any:
    whole = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "10.1", "text": "<@UBOT> status 1h", **event}
    return mention_of(arrival_of("event:app_mention", {"event_id": "Ev1", "event": whole}), "UBOT")


def test_a_mention_is_answered_in_its_thread() -> None:
    ask = _mention()
    assert (ask.command, ask.words, ask.by, ask.where) == ("mention", "status 1h", "U1", Place("C1", "10.1"))
    assert _mention(thread_ts="9.1").where == Place("C1", "9.1")
    assert _mention(text="hey <@UBOT|liveness-bot> severity S1").words == "hey severity S1"


def test_bots_and_edits_give_us_no_orders() -> None:
    assert _mention(bot_id="B2") is None
    assert _mention(user=None) is None
    assert _mention(edited={"ts": "11.1"}) is None


SAID = {"type": "message", "channel": "C1", "user": "U1", "text": "down?", "ts": "10.1", "event_ts": "10.1"}


def _changed(message: dict[str, Any], previous: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "ts": "12.1",
        "event_ts": "12.1",
        "message": message,
        "previous_message": previous,
    }


@pytest.mark.parametrize("subtype", [None, "file_share", "me_message", "thread_broadcast"])
def test_whatever_somebody_said_is_a_first_revision(subtype: str | None) -> None:
    told = revision_of(
        {**SAID, "subtype": subtype, "thread_ts": "9.1", "files": [{"name": "a.png", "permalink": "http://f"}]}, US
    )
    assert told is not None
    assert (told.ts, told.revision, told.root_ts, told.author, told.text) == ("10.1", "10.1", "9.1", "U1", "down?")
    assert told.files == (File("a.png", permalink="http://f"),)


def test_a_thread_s_root_has_no_root() -> None:
    told = revision_of({**SAID, "thread_ts": "10.1"}, US)
    assert told is not None
    assert told.root_ts is None


def test_other_bots_speak_and_we_do_not_hear_ourselves() -> None:
    other = revision_of({"subtype": "bot_message", "channel": "C1", "bot_id": "B2", "text": "alarm", "ts": "10.1"}, US)
    assert other is not None
    assert other.author == "B2"
    assert revision_of({**SAID, "user": "UBOT"}, US) is None
    assert revision_of({"channel": "C1", "bot_id": "BBOT", "text": "x", "ts": "10.1"}, US) is None


@pytest.mark.parametrize(
    "subtype", ["channel_join", "channel_topic", "channel_name", "message_replied", "pinned_item", "reminder_add"]
)
def test_joins_topics_and_the_like_are_not_messages(subtype: str) -> None:
    assert revision_of({**SAID, "subtype": subtype}, US) is None


def test_an_edit_is_a_revision_at_the_event_s_moment() -> None:
    """`edited.ts` has whole seconds only: by it, an edit in the same second would come before what it changed."""
    told = revision_of(_changed({**SAID, "text": "up", "edited": {"ts": "10.0", "user": "U1"}}, SAID), US)
    assert told is not None
    assert (told.ts, told.revision, told.text, told.is_deletion) == ("10.1", "12.1", "up", False)


def test_an_unfurled_link_is_not_an_edit() -> None:
    assert revision_of(_changed({**SAID, "attachments": [{"title": "preview"}]}, SAID), US) is None


def test_a_deletion_leaves_only_the_fact_also_when_replies_keep_a_tombstone() -> None:
    deleted = {
        "subtype": "message_deleted",
        "channel": "C1",
        "ts": "13.1",
        "event_ts": "13.1",
        "deleted_ts": "10.1",
        "previous_message": SAID,
    }
    tombstone = _changed(
        {"subtype": "tombstone", "ts": "10.1", "user": "USLACKBOT", "text": "This message was deleted."}, SAID
    )
    for event, at in ((deleted, "13.1"), (tombstone, "12.1")):
        told = revision_of(event, US)
        assert told is not None
        assert (told.ts, told.revision, told.author, told.text, told.is_deletion) == ("10.1", at, "U1", "", True)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"text": "x"},
        {"subtype": "message_changed", "message": {}},
    ],
)
def test_a_message_event_without_its_keys_is_nothing_and_no_crash(event: dict[str, Any]) -> None:
    assert revision_of(event, US) is None


def test_a_form_s_error_stands_under_the_field_at_fault_or_under_the_last_one() -> None:
    view = {
        "blocks": [{"type": "section"}, {"type": "input", "block_id": "title:1"}, {"type": "input", "block_id": "why"}]
    }
    assert errors(view, "Too long.", "title") == {"response_action": "errors", "errors": {"title:1": "Too long."}}
    assert errors(view, "No.")["errors"] == {"why": "No."}
    assert errors(view, "No.", "gone")["errors"] == {"why": "No."}
    assert errors({}, "No.") == {}
