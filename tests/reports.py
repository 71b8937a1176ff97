"""Postmortems as they lie in the report repository, made by the builder itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.incidents.severities import Severity
from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.document import document
from bot.domain.postmortems.outline import CorrectiveAction, Outline, Tick
from bot.domain.postmortems.paths import ReportPaths

Json = dict[str, Any]
PATHS = ReportPaths()
TODAY = date(2026, 11, 25)
MILESTONES = ("acknowledged", "mitigated", "resolved")


def action(id: str = "1", due: date | None = None, status: str = "open", **more: Any) -> CorrectiveAction:  # noqa: A002 - its name in the document
    known: Json = {"owner": "U02BEN", "size": "S", "effect": "L", "type": "prevent", "ticket": "OPS-1"}
    return CorrectiveAction(id, more.pop("title", "Check the LUT"), due=due, status=status, **(known | more))  # type: ignore[arg-type]


def report(
    id: str = "PM-2026-11-22-01",  # noqa: A002 - as above
    minutes: tuple[float | None, float | None, float | None] = (4, 19, 36),
    hours: float | None = 40,
    *,
    severity: Severity = "S1",
    service: str = "liveness",
    is_drill: bool = False,
    actions: Iterable[CorrectiveAction] = (),
    met: tuple[bool | None, bool | None] = (True, True),
) -> Json:
    """Build a document: minutes to acknowledge, mitigate and resolve, hours to publish, and whether both were in time."""
    _, year, month, day, _ = id.split("-")
    detected = datetime(int(year), int(month), int(day), 12, tzinfo=UTC)
    moments = {
        name: detected + timedelta(minutes=taken)
        for name, taken in zip(MILESTONES, minutes, strict=True)
        if taken is not None
    }
    ticks = (Tick("mitigated_30m", met[0]), Tick("published_48h", met[1]))
    return document(
        Outline(
            id, "half of all sign-ins fail", service, severity, "draft" if hours is None else "published", "UTC",
            is_drill=is_drill,
            milestones={"detected": detected, **moments},  # type: ignore[dict-item]
            published_at=None if hours is None else detected + timedelta(hours=hours),
            correctives=tuple(actions),
            checklist=ticks,
        )
    )  # fmt: skip


def row(postmortem: str = "PM-2026-11-22-01", id: str = "1", **changes: Any) -> Json:  # noqa: A002 - as above
    """Return a row of `actions.json`."""
    known = {"severity": "S1", "service": "liveness", "title": "Check the LUT", "owner": "U02BEN", "due": None}
    return {"postmortem": postmortem, "id": id, **known, "ticket": "OPS-1", "status": "open", **changes}


def files(*documents: Json, actions: Iterable[Json] | None = None) -> dict[str, bytes]:
    """Return the files of a report repository by their path."""
    found = {PATHS.document(one["id"]): canonical(one) for one in documents}
    if actions is not None:
        found[PATHS.actions] = canonical({"schema_version": 1, "actions": list(actions)})
    return found


def written(folder: Path, content: Mapping[str, bytes]) -> Path:
    """Write files into a folder."""
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
