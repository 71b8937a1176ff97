"""How does each corrective action stand today?

A report that was approved doesn't change any more, but its corrective actions do: `actions.json` has their current
status, and what it doesn't name stands as the document says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """One corrective action: of which postmortem and severity, whose, until when, and its status."""

    postmortem: str
    service: str
    severity: str
    id: str
    title: str
    owner: str | None
    due: date | None
    ticket: str | None
    status: str

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return self.status == "open"

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed undone; on the day itself there is still time."""
        return self.is_open and self.due is not None and self.due < today


def standings(documents: Iterable[Json], actions: Iterable[Json]) -> tuple[Standing, ...]:
    """Return every corrective action but those of drills, the gravest and longest due first.

    An action is known by its postmortem's id and its own. Those in `actions` whose document isn't there count too.
    """
    known = list(documents)
    drills = {one["id"] for one in known if one.get("drill")}
    found = {
        (document["id"], action["id"]): _standing(action, document)
        for document in known
        for action in document.get("corrective_actions", ())
    }
    found |= {(action["postmortem"], action["id"]): _standing(action, {}) for action in actions}
    counted = [one for one in found.values() if one.postmortem not in drills]
    return tuple(sorted(counted, key=lambda one: (one.severity, one.due or date.max, one.postmortem, one.id)))


def overdue(of: Iterable[Standing], today: date) -> tuple[Standing, ...]:
    """Return those whose day has passed undone."""
    return tuple(one for one in of if one.is_overdue(today))


def _standing(action: Json, document: Json) -> Standing:
    due = action.get("due")
    return Standing(
        postmortem=str(action.get("postmortem") or document["id"]),
        service=str(action.get("service") or document.get("service") or ""),
        severity=str(action.get("severity") or document.get("severity") or ""),
        id=str(action["id"]),
        title=str(action.get("title") or ""),
        owner=action.get("owner"),
        due=date.fromisoformat(str(due)) if due else None,
        ticket=action.get("ticket"),
        status=str(action["status"]),
    )
