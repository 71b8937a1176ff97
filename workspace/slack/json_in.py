"""What JSON came in, if it is any? One reading for every door."""

from __future__ import annotations

import json
from typing import Any

from workspace.slack.refusals import Refused


def read_json(raw: bytes, error: str = "invalid_json") -> Any:
    """Return what the bytes say, or refuse: broken, nested without end, or with half of a character in it."""
    try:
        text = raw.decode()
        said = json.loads(text)
        if "\\ud" in text.lower():
            # Half of a surrogate pair is JSON and no text: nothing that is sent on could carry it.
            json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as broken:
        raise Refused(error, "The request's body is not JSON.") from broken
    return said
