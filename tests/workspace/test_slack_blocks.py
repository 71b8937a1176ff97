"""Does the workspace refuse the layouts that Slack refuses, in its words?"""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.bolt_app import button, section
from workspace.slack import Workspace

OWN = "C01FACEOPS"
Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def words(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(number: int) -> Json:
    return {"text": plain(f"Option {number}"), "value": str(number)}


def acting(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**fields: Any) -> Json:
    return {"type": "static_select", "action_id": "s", **fields}


# What Slack's Block Kit reference allows, at the very limit.
GOOD: dict[str, Json] = {
    "section of 3000": section("x" * 3000),
    "ten fields of 2000": {"type": "section", "fields": [words("x" * 1000)] * 10},
    "header of 150": {"type": "header", "text": plain("x" * 150)},
    "ten context elements": {"type": "context", "elements": [words("x")] * 10},
    "25 buttons": acting(*[{"type": "button", "text": plain("x"), "action_id": f"a{n}"} for n in range(25)]),
    "button text of 75": button("a", "x" * 75, value="v" * 2000, style="danger"),
    "100 options": acting(select(options=[option(n) for n in range(100)])),
    "five in an overflow": {
        **section("x"),
        "accessory": {"type": "overflow", "action_id": "o", "options": [option(n) for n in range(5)]},
    },
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "table": {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100},
    "rich text": {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}
        ],
    },
    "divider": {"type": "divider"},
    "image": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
}
# One step further, each named by what is wrong with it.
BAD: dict[str, Json] = {
    "section of 3001": section("x" * 3001),
    "empty section": section(""),
    "section without text or fields": {"type": "section"},
    "eleven fields": {"type": "section", "fields": [words("x")] * 11},
    "field of 2001": {"type": "section", "fields": [words("x" * 2001)]},
    "header of 151": {"type": "header", "text": plain("x" * 151)},
    "mrkdwn header": {"type": "header", "text": words("x")},
    "eleven context elements": {"type": "context", "elements": [words("x")] * 11},
    "26 buttons": acting(*[{"type": "button", "text": plain("x"), "action_id": f"a{n}"} for n in range(26)]),
    "button text of 76": button("a", "x" * 76),
    "button value of 2001": button("a", value="x" * 2001),
    "unknown style": button("a", style="huge"),
    "mrkdwn button": acting({"type": "button", "action_id": "a", "text": words("x")}),
    "101 options": acting(select(options=[option(n) for n in range(101)])),
    "no options": acting(select(options=[])),
    "neither options nor groups": acting(select()),
    "option text of 76": acting(select(options=[{"text": plain("x" * 76), "value": "v"}])),
    "option value of 151": acting(select(options=[{"text": plain("x"), "value": "v" * 151}])),
    "same action twice": acting(button("a")["elements"][0], button("a")["elements"][0]),
    "unknown block": {"type": "hologram"},
    "unknown property": {**section("x"), "colour": "red"},
    "image without alt text": {"type": "image", "image_url": "https://example.com/a.png"},
    "block_id of 256": {**section("x"), "block_id": "b" * 256},
    "action_id of 256": button("a" * 256),
    "table of 101 rows": {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101},
    "table of 21 columns": {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]},
    "alert outside modals": {"type": "alert", "text": plain("x")},
    "rich text of nonsense": {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
    "confirm without title": button("a", confirm={"text": plain("x"), "confirm": plain("y"), "deny": plain("n")}),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_slack_takes_is_taken(web: WebClient, name: str) -> None:
    assert web.chat_postMessage(channel=OWN, text="x", blocks=[GOOD[name]])["ok"]


@pytest.mark.parametrize("name", BAD)
def test_what_slack_refuses_is_refused_with_a_pointer(web: WebClient, name: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=OWN, text="x", blocks=[BAD[name]])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert all("[json-pointer:/blocks/0" in line for line in answer["response_metadata"]["messages"])


def refusal(web: WebClient, **content: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=OWN, text="x", **content)
    return str(caught.value.response["error"])


def test_a_message_has_its_limits_as_a_whole(web: WebClient) -> None:
    divider = {"type": "divider"}
    assert web.chat_postMessage(channel=OWN, text="x", blocks=[divider] * 50)["ok"]
    assert refusal(web, blocks=[divider] * 51) == "invalid_blocks"
    assert refusal(web, blocks=[{**divider, "block_id": "same"}] * 2) == "invalid_blocks"
    assert refusal(web, blocks=[section("x" * 2700)] * 5) == "msg_blocks_too_long"
    assert refusal(web, blocks="nonsense") == "invalid_blocks_format"
    assert refusal(web, attachments=[{"text": "x", "fallback": "x"}] * 101) == "too_many_attachments"
    assert refusal(web, metadata={"event_type": "x"}) == "invalid_metadata_schema"
    cut = web.chat_postMessage(channel=OWN, text="x" * 40_001)["message"]["text"]
    assert len(cut) == 40_000


def test_ids_that_were_left_out_are_made_up(ws: Workspace, web: WebClient) -> None:
    block = acting({"type": "button", "text": plain("x")})
    posted = web.chat_postMessage(channel=OWN, text="x", blocks=[block])["message"]["blocks"][0]
    assert posted["block_id"]
    assert posted["elements"][0]["action_id"]
