"""How are the lines of an answer put together, so that what is the same is said once?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Item = Mapping[str, Any]

_WORST_FIRST = ("fail", "unknown", "warn", "ok")
_NOISE = 0.01
_MEASURED = frozenset({"service", "functions"})


def by_function(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Return the items of each function, functions in the order in which they come."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(str(item["function"]), []).append(item)
    return list(found.items())


def by_detail(items: Iterable[Item]) -> list[tuple[Mapping[str, Any], list[Item]]]:
    """Return what is to be said beside items, each thing once, with the items it is true of."""
    found: dict[str, tuple[Mapping[str, Any], list[Item]]] = {}
    for item in items:
        if item["detail"]:
            key = json.dumps(item["detail"], sort_keys=True, default=str)
            found.setdefault(key, (item["detail"], []))[1].append(item)
    return list(found.values())


def worst(items: Iterable[Item]) -> str:
    """Return the worst verdict of some items; of none it is unknown."""
    found = {item["verdict"] for item in items}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), "unknown")


def because(facts: Mapping[str, Any]) -> list[Item]:
    """Return the items that the verdict rests on, in its own order."""
    found = {item["id"]: item for item in facts["items"]}
    return [found[name] for name in facts["because"] if name in found]


def oldest(items: Iterable[Item]) -> float | None:
    """Return the age of the oldest data among some items."""
    return max((item["data_age_seconds"] for item in items if item["data_age_seconds"] is not None), default=None)


def usual_age(items: Iterable[Item]) -> float | None:
    """Return the age that most measured lines share, to be said once for them; None when no two have one in common."""
    measured = [item for item in items if item["group"] in _MEASURED and item["data_age_seconds"] is not None]
    found = Counter(float(item["data_age_seconds"]) for item in measured).most_common(1)
    return found[0][0] if found and found[0][1] > 1 else None


def arrow(value: float | None, previous: float | None) -> str:
    """Return which way a value went; less than a hundredth is no change, as in the judgement of better and worse."""
    if value is None or previous is None:
        return ""
    if abs(value - previous) <= _NOISE * max(abs(value), abs(previous)):
        return "→"
    return "↑" if value > previous else "↓"


def shape_of(panel: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the lowest, highest and last value of a chart's window, or None when nothing was measured in it."""
    since = datetime.fromisoformat(panel["since"])
    values = [value for at, value in panel["points"] if value is not None and datetime.fromisoformat(at) >= since]
    return {"low": min(values), "high": max(values), "last": values[-1]} if values else None


def inside(words: str) -> str:
    """Return words as they stand inside a sentence: a capital that only began them becomes small."""
    first = words.split(" ", maxsplit=1)[0]
    return words[:1].lower() + words[1:] if first[1:].islower() else words
