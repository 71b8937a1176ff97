"""Does our own judge of messages refuse what Slack refuses? One bad message for each rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks import check_message, faults

SAID = {"type": "mrkdwn", "text": "fine", "verbatim": True}
WORDS = {"type": "plain_text", "text": "fine"}
CONFIRM = {"title": WORDS, "text": WORDS, "confirm": WORDS, "deny": WORDS}
BUTTON = {"type": "button", "action_id": "a", "text": WORDS}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": SAID | more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def test_a_good_message_passes() -> None:
    check_message({"text": "<!subteam^S01ONCALL>", "blocks": [section(), actions(BUTTON | {"confirm": CONFIRM})]})


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([section()] * 51, "51 blocks"),
        ([section(text="x" * 2900)] * 5, "characters of blocks"),
        ([section(text="x" * 3001)], "3001 characters"),
        ([section(text=" ")], "empty"),
        ([section(text="<!here> look")], "calls everybody"),
        ([section(text="<!subteam^x> look")], "calls everybody"),
        ([section(verbatim=False)], "without verbatim"),
        ([{"type": "header", "text": SAID}], "must be plain_text"),
        ([{"type": "header", "text": WORDS | {"text": "x" * 151}}], "151 characters"),
        ([{"type": "section", "text": SAID, "colour": "red"}], "knows no 'colour'"),
        ([{"type": "marquee"}], "knows no block"),
        ([{"type": "context", "elements": []}], "0 elements"),
        ([{"type": "context", "elements": [SAID] * 11}], "11 elements"),
        ([actions(BUTTON, BUTTON)], "share the action_id"),
        ([actions(BUTTON | {"text": SAID})], "must be plain_text"),
        ([actions(BUTTON | {"text": WORDS | {"text": "x" * 76}})], "76 characters"),
        ([actions(BUTTON | {"style": "loud"})], "no such style"),
        ([actions(BUTTON | {"action_id": ""})], "no action_id"),
        ([section() | {"accessory": BUTTON | {"style": "loud"}}], "no such style"),
        ([actions(BUTTON | {"confirm": CONFIRM | {"deny": WORDS | {"text": "x" * 31}}})], "31 characters"),
        ([actions({"type": "static_select", "action_id": "a", "options": []})], "0 options"),
        ([{"type": "section", "block_id": "b", "text": SAID}] * 2, "share the block_id"),
        ([{"type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": ""}], "without alt_text"),
    ],
)
def test_a_bad_message_is_refused_with_its_reason(blocks: list[dict[str, Any]], reason: str) -> None:
    assert any(reason in fault for fault in faults({"text": "fine", "blocks": blocks}))


def test_a_message_without_text_is_refused() -> None:
    assert any("no text" in fault for fault in faults({"blocks": [section()]}))


def test_a_view_needs_a_short_title() -> None:
    view = {
        "type": "modal",
        "title": WORDS | {"text": "x" * 25},
        "submit": WORDS,
        "close": WORDS,
        "blocks": [section()],
    }

    assert any("title: 25 characters" in fault for fault in faults(view))
