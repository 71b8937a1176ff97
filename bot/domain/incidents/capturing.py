"""What may be missing of what was said in a captured room, and what does the record say of it?

We note while we listen: spells of uninterrupted listening, each from its first moment to the last that was noted. What
lies between two of them is a gap in every room that was captured then. A gap is put on record as soon as it is known,
and once more when it was refilled, or could not be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.stream import Entry, Recorded

MISSED, REFILLED = "missed", "refilled"
"""The kinds of entries: messages of a stretch may be missing, and what came of fetching them."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of which messages may be missing."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Captured:
    """A room that is captured, or was: a channel, or one thread of it, for a stream.

    `since` is when capture began, None where that was not noted (ours, before there were refills); `until` when it
    ended or will, None for as long as the room is there. Gaps up to `judged_until` are on record already; the whole
    room was read from history, from one end to the other, by a refill that began at `read_at`.
    """

    channel: str
    root_ts: str | None
    stream: str
    since: datetime | None = None
    until: datetime | None = None
    judged_until: datetime | None = None
    read_at: datetime | None = None
    pause: Gap | None = None


@dataclass(frozen=True, slots=True)
class Listened:
    """A spell in which what Slack told reached us, all of it; the current one grows."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StatedGap:
    """A stretch as the record states it: whether it was fetched afterwards, and if not, why (a short word).

    `found` counts the forms of messages that only history told, `gone` those that were deleted meanwhile.
    """

    from_at: datetime
    until_at: datetime
    refilled: bool
    why: str = ""
    found: int = 0
    gone: int = 0


def gaps(room: Captured, listened: Sequence[Listened]) -> tuple[Gap, ...]:
    """Return the stretches of a room in which nobody listened and that are not on record yet, oldest first.

    Spells may overlap: several replicas listen at once. Nothing is said of the time after the last spell: whoever
    doesn't listen now will note it when they do again.
    """
    found = [] if room.pause is None else [room.pause]
    reached = room.since
    for spell in sorted(listened, key=lambda one: (one.since, one.until)):
        if reached is not None and reached < spell.since:
            found.append(Gap(reached, spell.since))
        reached = spell.until if reached is None else max(reached, spell.until)
    return tuple(_cut(gap, room.until) for gap in sorted(found, key=_begun) if _counts(gap, room))


def _begun(gap: Gap) -> datetime:
    return gap.since


def _counts(gap: Gap, room: Captured) -> bool:
    is_judged = room.judged_until is not None and gap.until <= room.judged_until
    return not is_judged and (room.until is None or gap.since < room.until)


def _cut(gap: Gap, until: datetime | None) -> Gap:
    return gap if until is None or gap.until <= until else Gap(gap.since, until)


def missed(room: Captured, gap: Gap) -> Entry:
    """State a gap: it is one per room and beginning, however often it is judged."""
    place = f"{room.channel}-{room.root_ts or ''}"
    facts = {
        "channel": room.channel,
        "root_ts": room.root_ts,
        "from_at": gap.since.isoformat(),
        "until_at": gap.until.isoformat(),
    }
    return Entry(MISSED, f"missed-{room.stream}-{place}-{gap.since.isoformat()}", gap.since, "bot", facts)


def refilled(key: str, facts: Mapping[str, object], *, at: datetime, why: str, found: int, gone: int) -> Entry:
    """State what came of a gap, by the key and the facts of the entry that stated it."""
    told = {name: facts[name] for name in ("channel", "root_ts", "from_at", "until_at")}
    outcome = {"gap": key, "refilled": not why, "why": why, "found": found, "gone": gone}
    return Entry(REFILLED, f"{key}-{REFILLED}", at, "bot", {**told, **outcome})


def completeness(entries: Sequence[Recorded]) -> tuple[StatedGap, ...]:
    """Return every gap that a stream's entries state, oldest first; what is still being fetched is not refilled."""
    outcomes: dict[str, Mapping[str, Any]] = {
        str(row.entry.facts["gap"]): row.entry.facts for row in entries if row.entry.kind == REFILLED
    }
    stated = [row.entry for row in entries if row.entry.kind == MISSED]
    found = (_stated(entry.facts, outcomes.get(entry.key)) for entry in stated)
    return tuple(sorted(found, key=lambda gap: (gap.from_at, gap.until_at)))


def _stated(gap: Mapping[str, Any], outcome: Mapping[str, Any] | None) -> StatedGap:
    told = outcome or {"refilled": False, "why": "pending", "found": 0, "gone": 0}
    return StatedGap(
        from_at=datetime.fromisoformat(gap["from_at"]),
        until_at=datetime.fromisoformat(gap["until_at"]),
        refilled=bool(told["refilled"]),
        why=str(told["why"]),
        found=int(told["found"]),
        gone=int(told["gone"]),
    )
