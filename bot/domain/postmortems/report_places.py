"""Where in a document's JSON does the value of a report's field stand today?"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from bot.domain.postmortems.markdown import is_address
from bot.domain.postmortems.stamps import stamps

Json = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The object that holds a value, under which names, and the value; `is_named`: people, shown as roles or names."""

    inside: Json
    names: tuple[str, ...]
    value: Any
    is_named: bool = False


def place_of(document: Json, path: tuple[str, ...], shown: Any) -> Place | None:
    """Return where a field stands; None: the row or action is gone. `shown` is the value as last rendered."""
    if path[0] == "timeline":
        row = _row(document, path[1])
        return Place(row, ("event",), row["event"]) if row is not None else None
    if path[0] == "corrective_actions":
        action = next((one for one in document["corrective_actions"] if one["id"] == path[1]), None)
        return Place(action, ("title", "due"), {name: action[name] for name in ("title", "due")}) if action else None
    inside = document
    for name in path[:-1]:
        inside = inside.setdefault(name, {})
    value = inside.get(path[-1], [] if isinstance(shown, list) else None)
    return Place(inside, path[-1:], value, is_named=path == ("context", "stakeholders"))


def put(place: Place, value: Any) -> None:
    """Write a value where it belongs."""
    for name in place.names:
        place.inside[name] = value[name] if len(place.names) > 1 else value


def _row(document: Json, key: str) -> Json | None:
    rows: list[Json] = document["timeline"]
    counted: dict[str, int] = {}
    for row, at in zip(rows, stamps([one["at"] for one in rows], document["timezone"], with_days=False), strict=True):
        if row["permalink"] and is_address(row["permalink"]):
            known = row["permalink"]
        else:
            counted[at] = counted.get(at, 0) + 1
            known = f"{at} {counted[at]}"
        if known == key:
            return row
    return None
