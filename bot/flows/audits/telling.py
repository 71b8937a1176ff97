"""How is an audit told in plain JSON values?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.domain.audits.verdict import overall
from bot.domain.items import Item
from bot.domain.service import Service
from bot.flows.status import item_facts


def card(service: Service, items: Iterable[Item], at: datetime) -> dict[str, Any]:
    """Tell some lines, the verdict over them, and which of them need somebody (`because`, the worst first)."""
    told = tuple(items)
    verdict, because = overall(told)
    return {
        "service": service.name,
        "title": dict(service.title),
        "at": moment(at),
        "verdict": verdict,
        "because": list(because),
        "items": rows(told),
    }


def rows(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Tell lines; `about` is the table, bucket or role, `judged` False what only informs."""
    told = tuple(items)
    plain = item_facts(told)
    return [{**row, "about": one.about, "judged": one.judged} for row, one in zip(plain, told, strict=True)]


def moment(at: datetime) -> str:
    """Write a moment as JSON has it."""
    return at.isoformat().replace("+00:00", "Z")
