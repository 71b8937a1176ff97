"""Would Slack take this message? Judged by slack_sdk, slackblocks, Slack's own types, and the limits none of them knows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import slackblocks
from slack_sdk.models.blocks import Block

from tests import slack_types

Json = Mapping[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
CHARACTERS = 13_000
TEXT = 4_000
ELEMENTS = {"context": 10, "actions": 25}
OPTIONS, OVERFLOW_OPTIONS = 100, 5
LENGTHS = {"text": 3_000, "header": 150, "button": 75, "label": 2_000, "placeholder": 150, "option": 75, "title": 24}
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
KNOWN_KEYS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "header": {"type", "block_id", "text"},
    "context": {"type", "block_id", "elements"},
    "actions": {"type", "block_id", "elements"},
    "divider": {"type", "block_id"},
    "image": {"type", "block_id", "alt_text", "title", "image_url", "slack_file"},
    "rich_text": {"type", "block_id", "elements"},
    "input": {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"},
    "button": {
        "type",
        "action_id",
        "text",
        "value",
        "url",
        "style",
        "confirm",
        "accessibility_label",
    },
}
MENTIONS = re.compile(r"<!(?:channel|here|everyone|subteam(?!\^S[A-Z0-9]{7,}>))")
"""Everybody is never called; a user group is where its id is meant (an alarm's contacts)."""


def check_message(payload: Json) -> None:
    """Fail with every reason why Slack would refuse a message (`text`, `blocks`) or a view (`type`, `blocks`)."""
    found = faults(payload)
    assert not found, "Slack would not take this:\n" + "\n".join(found)


def faults(payload: Json) -> list[str]:
    """Return every reason why Slack would refuse it, or show it badly."""
    blocks: Sequence[Json] = payload.get("blocks", [])
    surface = str(payload.get("type", "message"))
    return [
        *_of_the_whole(payload, blocks, surface),
        *(fault for at, block in enumerate(blocks) for fault in _of_block(f"blocks[{at}]", block)),
        *(f"two blocks share the block_id {name!r}" for name in _twice(block.get("block_id") for block in blocks)),
        *(f"two elements share the action_id {name!r}" for name in _twice(_action_ids(blocks))),
    ]


def _of_the_whole(payload: Json, blocks: Sequence[Json], surface: str) -> Iterator[str]:
    if len(blocks) > BLOCKS.get(surface, 50):
        yield f"{len(blocks)} blocks; a {surface} takes {BLOCKS.get(surface, 50)}"
    weight = len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))
    if weight > CHARACTERS and surface == "message":
        yield f"{weight} characters of blocks; users report that Slack refuses more than about 13,200"
    if surface == "message":
        if not str(payload.get("text", "")).strip():
            yield "no text: notifications and screen readers would say nothing"
        if len(str(payload.get("text", ""))) > TEXT:
            yield f"text has {len(payload['text'])} characters; chat.update takes {TEXT}"
        yield from _mentions("text", str(payload.get("text", "")))
    if surface == "modal":
        for name in ("title", "submit", "close"):
            yield from _plain(name, payload.get(name), LENGTHS["title"])


def _of_block(where: str, block: Json) -> Iterator[str]:
    kind = str(block.get("type"))
    yield from _by_the_libraries(where, block)
    yield from (f"{where}: {kind} knows no {key!r}" for key in set(block) - KNOWN_KEYS.get(kind, set()))
    if kind == "section":
        yield from _text(f"{where}.text", block.get("text", {}))
        if block.get("accessory", {}).get("type", "image") != "image":
            yield from _of_element(f"{where}.accessory", block["accessory"])
    elif kind == "header":
        yield from _plain(f"{where}.text", block.get("text"), LENGTHS["header"])
    elif kind in ELEMENTS:
        if not 1 <= len(block["elements"]) <= ELEMENTS[kind]:
            yield f"{where}: {len(block['elements'])} elements in {kind}"
        judge = _text if kind == "context" else _of_element
        yield from (fault for element in block["elements"] for fault in judge(f"{where}.elements", element))
    elif kind == "image" and not str(block.get("alt_text", "")).strip():
        yield f"{where}: a picture without alt_text"
    elif kind == "input":
        yield from _plain(f"{where}.label", block.get("label"), LENGTHS["label"])
        yield from _of_element(f"{where}.element", block["element"])


def _of_element(where: str, element: Json) -> Iterator[str]:
    if not element.get("action_id"):
        yield f"{where}: no action_id"
    if element["type"] == "button":
        yield from (f"{where}: button knows no {key!r}" for key in set(element) - KNOWN_KEYS["button"])
        yield from _plain(f"{where}.text", element.get("text"), LENGTHS["button"])
        if element.get("style", "primary") not in {"primary", "danger"}:
            yield f"{where}: no such style {element['style']!r}"
    for part, text in element.get("confirm", {}).items():
        if part != "style":
            yield from _plain(f"{where}.confirm.{part}", text, CONFIRM[part])
    if "placeholder" in element:
        yield from _plain(f"{where}.placeholder", element["placeholder"], LENGTHS["placeholder"])
    if "options" in element:
        most = OVERFLOW_OPTIONS if element["type"] == "overflow" else OPTIONS
        if not 1 <= len(element["options"]) <= most:
            yield f"{where}: {len(element['options'])} options"
        for option in element["options"]:
            yield from _plain(f"{where}.option", option["text"], LENGTHS["option"])


def _text(where: str, text: Json) -> Iterator[str]:
    said = str(text.get("text", ""))
    if not said.strip():
        yield f"{where}: empty"
    if len(said) > LENGTHS["text"]:
        yield f"{where}: {len(said)} characters"
    if text.get("type") == "mrkdwn":
        if text.get("verbatim") is not True:
            yield f"{where}: without verbatim, Slack would look for links and names in it by itself"
        yield from _mentions(where, said)


def _plain(where: str, text: Json | None, most: int) -> Iterator[str]:
    if not text or text.get("type") != "plain_text":
        yield f"{where}: must be plain_text"
    elif not 1 <= len(str(text["text"]).strip()) <= len(str(text["text"])) <= most:
        yield f"{where}: {len(text['text'])} characters, from 1 to {most} are allowed"


def _mentions(where: str, said: str) -> Iterator[str]:
    yield from (f"{where}: calls everybody with {mention}>" for mention in MENTIONS.findall(said))


def _by_the_libraries(where: str, block: Json) -> Iterator[str]:
    yield from (f"{where}: Slack's types: {complaint}" for complaint in slack_types.complaints(block))
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            yield f"{where}: slack_sdk knows no block {block.get('type')!r}"
        else:
            parsed.validate_json()
    except Exception as refusal:  # noqa: BLE001 - whatever the models raise is their way of refusing
        yield f"{where}: slack_sdk: {refusal}"
    try:
        slackblocks.Block.from_dict(dict(block))
    except NotImplementedError:
        pass  # actions, inputs and rich text can't be read back by it yet
    except Exception as refusal:  # noqa: BLE001 - as above
        yield f"{where}: slackblocks: {refusal}"


def _action_ids(blocks: Sequence[Json]) -> Iterator[str | None]:
    for block in blocks:
        yield from (element.get("action_id") for element in block.get("elements", []) if block["type"] == "actions")
        yield from (block[name].get("action_id") for name in ("element", "accessory") if name in block)


def _twice(names: Iterator[str | None]) -> list[str]:
    return [name for name, count in Counter(filter(None, names)).items() if count > 1]
