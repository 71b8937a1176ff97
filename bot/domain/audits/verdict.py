"""What do some lines of an audit come to, and how is a line named?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.items import Item, ItemVerdict
from bot.domain.verdicts import rank, worst


def overall(items: Iterable[Item]) -> tuple[ItemVerdict, tuple[str, ...]]:
    """Return the worst of all lines that are judged, and the ids of those that aren't well, the worst first."""
    judged = sorted((one for one in items if one.judged), key=lambda one: rank(one.verdict))
    return worst(one.verdict for one in judged), tuple(one.id for one in judged if one.verdict != "ok")


def named(line: str, name: str, among: Sequence[object]) -> str:
    """Return a line's id: with the name of the table, bucket or role it is about where the service has several."""
    return f"{line}:{name}" if len(among) > 1 else line


def told(at: datetime | None) -> str | None:
    """Write a moment as JSON has it."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
