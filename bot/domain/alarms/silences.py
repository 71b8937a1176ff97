"""For how long, and for what reason, is nobody to be called about an alarm?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.failures import Mistake, shortened
from bot.domain.stream import Recorded, Stream

KIND = "silence"
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=30)
LONGEST_REASON = 500

_DURATION = re.compile(r"(\d{1,5})\s*(m|min|h|d|w|分|時間|日|週間?)", re.IGNORECASE)
_MINUTES = {
    "m": 1,
    "min": 1,
    "分": 1,
    "h": 60,
    "時間": 60,
    "d": 1440,
    "日": 1440,
    "w": 10080,
    "週": 10080,
    "週間": 10080,
}


@dataclass(frozen=True, slots=True)
class Silencing:
    """One silence: of an alarm by its name, or of all whose names begin with what stands before a `*`."""

    alarm: str
    until: datetime
    reason: str
    by: str
    cause: str
    is_over: bool = False

    def ended(self) -> Silencing:
        """Return it as it is when it is over."""
        return replace(self, is_over=True)

    def covers(self, alarm: str) -> bool:
        """Say whether it is about this alarm."""
        return covers(self.alarm, alarm)


def covers(named: str, alarm: str) -> bool:
    """Say whether what somebody named, an alarm or the beginning of some before a `*`, is about this alarm."""
    return alarm.startswith(named[:-1]) if named.endswith("*") else alarm == named


def lasting(word: str) -> timedelta:
    """Read how long a silence is to last (`1h`, `30分`); a Mistake when it can't be read, is too short or too long."""
    found = _DURATION.fullmatch(unicodedata.normalize("NFKC", word).strip())
    if found is None:
        raise Mistake("unreadable_duration", {"word": shortened(word)}, field="duration")
    wanted = timedelta(minutes=int(found[1]) * _MINUTES[found[2].lower()])
    if not SHORTEST <= wanted <= LONGEST:
        facts = {"shortest": SHORTEST.total_seconds(), "longest": LONGEST.total_seconds()}
        raise Mistake("silence_out_of_bounds", facts, field="duration")
    return wanted


def is_lasting(word: str) -> bool:
    """Say whether a word tells a length of time."""
    return _DURATION.fullmatch(unicodedata.normalize("NFKC", word).strip()) is not None


def reasoned(words: str) -> str:
    """Return the reason that was given; a Mistake when there is none, or too much of it."""
    reason = words.strip()
    if not reason:
        raise Mistake("reason_is_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Mistake("reason_is_long", {"length": len(reason), "longest": LONGEST_REASON}, field="reason")
    return reason


def fold(entries: Sequence[Recorded]) -> Silencing:
    """Read a silence from its entries."""
    first = entries[0].entry
    told = first.facts
    return Silencing(
        alarm=str(told["alarm"]),
        until=datetime.fromisoformat(str(told["until"])),
        reason=str(told["reason"]),
        by=first.by,
        cause=str(told["cause"]),
        is_over=any(row.entry.kind == "ended" for row in entries),
    )


def head(stream: str, service: str, one: Silencing, seq: int) -> Stream:
    """Return the stream's head as it follows from the fold."""
    told = {"alarm": one.alarm, "until": one.until.isoformat(), "reason": one.reason, "by": one.by, "cause": one.cause}
    return Stream(
        stream, KIND, service, "over" if one.is_over else "active", seq, None if one.is_over else one.until, told
    )


def of_head(stream: Stream) -> Silencing:
    """Read a silence from its stream's head."""
    told = stream.summary
    return Silencing(
        str(told["alarm"]),
        datetime.fromisoformat(str(told["until"])),
        str(told["reason"]),
        str(told["by"]),
        str(told["cause"]),
        is_over=stream.state == "over",
    )
