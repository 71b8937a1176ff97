"""Which corrective actions are still to be done, whose are they, and which should have been done by now?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.incidents.incident import KIND
from bot.domain.stream import Stream
from bot.flows.incidents.finding import EVER
from bot.ports import Store


def outstanding(store: Store, today: date) -> list[dict[str, Any]]:
    """Tell every open corrective action in plain values, by their dates; those of drills are nobody's.

    `today` is the day where the company is: what is due today is not overdue yet. Whoever shows them leaves out the
    words of those that are `is_private`, but for people who may read them.
    """
    heads = [head for state in EVER for head in store.find(kind=KIND, state=state) if not head.summary["is_drill"]]
    rows = [_row(head, one, today) for head in heads for one in _correctives(head)]
    return sorted(rows, key=lambda row: (row["due"] or "9999", row["number"], row["id"]))


def without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that anybody may read."""
    return {**row, "title": None}


def _row(head: Stream, one: Mapping[str, Any], today: date) -> dict[str, Any]:
    told = head.summary
    is_overdue = one["due"] is not None and date.fromisoformat(str(one["due"])) < today
    return {
        **one,
        "number": told["number"],
        "stream": head.id,
        "is_private": told["is_private"],
        "is_overdue": is_overdue,
    }


def _correctives(head: Stream) -> list[Mapping[str, Any]]:
    found: Any = head.summary["correctives"]
    return list(found)
