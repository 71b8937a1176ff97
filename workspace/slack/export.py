"""What does Slack give who exports a workspace? A zip: lists of people and conversations, and a file for each day.

Format: Slack help, "How to read Slack data exports": public channels by default, everything in the other kind of
export. Messages stand in the file of their day (UTC), replies among them; whispers are in no export, and of a deleted
message only a thread's tombstone is. Files are named, with their address, and not included.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workspace.slack.refusals import Json
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.state.team import Team

_PROFILE = ("avatar_hash", "first_name", "real_name", "display_name", "team")


def export(team: Team, into: IO[bytes], *, everything: bool = False) -> None:
    """Write the export; with `everything` also private channels and direct messages."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(team, everything=everything):
            archive.writestr(name, json.dumps(content, ensure_ascii=False, indent=4) + "\n")


def contents(team: Team, *, everything: bool = False) -> Iterator[tuple[str, object]]:
    """Give the export's files: name and JSON."""
    kinds = _by_kind(team)
    yield "users.json", [_person(team, person_id) for person_id in team.people]
    yield "channels.json", [_described(channel) for channel in kinds["channels"]]
    if everything:
        yield "groups.json", [_described(channel) for channel in kinds["groups"]]
        yield "mpims.json", [_described(channel) for channel in kinds["mpims"]]
        yield (
            "dms.json",
            [{"id": one.id, "created": one.created, "members": list(one.members)} for one in kinds["dms"]],
        )
    yield "canvases.json", []
    yield "integration_logs.json", [_installation(team)]
    wanted = [*kinds["channels"], *(kinds["groups"] + kinds["mpims"] + kinds["dms"] if everything else [])]
    for channel in wanted:
        for day, messages in sorted(_by_day(channel.messages.values()).items()):
            yield f"{_folder(channel)}/{day}.json", [_message(team, channel, one) for one in messages]


def _by_kind(team: Team) -> dict[str, list[Channel]]:
    found: dict[str, list[Channel]] = defaultdict(list)
    for channel in team.channels.values():
        kind = (channel.is_im and "dms") or (channel.is_mpim and "mpims") or (channel.is_private and "groups")
        found[kind or "channels"].append(channel)
    return found


def _folder(channel: Channel) -> str:
    """Name a conversation's folder; whatever its name is, it stays one folder inside the zip."""
    name = channel.id if channel.is_im else channel.name
    return re.sub(r"[/\\\x00-\x1f]", "_", name).strip(". ") or channel.id


def _by_day(messages: Iterable[Message]) -> dict[str, list[Message]]:
    days: dict[str, list[Message]] = defaultdict(list)
    for message in sorted(messages, key=lambda one: one.ts):
        days[datetime.fromtimestamp(float(message.ts), UTC).date().isoformat()].append(message)
    return days


def _person(team: Team, person_id: str) -> Json:
    return team.people[person_id].for_api(team.id, with_email=True, with_locale=False)


def _described(channel: Channel) -> Json:
    pins = [
        {"id": ts, "type": "C", "created": facts.get("created", 0), "user": facts.get("created_by", "")}
        for ts, facts in channel.pins.items()
    ]
    return {
        "id": channel.id,
        "name": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "members": list(channel.members),
        **({"pins": pins} if pins else {}),
        "topic": channel.topic.as_json(),
        "purpose": channel.purpose.as_json(),
    }


def _installation(team: Team) -> Json:
    return {
        "user_id": next(iter(team.people)),
        "user_name": next(iter(team.people.values())).name,
        "date": str(min((channel.created for channel in team.channels.values()), default=0)),
        "change_type": "added",
        "app_type": team.manifest.name,
        "app_id": team.app.app_id,
        "scope": ",".join(sorted(team.manifest.scopes)),
    }


def _message(team: Team, channel: Channel, message: Message) -> Json:
    found = message.for_api()
    person = team.people.get(message.author)
    if person is not None and not person.is_bot:
        profile = _person(team, person.id)["profile"]
        about = {name: profile[name] for name in _PROFILE}
        about |= {"name": person.name, "is_restricted": person.is_restricted, "is_ultra_restricted": False}
        found |= {"user_team": team.id, "source_team": team.id, "user_profile": about}
    if message.replies:
        found["replies"] = [{"user": author, "ts": ts} for ts, author in sorted(message.replies.items())]
    pinned: dict[str, Any] = {"pinned_to": [channel.id]} if message.ts in channel.pins else {}
    return found | pinned
