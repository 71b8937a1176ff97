"""Which messages would a careful postmortem lead put into the timeline, incident by incident?

All are written in our own words after the shape of well-known public write-ups. In: what was first seen, how far it
reached, what was found, ruled out or decided, what was done and what came of it, what was said to the public. Out:
questions, thanks, chatter, plans nobody carried out, news that is none, coordination, what was said already.

Files of JSON lines, named by what they are for. Words and weights were chosen by the `development` halves. The `held_out`
halves were labelled and frozen before. In the `terse` ones news is said in three words and side talk in forty. What is
called `afterwards` was written when the rules stood, and measured once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.marks import Mark, reaction
from bot.domain.messages import File, Message, moment_of
from bot.domain.postmortems.suggesting import Context, Happening

CHANNEL = "C0ROOM"
SETS = ("development", "held_out", "terse_development", "terse_held_out", "afterwards")
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    """An incident: its messages, what is known beside them, and the ts of those that belong in the timeline."""

    id: str
    language: str
    messages: tuple[Message, ...]
    seen: Context
    belong: frozenset[str]


def incidents(name: str) -> tuple[Labelled, ...]:
    """Read the incidents of one file; see `SETS`."""
    by_incident: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        by_incident[one["incident"]].append(one)
    return tuple(_incident(rows) for rows in by_incident.values())


def _incident(rows: Sequence[Mapping[str, Any]]) -> Labelled:
    head = rows[0]
    said = [row for row in rows if "label" in row]
    roles: dict[str, frozenset[str]] = defaultdict(frozenset)
    for who, role in head["roles"].items():
        roles[role] |= {who}
    return Labelled(
        id=head["incident"],
        language=head["language"],
        messages=tuple(_message(row) for row in said),
        seen=Context(
            roles=roles,
            bots=frozenset(head["bots"]),
            marks=tuple(mark for row in said for mark in _marks(row)),
            happenings=tuple(
                Happening(datetime.fromisoformat(row["at"]), row["happening"]) for row in rows if "happening" in row
            ),
        ),
        belong=frozenset(row["ts"] for row in said if row["label"] == "in"),
    )


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        channel=CHANNEL,
        ts=row["ts"],
        root_ts=row.get("root_ts"),
        author=row["author"],
        text=row["text"],
        files=tuple(File(name) for name in row.get("files", ())),
        is_edited=False,
        is_deleted=False,
    )


def _marks(row: Mapping[str, Any]) -> list[Mark]:
    return [
        Mark(CHANNEL, row["ts"], reaction(emoji), f"U{number}", moment_of(row["ts"]))
        for emoji, count in row.get("reactions", {}).items()
        for number in range(count)
    ]
