"""Which moment does somebody mean who writes a time of day, or a date and a time?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.failures import Mistake, shortened

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def moment(word: str, now: datetime, zone: ZoneInfo, *, field: str = "at") -> datetime:
    """Read `03:12` (the last time the clock showed it) or `2026-11-22 03:12`, in the zone of documents unless it says.

    A Mistake for what is neither, and for what is yet to come.
    """
    clock = CLOCK.fullmatch(word)
    if clock is not None:
        return on_that_day(clock, now, zone)
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        raise Mistake("moment_unreadable", {"word": shortened(word)}, field=field) from None
    at = at if at.tzinfo is not None else at.replace(tzinfo=zone)
    if at > now:
        raise Mistake("moment_is_ahead", {"word": shortened(word)}, field=field)
    return at


def on_that_day(clock: re.Match[str], now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last time that the clock showed this, in that zone."""
    here = now.astimezone(zone)
    at = here.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return at if at <= here else at - timedelta(days=1)
