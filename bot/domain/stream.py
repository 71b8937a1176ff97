"""What happened, in which order, and what must follow from it?

Everything that happens is an entry in a stream; a stream's state is a fold over its entries. Entries are hash-chained:
each hash covers the one before it, so that a changed or missing row is found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

EffectKind = Literal["say", "card", "room", "triage", "check", "change", "copy", "refill", "publish"]

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    `key` is unique within the whole store and comes from the cause (a Slack event, an alarm's change time), so that a
    second delivery of the same cause can't be recorded twice. `at` is when it happened, `recorded_at` (set by the
    store) is when we learnt of it; both are aware. `by` is a Slack user id, or a word for what did it (`cloudwatch`).
    `facts` hold only JSON values.
    """

    kind: str
    key: str
    at: datetime
    by: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it lies in the store: its place in its stream, and its link in the chain."""

    stream: str
    seq: int
    entry: Entry
    recorded_at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that must follow, carried out at least once and arranged so that it can be found to be done.

    `lane` keeps order: effects of one lane run one at a time, in the order of their keys, across all replicas. `key` is
    unique and sorts (numbers in it zero-padded). `facts` hold only JSON values.
    """

    key: str
    lane: str
    kind: EffectKind
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream's head, for finding it again; `summary` is derived from the fold and can be rebuilt.

    `seq` is the number of its entries, `due_at` the next moment at which something is due by the clock alone.
    """

    id: str
    kind: str
    service: str
    state: str
    seq: int = 0
    due_at: datetime | None = None
    summary: Mapping[str, object] = field(default_factory=dict)


class StaleSequenceError(Exception):
    """Somebody else recorded first: look and judge again."""


def effect_key(stream: str, seq: int, name: str = "") -> str:
    """Name an effect after the entry that caused it, so that keys of one stream sort in the order of events."""
    return f"{stream}-{seq:09d}" + (f"-{name}" if name else "")


def chained_hash(before: str, stream: str, seq: int, entry: Entry) -> str:
    """Return the hex SHA-256 that links an entry to the one before it (`FIRST_HASH` for the first)."""
    document = {
        "at": entry.at.isoformat(),
        "by": entry.by,
        "facts": entry.facts,
        "key": entry.key,
        "kind": entry.kind,
        "seq": seq,
        "stream": stream,
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def unwritten(entries: Iterable[Entry], known: Iterable[str]) -> tuple[Entry, ...]:
    """Return the entries whose keys aren't known yet, each key once."""
    seen = set(known)
    fresh = []
    for entry in entries:
        if entry.key not in seen:
            seen.add(entry.key)
            fresh.append(entry)
    return tuple(fresh)


def chained(
    stream: str, after: Recorded | None, entries: Iterable[Entry], recorded_at: datetime
) -> tuple[Recorded, ...]:
    """Link entries behind the last one recorded (None for a new stream), in their order.

    Moments are put into UTC and facts through JSON first, so that what is hashed is what any store gives back; raises
    ValueError for a moment without a zone and for facts that aren't JSON.
    """
    linked: list[Recorded] = []
    behind, last = (after.seq, after.hash) if after else (0, FIRST_HASH)
    for seq, given in enumerate(entries, behind + 1):
        if given.at.tzinfo is None:
            raise ValueError(f"the moment of {given.key} has no zone")
        facts = json.loads(json.dumps(given.facts, allow_nan=False))
        entry = replace(given, at=given.at.astimezone(UTC), facts=facts)
        last = chained_hash(last, stream, seq, entry)
        linked.append(Recorded(stream, seq, entry, recorded_at, last))
    return tuple(linked)


def broken_link(entries: Sequence[Recorded]) -> int | None:
    """Return the place in a whole stream where the chain first doesn't hold: a row changed, missing or out of order."""
    last = FIRST_HASH
    for place, one in enumerate(entries, 1):
        if one.seq != place or one.hash != chained_hash(last, one.stream, one.seq, one.entry):
            return place
        last = one.hash
    return None
