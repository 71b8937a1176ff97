"""May it be closed? The article's five items, each ticked by the record where the record can know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.domain.incidents.incident import Incident
from bot.domain.incidents.severities import GRAVE, RULES, Severity, SeverityRule

ItemId = Literal["mitigated_30m", "published_48h", "causes_identified", "actions_ticketed", "knowledge_shared"]
ITEMS: tuple[ItemId, ...] = (
    "mitigated_30m",
    "published_48h",
    "causes_identified",
    "actions_ticketed",
    "knowledge_shared",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: met, not met, or not known by the record (None), and then people say.

    `is_lost`: it can't be met any more; then a reason is needed, and no more. `answered` is what somebody said of it.
    """

    id: ItemId
    met: bool | None
    is_lost: bool = False
    answered: bool | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether it stands in the way of closing no more."""
        if self.met is not None:
            return self.met or (self.is_lost and bool(self.note))
        return self.answered is True or bool(self.note)


def checklist(
    incident: Incident,
    answers: Mapping[str, Any],
    rules: Mapping[Severity, SeverityRule] = RULES,
    written: Collection[str] = (),
) -> tuple[Item, ...]:
    """Tick every item that the record can know; `answers` are what people say of the others: `met`, `note`.

    `written` are the items that the postmortem meets by what stands in it.
    """
    rule, mitigated = rules[incident.highest], incident.milestones.get("mitigated")
    in_time = None if mitigated is None else mitigated - incident.detected_at <= rule.mitigate_within
    published = incident.published_at
    on_time = None if published is None else published - incident.detected_at <= rule.publish_within
    ticketed = [one.is_ticketed for one in incident.correctives.values() if one.status != "dropped"]
    known: Mapping[ItemId, tuple[bool | None, bool]] = {
        "mitigated_30m": (in_time if in_time is not None else False, in_time is False),
        "published_48h": (on_time, on_time is False),
        "causes_identified": ("causes_identified" in written or None, False),
        "actions_ticketed": (bool(ticketed) and all(ticketed), False),
        "knowledge_shared": ("knowledge_shared" in written or None, False),
    }
    return tuple(_item(name, *known[name], answers.get(name) or {}) for name in ITEMS)


def _item(name: ItemId, met: bool | None, is_lost: bool, said: Mapping[str, Any]) -> Item:  # noqa: FBT001 - ours
    return Item(name, met, is_lost, said.get("met"), str(said.get("note") or "").strip())


def hindrances(incident: Incident, items: tuple[Item, ...]) -> tuple[ItemId, ...]:
    """Return the items that stand in the way of closing: none for what was never grave."""
    if incident.highest not in GRAVE:
        return ()
    return tuple(one.id for one in items if not one.holds)
