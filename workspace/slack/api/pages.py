"""How is a long answer cut into pages, and where does the next one begin?"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, TypeVar

from workspace.slack.refusals import Json, Refused
from workspace.slack.state.moments import normal_ts

if TYPE_CHECKING:
    from workspace.slack.api.method import Call

LARGEST_PAGE = 1000
BEGINNING, END = "0000000000.000000", "9999999999.999999"
Item = TypeVar("Item")


def cursor_to(place: str) -> str:
    """Return an opaque cursor (Slack docs, pagination)."""
    return base64.b64encode(f"next:{place}".encode()).decode()


def place_of(cursor: str) -> str:
    """Return where a cursor points, or refuse with ``invalid_cursor``."""
    try:
        label, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as wrong:
        raise Refused("invalid_cursor") from wrong
    if label != "next" or not place:
        raise Refused("invalid_cursor")
    return place


def page_size(call: Call, default: int, most: int = 999) -> int:
    """Return ``limit`` within its bounds, or refuse with ``invalid_limit``."""
    limit = int(call.get("limit", default)) or default
    if limit < 1 or limit > LARGEST_PAGE:
        raise Refused("invalid_limit")
    return min(limit, most)


def paged(call: Call, items: list[Item], default: int = 100) -> tuple[list[Item], Json]:
    """Return one page of a list and its ``response_metadata``; the last page's cursor is empty."""
    cursor = str(call.get("cursor"))
    place = place_of(cursor) if cursor else "0"
    if not place.isdigit():
        raise Refused("invalid_cursor")
    start, limit = int(place), page_size(call, default)
    following = start + limit
    return items[start:following], {"next_cursor": cursor_to(str(following)) if following < len(items) else ""}


def between(call: Call) -> tuple[str, str, bool]:
    """Return ``oldest``, ``latest`` and ``inclusive``, or refuse with ``invalid_ts_oldest`` and kin."""
    oldest, latest = normal_ts(str(call.get("oldest", "0")) or "0"), normal_ts(str(call.get("latest", END)) or END)
    if oldest is None:
        raise Refused("invalid_ts_oldest")
    if latest is None:
        raise Refused("invalid_ts_latest")
    return oldest, latest, bool(call.get("inclusive", False))


def inside(ts: str, oldest: str, latest: str, *, inclusive: bool) -> bool:
    """Tell whether a message lies in the window; its ends count only when ``inclusive``."""
    return oldest <= ts <= latest if inclusive else oldest < ts < latest
