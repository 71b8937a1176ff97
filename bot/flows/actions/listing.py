"""What awaits consent, and who did what?"""

from __future__ import annotations

from typing import Any

from bot.domain.actions.course import KIND
from bot.domain.service import Service
from bot.domain.stream import Recorded, broken_link
from bot.ports import Clock, Store

LATEST = 20
"""Actions whose entries are listed, the newest first."""

MOST = 40
"""Lines of a list; Slack takes 50 blocks, and a list of lines is cut by the pages besides."""

TOLD = frozenset(
    {
        "asked",
        "approved",
        "broke_glass",
        "stood",
        "denied",
        "withdrawn",
        "expired",
        "turned_away",
        "called",
        "done",
        "failed",
        "judged",
        "reminded",
        "extended",
        "undone",
        "not_restored",
    }
)
"""What people read in the log; the rest (each look of a watch, say) is on record all the same."""


def approvals(service: Service, *, store: Store, clock: Clock) -> dict[str, Any]:
    """Tell which plans await somebody's consent, those that expire first at the top."""
    now = clock.now().isoformat()
    waiting = [
        {**head.summary, "stream": head.id}
        for head in store.find(kind=KIND, service=service.name, state="awaiting")
        if str(head.summary["expires_at"]) > now
    ]
    waiting.sort(key=lambda one: str(one["expires_at"]))
    return {"service": service.name, "title": dict(service.title), "command": service.command, "plans": waiting[:MOST]}


def log(service: Service, *, store: Store) -> dict[str, Any]:
    """Tell who asked, agreed and changed what, the newest first, and whether the record is whole."""
    rows: list[dict[str, Any]] = []
    broken: list[str] = []
    for head in store.find(kind=KIND, service=service.name, limit=LATEST):
        entries = store.read(head.id)[1]
        if broken_link(entries) is not None or len(entries) != head.seq:
            broken.append(head.id)
        rows += [_row(row, head.summary["title"], str(head.summary["subject"])) for row in entries if _is_told(row)]
    rows.sort(key=lambda row: (str(row["at"]), int(row["seq"])), reverse=True)
    more = max(0, len(rows) - MOST)
    return {
        "service": service.name,
        "title": dict(service.title),
        "command": service.command,
        "rows": rows[:MOST],
        "more": more,
        "broken": broken,
    }


def _is_told(row: Recorded) -> bool:
    return row.entry.kind in TOLD


def _row(row: Recorded, title: object, subject: str) -> dict[str, Any]:
    entry = row.entry
    return {
        "at": entry.at.isoformat(),
        "seq": row.seq,
        "by": entry.by,
        "kind": entry.kind,
        "facts": dict(entry.facts),
        "title": title,
        "subject": subject,
        "stream": row.stream,
    }
