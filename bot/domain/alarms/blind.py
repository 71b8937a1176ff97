"""Which of our alarms could not tell us anything now? They are reported, not hidden.

Blind spots that follow one another are one episode, with one message, as alarms are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, cast

from bot.domain.items import AlarmLine
from bot.domain.stream import Entry, Recorded, Stream

KIND = "blind"
Why = Literal["missing", "disabled", "insufficient"]


@dataclass(frozen=True, slots=True)
class Blindness:
    """What can't be seen, each since when; `cleared_at` is when the last was gone."""

    spots: Mapping[str, tuple[Why, datetime]] = field(default_factory=dict, hash=False)
    cleared_at: datetime | None = None
    is_closed: bool = False


def fold(entries: Sequence[Recorded]) -> Blindness:
    """Read it from its entries."""
    spots: dict[str, tuple[Why, datetime]] = {}
    cleared_at = None
    for row in entries:
        name = str(row.entry.facts.get("alarm", ""))
        if row.entry.kind == "blinded":
            spots[name] = (cast("Why", row.entry.facts["why"]), row.entry.at)
        elif row.entry.kind == "seen":
            spots.pop(name, None)
        cleared_at = None if spots else row.entry.at if row.entry.kind == "seen" else cleared_at
    return Blindness(spots, cleared_at, is_closed=any(row.entry.kind == "closed" for row in entries))


def found(lines: Iterable[AlarmLine]) -> dict[str, Why]:
    """Return what can't be seen among alarms that are ours; one that fires tells enough."""
    spots: dict[str, Why] = {}
    for line in lines:
        if line.importance is None or line.state == "ALARM":
            continue
        if line.state == "MISSING":
            spots[line.name] = "missing"
        elif not line.actions_enabled:
            spots[line.name] = "disabled"
        elif line.state == "INSUFFICIENT_DATA":
            spots[line.name] = "insufficient"
    return spots


def changes(before: Blindness, now_blind: Mapping[str, Why], stream: str, seq: int, now: datetime) -> tuple[Entry, ...]:
    """Return what must be recorded for the record to say what is so; nothing when it does."""
    known = {name: why for name, (why, _) in before.spots.items()}
    blinded = [(name, why) for name, why in sorted(now_blind.items()) if known.get(name) != why]
    return tuple(
        Entry("blinded", f"blinded:{stream}:{seq}:{name}", now, "bot", {"alarm": name, "why": why})
        for name, why in blinded
    ) + tuple(
        Entry("seen", f"seen:{stream}:{seq}:{name}", now, "bot", {"alarm": name})
        for name in sorted(known.keys() - now_blind.keys())
    )


def head(stream: str, service: str, blindness: Blindness, seq: int, quiet_for: timedelta) -> Stream:
    """Return the stream's head as it follows from the fold."""
    if blindness.is_closed:
        state, due_at = "closed", None
    elif blindness.spots:
        state, due_at = "open", None
    else:
        state, due_at = "clear", blindness.cleared_at + quiet_for if blindness.cleared_at else None
    return Stream(
        stream, KIND, service, state, seq, due_at, {"spots": {name: why for name, (why, _) in blindness.spots.items()}}
    )
