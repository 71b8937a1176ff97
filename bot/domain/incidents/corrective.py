"""What is to be done so that it does not happen again, by whom, by when, and was it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from bot.domain.failures import Mistake
from bot.domain.stream import Entry

Size = Literal["S", "M", "L"]
SIZES: tuple[Size, ...] = ("S", "M", "L")
Type = Literal["prevent", "detect", "mitigate", "process"]
TYPES: tuple[Type, ...] = ("prevent", "detect", "mitigate", "process")
"""What it does about another such incident: keeps it from coming, shows it sooner, ends it sooner, or how we work."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Corrective:
    """A corrective action. `size` is what it takes and `effect` what it brings; `evidence` shows that it was done."""

    id: str
    title: str
    owner: str | None
    due: date | None
    size: Size = "M"
    effect: Size = "M"
    type: Type = "prevent"
    ticket: str | None = None
    status: Literal["open", "done", "dropped"] = "open"
    evidence: str | None = None
    closed_by: str | None = None

    @property
    def is_ticketed(self) -> bool:
        """Whether somebody owns it, it has a date, and a ticket."""
        return self.owner is not None and self.due is not None and self.ticket is not None

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been done before today."""
        return self.status == "open" and self.due is not None and self.due < today


Correctives = Mapping[str, Corrective]


def corrected(known: Correctives, entry: Entry) -> Correctives:
    """Return the corrective actions after an entry about one of them."""
    told: Mapping[str, Any] = entry.facts
    name = str(told["id"])
    before = known.get(name)
    if entry.kind == "corrective_added" or before is None:
        return {**known, name: _made(told)}
    changed = {
        "corrective_changed": lambda: _changed(before, told),
        "corrective_done": lambda: replace(before, status="done", evidence=str(told["evidence"]), closed_by=entry.by),
        "corrective_dropped": lambda: replace(before, status="dropped", closed_by=entry.by),
    }[entry.kind]()
    return {**known, name: changed}


def due_read(word: str, *, today: date) -> date:
    """Read a due date (`2026-12-01`); a Mistake for what is none, and for a day that is over."""
    try:
        due = date.fromisoformat(word.strip())
    except ValueError:
        raise Mistake("due_unreadable", {"word": word[:40]}, field="due") from None
    if due < today:
        raise Mistake("due_is_over", {"due": due.isoformat()}, field="due")
    return due


def titled(words: str) -> str:
    """Return what is to be done; a Mistake for nothing, or too much to read."""
    title = " ".join(words.split())
    if not title:
        raise Mistake("corrective_is_empty", field="title")
    if len(title) > LONGEST:
        raise Mistake("corrective_is_long", {"length": len(title), "longest": LONGEST}, field="title")
    return title


def _made(told: Mapping[str, Any]) -> Corrective:
    return _changed(Corrective(str(told["id"]), str(told["title"]), None, None), told)


def _changed(before: Corrective, told: Mapping[str, Any]) -> Corrective:
    due = told.get("due")
    return replace(
        before,
        title=str(told.get("title", before.title)),
        owner=told.get("owner", before.owner),
        due=date.fromisoformat(str(due)) if due else before.due,
        size=told.get("size", before.size),
        effect=told.get("effect", before.effect),
        type=told.get("type", before.type),
        ticket=told.get("ticket", before.ticket),
    )


def next_id(correctives: Correctives) -> str:
    """Return the number of the next one; counting them would give one away twice after another was taken back."""
    return str(1 + max((int(one) for one in correctives), default=0))
