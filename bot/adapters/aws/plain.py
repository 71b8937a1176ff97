"""What of an answer of boto3's can be kept and compared? Plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def plain(told: Any) -> Any:
    """Return it as JSON values: moments as RFC 3339 in UTC; what is neither text nor number nor a list of such goes."""
    if isinstance(told, Mapping):
        return {
            str(name): plain(value) for name, value in told.items() if name != "ResponseMetadata" and _is_plain(value)
        }
    if isinstance(told, list | tuple):
        return [plain(one) for one in told if _is_plain(one)]
    if isinstance(told, datetime):
        return told.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return told


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool | datetime | Mapping | list | tuple)
