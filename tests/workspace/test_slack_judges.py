"""Do the workspace's judge of blocks and Slack's own types agree? On everything that the bot says, and on what spoils it.

Each block that the bot sends is taken apart: a field left out, one too many, a value of another kind. Whatever the types
refuse, the server must refuse too, with a pointer to the place; what stays whole both must take.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import slack_types
from workspace.slack import Workspace
from workspace.slack.blocks.checks import checked_blocks
from workspace.slack.refusals import Refused

Json = dict[str, Any]
RENDERED = Path(__file__).parents[1] / "golden" / "rendered"

# Where the types are stricter than Slack: its servers take these (Slack docs, block reference; tried by others).
LENIENT = (
    re.compile(r"emoji|verbatim|multiline|optional|focus_on_load"),  # flags, which Slack also takes as text or number
)


def said() -> list[Json]:
    """Return one block of each make that the golden files hold."""
    found: dict[str, Json] = {}
    for path in sorted(RENDERED.rglob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for block in told.get("blocks") or []:
            found.setdefault(json.dumps([block["type"], sorted(block), _kinds(block)]), block)
    return list(found.values())


def _kinds(part: Any) -> list[str]:
    if isinstance(part, dict):
        return sorted({str(part.get("type")), *(kind for value in part.values() for kind in _kinds(value))})
    return sorted({kind for one in part for kind in _kinds(one)}) if isinstance(part, list) else []


def places(part: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to each field, however deep."""
    rows = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in rows:
        yield (*at, key)
        yield from places(value, (*at, key))


def spoiled(block: Json) -> Iterator[tuple[str, Json]]:
    """Yield the block with one thing wrong, and what that is."""
    for place in places(block):
        *way, last = place
        for how, value in (("gone", None), ("a number", 7), ("a list", []), ("a mapping", {"type": "nothing"})):
            made = copy.deepcopy(block)
            inner: Any = made
            for step in way:
                inner = inner[step]
            if how == "gone":
                del inner[last]
            else:
                inner[last] = value
            yield f"{'/'.join(map(str, place))} is {how}", made
    yield "one field too many", {**block, "colour": "red"}


def refusal(ws: Workspace, block: Json) -> list[str]:
    try:
        ws.on_loop(lambda: checked_blocks(ws.board.team, [block], "message"))
    except Refused as refused:
        return list(refused.extra["response_metadata"]["messages"]) if "response_metadata" in refused.extra else ["?"]
    return []


def test_everything_that_the_bot_says_is_taken_by_both(ws: Workspace) -> None:
    blocks = said()
    assert {block["type"] for block in blocks} >= {"section", "context", "actions", "header", "rich_text", "input"}
    for block in blocks:
        assert list(slack_types.complaints(block)) == []
        if block["type"] != "input" and "slack_file" not in block:
            assert refusal(ws, block) == [], block


def test_what_slacks_types_refuse_the_workspace_refuses_with_its_place(ws: Workspace) -> None:
    tried, missed = 0, []
    for block in said():
        for what, made in spoiled(block):
            if any(lenient.search(what) for lenient in LENIENT) or not any(slack_types.complaints(made)):
                continue
            tried += 1
            told = refusal(ws, made)
            if not told:
                missed.append(f"{block['type']}: {what}")
            elif not all(re.search(r"\[json-pointer:/blocks", line) for line in told):
                missed.append(f"{block['type']}: {what} is refused without a place: {told}")
    assert tried > 150
    assert missed == []


@pytest.mark.parametrize("kind", sorted(slack_types.known()))
def test_the_workspace_knows_every_block_that_slack_publishes(ws: Workspace, kind: str) -> None:
    """An empty one is refused for what it lacks, never for being unknown."""
    told = refusal(ws, {"type": kind})
    assert not any("unsupported" in line or "unknown" in line for line in told) or kind == "alert", told
