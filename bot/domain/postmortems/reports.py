"""What is told of all postmortems together: a row for each in `reports.csv`, and each corrective action's status?

Both are made from the documents, so they can't drift from them. An approved document doesn't change any more while its
corrective actions go on, so their current status is told apart.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.postmortems.canonical import Json, canonical
from bot.domain.postmortems.markdown import settled
from bot.domain.postmortems.reading import SCHEMA_VERSION

COLUMNS = (
    "id", "title", "service", "severity", "status", "discovered_at", "minutes_to_acknowledge", "minutes_to_mitigate",
    "minutes_to_resolve", "hours_to_publish", "actions_open", "actions_done", "actions_overdue", "mitigated_30m",
    "published_48h", "direct_cause", "drill",
)  # fmt: skip
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b\t\r]")
"""What spreadsheets take for the start of a formula, full-width and small variants too (OWASP, "CSV Injection")."""
_QUOTED = re.compile(r'[",;\t\r\n]|^ | $')
"""What must stand in quotes: by RFC 4180, and the semicolon, which parts cells where the comma is the decimal mark."""
_APPROVED = ("title", "context", "root_cause", "lessons_learned", "narrative")
_OF_ROWS = ("at", "event", "owner", "kind", "deleted")
_LIVING = frozenset({"status", "closed_by", "ticket"})


@dataclass(frozen=True, slots=True)
class Current:
    """How a corrective action stands now; `evidence`, redacted, shows that it was done. None: not known."""

    status: str
    closed_by: str | None = None
    evidence: str | None = None
    ticket: str | None = None


Statuses = Mapping[tuple[str, str], Current]
"""How corrective actions stand now, by the postmortem's id and their own."""


def reports_csv(documents: Iterable[Mapping[str, Any]], statuses: Statuses, today: date) -> bytes:
    """Write `reports.csv`: RFC 4180, UTF-8, a row for each postmortem in the order of their ids.

    Drills have their row too, with `drill` true, and are to be left out of all figures. Unknown is an empty cell. A
    cell that a spreadsheet would take for a formula has `'` before it. `today` is the day in the configured time zone.
    """
    rows = [COLUMNS, *(_cells(one, statuses, today) for one in sorted(documents, key=lambda one: str(one["id"])))]
    return "".join(f"{','.join(_cell(one) for one in row)}\r\n" for row in rows).encode()


def actions_json(documents: Iterable[Mapping[str, Any]], statuses: Statuses) -> bytes:
    """Write `actions.json`: every corrective action as its document has it, with its current status.

    Those that `statuses` doesn't name stand as their document says. Their order is that of the documents.
    """
    return canonical(
        {
            "schema_version": SCHEMA_VERSION,
            "actions": [
                {
                    **action,
                    "postmortem": document["id"],
                    "service": document["service"],
                    "severity": document["severity"],
                    "status": now.status,
                    "closed_by": now.closed_by,
                    "evidence": now.evidence,
                    "ticket": now.ticket or action["ticket"],
                }
                for document in sorted(documents, key=lambda one: str(one["id"]))
                for action, now in _standing(document, statuses)
            ],
        }
    )


def statuses_of(actions: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Current]:
    """Read the statuses back from the rows of `actions.json`."""
    return {
        (str(one["postmortem"]), str(one["id"])): Current(
            str(one["status"]), one.get("closed_by"), one.get("evidence"), one.get("ticket")
        )
        for one in actions
    }


def approved_sha256(document: Mapping[str, Any]) -> str:
    """Return the hex digest of what people wrote and the control board agreed to.

    It covers title, context, root cause, lessons, narrative, of the timeline's rows when, what and who, and of
    corrective actions all but status, who closed them, and ticket: those live on after approval.
    """
    return hashlib.sha256(
        canonical(
            {
                **{name: document[name] for name in _APPROVED if name in document},
                "timeline": [{name: row[name] for name in _OF_ROWS} for row in document["timeline"]],
                "corrective_actions": [
                    {name: value for name, value in action.items() if name not in _LIVING}
                    for action in document["corrective_actions"]
                ],
            }
        )
    ).hexdigest()


def _standing(document: Mapping[str, Any], statuses: Statuses) -> list[tuple[Json, Current]]:
    return [
        (one, statuses.get((document["id"], one["id"])) or Current(one["status"], one["closed_by"]))
        for one in document["corrective_actions"]
    ]


def _cells(document: Mapping[str, Any], statuses: Statuses, today: date) -> tuple[object, ...]:
    standing = _standing(document, statuses)
    count = Counter(now.status for _, now in standing)
    late = [one["due"] for one, now in standing if now.status == "open" and one["due"]]
    met = {one["id"]: one["met"] for one in document["checklist"]}
    told = {
        **{name: document.get(name) for name in COLUMNS},
        **document["kpis"],
        "discovered_at": document["context"]["discovered_at"],
        "actions_open": count["open"],
        "actions_done": count["done"],
        "actions_overdue": sum(date.fromisoformat(due) < today for due in late),
        "mitigated_30m": met.get("mitigated_30m"),
        "published_48h": met.get("published_48h"),
        "direct_cause": document["root_cause"]["direct_cause"],
    }
    return tuple(told[name] for name in COLUMNS)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = settled(str(value))
    if isinstance(value, str) and _FORMULA.match(text):
        text = f"'{text}"
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(text) else text
