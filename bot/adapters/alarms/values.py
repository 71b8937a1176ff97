"""How is one value read out of what somebody outside sent us, so that whatever it is can be kept and shown?

A sender may be broken or malicious: NUL is refused by PostgreSQL, a lone surrogate by UTF-8, a year far away by the
arithmetic of dates, and nesting by the stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST_EXCERPT = 300

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_YEARS = range(2000, 2200)
"""Alarms of other years are mistakes of whoever sent them; `0001-01-01` is how Go writes that there is no time."""

_SECRETS = re.compile(
    r"\b(?:xox[abeprs]|xapp|xwfp)-[A-Za-z0-9-]+"  # Slack's tokens
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS's key ids
    r"|\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}"  # JSON web tokens
    r"|(?i:\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"  # what stands in an Authorization header
    r"|(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)"  # name and password in an address
)
_SECRET_FIELDS = re.compile(
    r'(?i)(\\*"[\w.-]{0,40}(?:secret|token|passw|signature|credential|authorization|api_?key)[\w.-]{0,40}\\*"\s{0,9}:\s{0,9}\\*")'
    r'(?:[^"\\]|\\+[^"\\])*'
)
_SECRET_PARAMETERS = re.compile(r"(?i)([\w-]{0,20}(?:secret|token|passwd|password|signature|api_?key)=)[^&\s\"\\]+")


class UnreadableError(Exception):
    """What came is no alarm that we can read; `why` is a short machine word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parsed(body: str | bytes) -> Any:
    """Read JSON; numbers of endless digits and endless nesting are as unreadable as what is no JSON at all."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError("not_json") from None


def mapping(value: object) -> Mapping[str, Any]:
    """Return an object of JSON, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: object, longest: int) -> str:
    """Return a text that can be kept and shown, cut to a length; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    shown = _UNSHOWABLE.sub(" ", value[: 2 * longest]).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def moment(value: object) -> datetime:
    """Return a time in UTC from ISO 8601, as AWS (`+0000`) and Go (`Z`, nanoseconds) write it; naive means UTC."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise UnreadableError("time") from None
    if at.year not in _YEARS:
        raise UnreadableError("time")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def excerpt(body: str | bytes) -> str:
    """Return the beginning of what came, for people to see what it was: harmless, short, and with secrets masked."""
    told = body if isinstance(body, str) else body[: 8 * LONGEST_EXCERPT].decode("utf-8", "replace")
    masked = _SECRETS.sub("[masked]", told[: 8 * LONGEST_EXCERPT])  # before cutting: no half of a secret is left
    for pattern in (_SECRET_FIELDS, _SECRET_PARAMETERS):
        masked = pattern.sub(r"\1[masked]", masked)
    return text(" ".join(masked.split()), LONGEST_EXCERPT)
