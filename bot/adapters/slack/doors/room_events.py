"""What happened in a channel besides what was said: marks, comers, what became of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.marks import PIN, reaction
from bot.domain.messages import moment_of
from bot.domain.room_events import Kind, RoomEvent, from_json
from bot.ports import Arrival, Store
from bot.speech import Place

Json = Mapping[str, Any]

KINDS: Mapping[str, Kind] = {
    "reaction_added": "reaction_added",
    "reaction_removed": "reaction_removed",
    "pin_added": "pin_added",
    "pin_removed": "pin_removed",
    "member_joined_channel": "member_joined",
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_unarchive": "unarchived",
    "group_unarchive": "unarchived",
    "channel_rename": "renamed",
    "group_rename": "renamed",
}
"""What each of Slack's event types means to us; a private channel's have names of their own."""

SEEN = "seen:"
"""An arrival whose kind begins so is no event of Slack's: a refill saw in history what an event should have told."""


def room_event_of(arrival: Arrival) -> RoomEvent | None:
    """Read a kept event, or what a refill saw; None for every other arrival, and for one in a strange shape."""
    try:
        if arrival.kind.startswith(SEEN):
            return from_json(arrival.id, arrival.body)
        kind = KINDS.get(arrival.kind.removeprefix("event:"))
        return None if kind is None else _read(arrival.id, kind, arrival.body)
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def place_of_event(event: RoomEvent) -> Place:
    """Return the place that is captured or not: the message's thread, or the whole channel."""
    return Place(event.channel, event.ts)


def note_mark(store: Store, event: RoomEvent) -> None:
    """Keep the mark that an event puts or takes away; other events are kept nowhere but in the inbox."""
    if event.ts is None:
        return
    mark = PIN if event.kind.startswith("pin") else reaction(event.name)
    note = store.note_mark if event.kind in {"reaction_added", "pin_added"} else store.take_mark_away
    note(event.channel, event.ts, mark, event.by, event.at, event.id)


def _read(id_: str, kind: Kind, body: Json) -> RoomEvent:
    event: Json = body["event"]
    at = moment_of(str(event["event_ts"])) if event.get("event_ts") else datetime.fromtimestamp(body["event_time"], UTC)
    by = str(event.get("user") or "")
    match kind:
        case "reaction_added" | "reaction_removed":
            item = event["item"]
            return RoomEvent(id_, kind, str(item["channel"]), by, at, str(item["ts"]), str(event["reaction"]))
        case "pin_added" | "pin_removed":
            return RoomEvent(id_, kind, str(event["channel_id"]), by, at, str(event["item"]["message"]["ts"]))
        case "renamed":
            return RoomEvent(id_, kind, str(event["channel"]["id"]), by, at, name=str(event["channel"]["name"]))
        case _:
            return RoomEvent(id_, kind, str(event["channel"]), by, at)
