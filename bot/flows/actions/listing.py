"""What awaits consent, and who did what?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        now, entries = store.read(head.id)  # more may have happened since it was listed
        if now is None or broken_link(entries) is not None or not len(entries) == now.seq >= head.seq:
            broken.append(head.id)
        rows += [_row(row, head.summary) for row in entries if _is_told(row)]
    rows.sort(key=lambda row: (str(row["at"]), int(row["seq"])), reverse=True)
    rows = _gathered(rows)
    more = max(0, len(rows) - MOST)
    return {
        "service": service.name,
        "title": dict(service.title),
        "command": service.command,
        "rows": rows[:MOST],
        "more": more,
        "broken": broken,
    }


def _gathered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tell requests of one kind that came one after the other in one line: there may be hundreds, to a tag each."""
    told: list[dict[str, Any]] = []
    for row in rows:
        if told and row["kind"] == "called" and _sort(row) == _sort(told[-1]):
            told[-1]["times"] += 1
        else:
            told.append(row)
    return told


def _sort(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (row["stream"], row["kind"], row["facts"].get("call"), row["facts"].get("outcome"))


def _is_told(row: Recorded) -> bool:
    return row.entry.kind in TOLD


def _row(row: Recorded, summary: Mapping[str, Any]) -> dict[str, Any]:
    entry = row.entry
    return {
        "at": entry.at.isoformat(),
        "seq": row.seq,
        "by": entry.by,
        "kind": entry.kind,
        "facts": dict(entry.facts),
        **{name: summary[name] for name in ("title", "subject", "undoes", "words")},
        "stream": row.stream,
        "times": 1,
    }
