"""What happened in a captured place besides what was said: marks, comers, and what became of the channel itself?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

Kind = Literal[
    "reaction_added",
    "reaction_removed",
    "pin_added",
    "pin_removed",
    "member_joined",
    "archived",
    "unarchived",
    "renamed",
]


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """One thing that happened in a place that is captured.

    `id` is unique to it, a second delivery has the same. `ts` is the message that was marked, else None; `by` is who
    did it, or who came, empty where Slack doesn't say. `name` is the emoji of a reaction, without colons, or a
    renamed channel's new name.
    """

    id: str
    kind: Kind
    channel: str
    by: str
    at: datetime
    ts: str | None = None
    name: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it as plain values, to be kept until it is handled."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "by": self.by,
            "at": self.at.isoformat(),
            "ts": self.ts,
            "name": self.name,
        }


def from_json(id_: str, told: Mapping[str, Any]) -> RoomEvent:
    """Read what `as_json` wrote."""
    return RoomEvent(
        id=id_,
        kind=cast("Kind", told["kind"]),
        channel=str(told["channel"]),
        by=str(told["by"]),
        at=datetime.fromisoformat(str(told["at"])),
        ts=None if told["ts"] is None else str(told["ts"]),
        name=str(told["name"]),
    )
