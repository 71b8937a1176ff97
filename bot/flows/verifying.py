"""Which rows of the record were changed, are missing, or don't fit their stream's head?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.actions.course import KIND as ACTION
from bot.domain.alarms import silences
from bot.domain.stream import Recorded, Stream, broken_link
from bot.ports import Store

OTHERS = (silences.KIND, "effect")
"""Kinds of stream that have no card."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that was tampered with: a sentence's key and its facts."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def flaws_of(heads: Iterable[Stream], store: Store) -> Iterator[Flaw]:
    """Recompute every stream's chain; actions name one another besides, so that a whole one can't go unnoticed."""
    hashes: dict[tuple[str, int], str] = {}
    follows: list[tuple[str, Mapping[str, object]]] = []
    for head in heads:
        found, entries = store.read(head.id)
        wanted = max(head.seq, found.seq if found else 0)  # more may have happened since it was listed
        place = broken_link(entries)
        if place is not None:
            yield Flaw("row_changed", {"stream": head.id, "row": place})
        elif len(entries) != wanted:
            yield Flaw("rows_missing", {"stream": head.id, "found": len(entries), "wanted": wanted})
        if head.kind == ACTION:
            hashes |= {(row.stream, row.seq): row.hash for row in entries}
            follows += [(head.id, before) for before in _before(entries)]
    for stream, before in follows:
        named = (str(before["stream"]), int(str(before["seq"])))
        if hashes.get(named) != before["hash"]:
            yield Flaw("action_missing", {"stream": named[0], "named_by": stream})


def _before(entries: Iterable[Recorded]) -> Iterator[Mapping[str, object]]:
    """Return what an action says of the one before it."""
    for row in entries:
        told = row.entry.facts.get("follows") if row.entry.kind == "asked" else None
        if isinstance(told, Mapping):
            yield told
