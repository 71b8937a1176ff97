"""At what time did each of many things happen, in one stated zone?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MINUTE = len("2026-11-22T09:30")
_SECOND = len("2026-11-22T09:30:12")


def zone_of(name: str) -> str:
    """Return the zone's name, or UTC for a zone that is none: times must be written in the zone that is stated."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name


def stamp(at: str, zone: str) -> str:
    """Write one moment (RFC 3339) with its day: `2026-11-22 18:30:12`."""
    return stamps([at], zone, with_days=True)[0]


def days(ats: Iterable[str], zone: str) -> tuple[str, ...]:
    """Return the days of some moments in the zone, each once, the earliest first."""
    return tuple(sorted({one[:10] for one in stamps(ats, zone, with_days=True)}))


def stamps(ats: Iterable[str], zone: str, *, with_days: bool | None = None) -> list[str]:
    """Write each moment: `18:30:12`, with the day before it when they span several days (or as `with_days` says).

    Where the zone's distance from UTC changes among them it stands behind each, so that no time means two moments.
    """
    given = list(ats)
    where = ZoneInfo(zone_of(zone))
    known: dict[str, datetime] = {}  # a zone's distance never changes within a minute
    for minute in {at[:_MINUTE] for at in given}:
        known[minute] = datetime.fromisoformat(f"{minute}:00+00:00").astimezone(where)
    if with_days is None:
        with_days = len({local.date() for local in known.values()}) > 1
    form = "%Y-%m-%d %H:%M" if with_days else "%H:%M"
    begins = {minute: local.strftime(form) for minute, local in known.items()}
    if len({local.utcoffset() for local in known.values()}) > 1:
        distances = {minute: local.strftime("%z") for minute, local in known.items()}
        return [f"{begins[at[:_MINUTE]]}{at[_MINUTE:_SECOND]} {distances[at[:_MINUTE]]}" for at in given]
    return [begins[at[:_MINUTE]] + at[_MINUTE:_SECOND] for at in given]
