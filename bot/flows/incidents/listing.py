"""Which incidents are there, which are like this one, and how does this one stand in five lines?"""

from __future__ import annotations

from typing import Any

from bot.domain.incidents.incident import KIND
from bot.domain.stream import Stream
from bot.domain.terms import terms_of
from bot.flows.incidents.finding import EVER
from bot.flows.incidents.keeping import Known
from bot.ports import Store

MOST = 30
LIKE = 5


def incidents(store: Store, *, command: str) -> dict[str, Any]:
    """Tell those that are not closed, the gravest first, and the last that are; a private one without its title."""
    rows = {state: [_row(head) for head in store.find(kind=KIND, state=state)] for state in EVER}
    living = [row for state in EVER[:-1] for row in rows[state]]
    living.sort(key=lambda row: (row["severity"], row["detected_at"]))
    return {
        "living": living[:MOST],
        "more": max(0, len(living) - MOST),
        "closed": rows["closed"][:5],
        "command": command,
    }


def similar(known: Known, store: Store) -> list[dict[str, Any]]:
    """Tell incidents of the past whose words are like this one's."""
    words = terms_of(known.incident.title, known.incident.service, *(one.conditions for one in known.incident.updates))
    found = store.alike(words, kind=KIND, besides=known.stream, limit=2 * LIKE)
    return [_row(head) for head in found if not head.summary["is_private"]][:LIKE]


def _row(head: Stream) -> dict[str, Any]:
    told = dict(head.summary)
    if told["is_private"]:
        told["title"] = None
    return {**told, "stream": head.id, "service": head.service}
