"""Would Slack take this message or view, and if not, what would it say?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workspace.slack.blocks.rules import fault, typed
from workspace.slack.blocks.shapes import SURFACES
from workspace.slack.refusals import Json, Refused
from workspace.slack.state.ids import new_id
from workspace.slack.state.messages import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspace.slack.state.team import Team

BLOCKS_PER_SURFACE = {"message": 50, "modal": 100, "home": 100}  # Slack docs, Block Kit: blocks
BLOCK_TEXT_LIMIT = 13_200  # observed, not documented: msg_blocks_too_long is reported at about this many characters
MARKDOWN_LIMIT = 12_000  # Slack docs, markdown block: all of a message's together
ATTACHMENT_LIMIT = 100  # Slack docs, chat.postMessage: too_many_attachments
METADATA_LIMIT = 16_000  # Slack has a limit (metadata_too_large) and does not tell it


def checked_blocks(team: Team, given: object, surface: str) -> list[Json]:
    """Return blocks with ids where they had none, or refuse with ``invalid_blocks``.

    Source: Slack docs, Block Kit reference.
    """
    blocks = _as_list(given, "invalid_blocks_format")
    findings: list[str] = []
    if len(blocks) > BLOCKS_PER_SURFACE[surface]:
        fault(findings, f"no more than {BLOCKS_PER_SURFACE[surface]} items allowed", "/blocks")
    rule = typed(SURFACES[surface], "block")
    for index, block in enumerate(blocks):
        rule(block, f"/blocks/{index}", findings)
    _unique_blocks(blocks, findings)
    if not findings:
        _known_files(team, blocks, findings)
        markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
        if markdown > MARKDOWN_LIMIT:
            fault(findings, f"markdown must be less than {MARKDOWN_LIMIT + 1} characters in all", "/blocks")
    if findings:
        raise Refused(
            "invalid_blocks",
            "; ".join(findings),
            errors=findings,
            response_metadata={"messages": [f"[ERROR] {line}" for line in findings]},
        )
    if surface == "message" and sum(len(text) for text in _texts(blocks)) > BLOCK_TEXT_LIMIT:
        raise Refused("msg_blocks_too_long", f"All blocks together have more than {BLOCK_TEXT_LIMIT} characters.")
    return [_named(block) for block in blocks]


def checked_content(team: Team, body: Json) -> Draft:
    """Return what a message says: text, blocks, attachments, metadata, each within Slack's limits."""
    blocks, attachments = body.get("blocks"), body.get("attachments")
    draft = Draft(text=str(body.get("text") or ""))
    if body.get("markdown_text"):
        if draft.text or blocks:
            raise Refused("markdown_text_conflict")
        if len(str(body["markdown_text"])) > MARKDOWN_LIMIT:
            raise Refused("msg_too_long")
        draft.text = str(body["markdown_text"])
    if blocks:
        draft.blocks = checked_blocks(team, blocks, "message")
    if attachments:
        draft.attachments = _checked_attachments(team, attachments)
    if body.get("metadata") is not None:
        draft.metadata = _checked_metadata(body["metadata"])
    return draft


def _checked_attachments(team: Team, given: object) -> list[Json]:
    attachments = _as_list(given, "invalid_attachments")
    if len(attachments) > ATTACHMENT_LIMIT:
        raise Refused("too_many_attachments")
    found = []
    for number, attachment in enumerate(attachments, 1):
        if not isinstance(attachment, dict):
            raise Refused("invalid_attachments")
        kept = {"id": number, **attachment}
        if attachment.get("blocks"):
            kept["blocks"] = checked_blocks(team, attachment["blocks"], "message")
        found.append(kept)
    return found


def _checked_metadata(given: object) -> Json:
    """Return metadata.

    An empty object removes it. Source: Slack docs, message metadata: event_type and a flat event_payload.
    """
    try:
        metadata = json.loads(given) if isinstance(given, str) and given else given
    except ValueError as broken:
        raise Refused("invalid_metadata_format") from broken
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    if not metadata:
        return {}
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise Refused("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _as_list(given: object, error: str) -> list[Any]:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as broken:
            raise Refused(error) from broken
    if not isinstance(given, list):
        raise Refused(error)
    return given


def _unique_blocks(blocks: list[Any], findings: list[str]) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(name, str) and name:
            if name in seen:
                fault(findings, f'`block_id` "{name}" already exists', f"/blocks/{index}/block_id")
            seen.add(name)


def _known_files(team: Team, blocks: list[Json], findings: list[str]) -> None:
    for pointer, part in _walk(blocks, "/blocks"):
        named = part.get("slack_file")
        if part.get("type") == "image" and isinstance(named, dict) and file_of(team, named) is None:
            fault(findings, "invalid slack file", f"{pointer}/slack_file")


def file_of(team: Team, named: Json) -> Any:
    """Return the image that a ``slack_file`` means, by id or by its private URL (Slack docs, slack_file object)."""
    file_id = named.get("id") or ""
    if not file_id and isinstance(named.get("url"), str):
        file_id = next(
            (file.id for file in team.files.files.values() if file.for_api()["url_private"] == named["url"]), ""
        )
    found = team.files.finished(str(file_id))
    return found if found is not None and found.is_image else None


def _walk(value: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield pointer, value
        for name, item in value.items():
            yield from _walk(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{pointer}/{index}")


def _texts(blocks: list[Json]) -> Iterator[str]:
    for _pointer, part in _walk(blocks, ""):
        text = part.get("text")
        if isinstance(text, str):
            yield text


def _named(block: Json) -> Json:
    """Give a block, and what people can touch in it, the ids that Slack makes up where the app gave none."""
    named = dict(block)
    if not named.get("block_id"):
        named["block_id"] = new_id("", 5)
    if isinstance(named.get("elements"), list) and named["type"] in {"actions", "context_actions"}:
        named["elements"] = [_acting(element) for element in named["elements"]]
    for place in ("accessory", "element"):
        if isinstance(named.get(place), dict) and named[place].get("type") != "image":
            named[place] = _acting(named[place])
    return named


def _acting(element: Json) -> Json:
    return element if element.get("action_id") else {**element, "action_id": new_id("", 5)}
