"""What did the app send, whatever way it sent it?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workspace.slack.json_in import read_json
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from aiohttp import web

TRUE, FALSE = {"1", "true"}, {"0", "false", ""}
ADDED_BY_SDKS = {"token", "team_id"}  # Bolt adds team_id to some calls; Slack ignores it


async def read_arguments(request: web.Request) -> Json:
    """Return arguments from the query, then a form or a JSON body; a body may be empty whatever its type says."""
    found: Json = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return found
    if request.content_type == "application/json":
        body = await request.read()
        if not body.strip():
            return found
        given = read_json(body)
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return found | given
    form = await request.post()
    return found | {name: value for name, value in form.items() if isinstance(value, str)}


def as_flag(value: Any) -> bool:
    """Return a boolean: JSON's own, or ``1``, ``0``, ``true``, ``false`` in a form."""
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in TRUE | FALSE:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] must be a boolean"]})
    return text in TRUE


def as_number(value: Any) -> int:
    """Return a whole number."""
    try:
        return int(value)
    except (TypeError, ValueError) as wrong:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] must be an integer"]}) from wrong


def as_names(value: Any) -> list[str]:
    """Return a list: JSON's own, or comma-separated in a form."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [one.strip() for one in str(value).split(",") if one.strip()]


def as_json(value: Any) -> Any:
    """Return JSON, given as such or as text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError as broken:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] must be valid JSON"]}) from broken


def as_text(value: Any) -> str:
    """Return text; numbers become their digits."""
    return value if isinstance(value, str) else str(value)


def as_sent(value: Any) -> Any:
    """Return what was sent, as it is; whoever uses it has its own words for what is wrong with it."""
    return value


READERS = {"text": as_text, "flag": as_flag, "number": as_number, "names": as_names, "json": as_json, "raw": as_sent}
