"""How are some functions configured, and is anything of it amiss?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain import consoles
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.queries import FunctionConfiguration, FunctionReading, Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import CHANGED_WITHIN, Scene

ACTIVE, FAILED = "Active", "Failed"
"""Lambda's words: State, LastUpdateStatus."""


@dataclass(frozen=True, slots=True)
class FunctionsAsTheyAre:
    """The configuration of some functions, by name; of their variables only the names are ever told.

    Signs: `variable_missing` (one that the service's file expects is missing or empty), `not_active`, `update_failed`,
    `in_vpc`, `changed_recently` (within three hours before), `fine` where all of them are active, updated and whole.
    """

    names: tuple[str, ...]

    @property
    def signs(self) -> frozenset[str]:
        """What may be amiss, and `fine`."""
        return frozenset({"variable_missing", "not_active", "update_failed", "in_vpc", "changed_recently", "fine"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Read each configuration."""
        return tuple(FunctionConfiguration(name) for name in scene.named(self.names))

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Look for what is missing, broken or new."""
        told = {name: answer_to(answers, FunctionConfiguration(name)) for name in scene.named(self.names)}
        rows = [_row(one.value, scene) for one in told.values() if isinstance(one, Known)]
        locked = next((row["name"] for row in rows if row["missing"] is None), None)
        gap = first_gap(told.values()) or (
            Detail("environment_unreadable", {"function": locked}) if locked is not None else None
        )
        return Reading(
            signs=_signs(rows, scene, is_known=gap is None),
            answer={"functions": rows},
            said=Detail("functions", {"functions": rows}),
            links=tuple(consoles.of_function(scene.service.region, name) for name in told),
            gap=gap,
        )


def _row(found: FunctionReading, scene: Scene) -> dict[str, Any]:
    expected = next((one.variables for one in scene.service.functions if one.name == found.name), ())
    held = found.environment
    modified = _modified(found.last_modified)
    return {
        "name": found.name,
        "memory_mb": found.memory_mb,
        "timeout_seconds": found.timeout_seconds,
        "state": found.state,
        "last_update": found.last_update,
        "last_modified": moment(modified) if modified else None,
        "is_in_vpc": found.is_in_vpc,
        "missing": None if held is None else [name for name in expected if not held.get(name, "").strip()],
    }


def _modified(text: str) -> datetime | None:
    """Read Lambda's LastModified (`2026-11-01T00:00:00.000+0000`)."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _signs(rows: list[dict[str, Any]], scene: Scene, *, is_known: bool) -> dict[str, Detail]:
    signs: dict[str, Detail] = {}
    for row in rows:
        told = {"function": row["name"]}
        if row["missing"]:
            signs.setdefault("variable_missing", Detail("variable_missing", {**told, "names": row["missing"]}))
        if row["state"] not in {ACTIVE, ""}:
            signs.setdefault("not_active", Detail("function_not_active", {**told, "state": row["state"]}))
        if row["last_update"] == FAILED:
            signs.setdefault("update_failed", Detail("update_failed", told))
    if is_known and rows and not signs and all(row["state"] == ACTIVE for row in rows):
        signs["fine"] = Detail("functions_fine")
    for row in rows:
        if row["is_in_vpc"]:
            signs.setdefault("in_vpc", Detail("function_in_vpc", {"function": row["name"]}))
        if row["last_modified"] and _is_recent(datetime.fromisoformat(row["last_modified"]), scene):
            told = {"function": row["name"], "at": row["last_modified"]}
            signs.setdefault("changed_recently", Detail("function_changed", told))
    return signs


def _is_recent(modified: datetime, scene: Scene) -> bool:
    return scene.moment - CHANGED_WITHIN <= modified <= scene.now
