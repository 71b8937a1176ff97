"""Would Slack take everything that the bot said, and would it look right there?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tests.blocks import check_message

Json = dict[str, Any]

SPEAKING = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"})
SHOWING = frozenset({"views.open", "views.push", "views.update", "views.publish"})


def payloads(calls: Iterable[Json]) -> Iterator[Json]:
    """Return every message and view with blocks among the calls of the bot, as it was sent."""
    for call in calls:
        args = call["args"]
        payload = _decoded(args.get("view")) if call["method"] in SHOWING else args
        if call["method"] in SPEAKING | SHOWING and payload.get("blocks"):
            yield {**payload, "blocks": _decoded(payload["blocks"])}


def check_everything_said(calls: Iterable[Json]) -> int:
    """Fail with every reason why Slack would refuse one of them; return how many there were."""
    found = list(payloads(calls))
    for payload in found:
        check_message(payload)
    return len(found)


def _decoded(value: Any) -> Any:
    """Undo the JSON in which form-encoded calls carry what is not text."""
    return json.loads(value) if isinstance(value, str) else value
