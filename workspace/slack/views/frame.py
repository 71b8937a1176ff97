"""Is a view's frame (title, buttons, fields beside its blocks) one that Slack accepts?"""

from __future__ import annotations

from workspace.slack.blocks.elements import ID_LIMIT, plain
from workspace.slack.refusals import Json, Refused

TITLE_LIMIT = 24  # Slack docs, modal views: title, submit, close
PRIVATE_METADATA_LIMIT = 3000
_MODAL_FIELDS = {
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "private_metadata",
    "callback_id",
    "external_id",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
}
_HOME_FIELDS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}


def check_frame(body: Json, surface: str) -> None:
    """Refuse a view whose frame is wrong.

    Source: Slack docs, views: title, submit and close of 24 characters, private_metadata of 3000.
    """
    findings: list[str] = []
    if body.get("type") != surface:
        findings.append(f"must be {surface} [json-pointer:/view/type]")
    allowed = _MODAL_FIELDS if surface == "modal" else _HOME_FIELDS
    findings += [
        f"unsupported additional property: {name} [json-pointer:/view/{name}]" for name in body if name not in allowed
    ]
    if surface == "modal":
        _check_titles(body, findings)
    for name, most in (
        ("private_metadata", PRIVATE_METADATA_LIMIT),
        ("callback_id", ID_LIMIT),
        ("external_id", ID_LIMIT),
    ):
        if len(str(body.get(name) or "")) > most:
            findings.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    if "blocks" not in body:
        findings.append("missing required field: blocks [json-pointer:/view]")
    if findings:
        raise Refused(
            "invalid_arguments",
            "; ".join(findings),
            response_metadata={"messages": [f"[ERROR] {line}" for line in findings]},
        )


def _check_titles(body: Json, findings: list[str]) -> None:
    if not body.get("title"):
        findings.append("missing required field: title [json-pointer:/view]")
    for name in ("title", "submit", "close"):
        if body.get(name):
            plain(TITLE_LIMIT)(body[name], f"/view/{name}", findings)
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in body.get("blocks") or [])
    if has_input and not body.get("submit"):
        words = "`submit` is required when an `input` block is within the `blocks` array"
        findings.append(f"{words} [json-pointer:/view/submit]")
