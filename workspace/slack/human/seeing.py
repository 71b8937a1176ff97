"""What does one person see: the workspace at a glance, messages, live updates?"""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from workspace.slack.api.arguments import as_number
from workspace.slack.blocks.checks import file_of
from workspace.slack.human.emoji import EMOJI
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.happenings import Happening
    from workspace.slack.state.messages import Message
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team

PAGE = 100
STREAM_BACKLOG = 2_000  # a page that is this far behind has to load anew
_CHANGES_OF_CHANNEL = {
    "channel",
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "pin_added",
    "pin_removed",
    "read",
}
_CHANGES_OF_MESSAGE = {
    "message_changed",
    "thread_grew",
    "file_gone",
    "reaction_added",
    "reaction_removed",
    "pin_added",
    "pin_removed",
}
_NEW_MESSAGES = {"message", "thread_broadcast", "file_share"}
_FOR_ALL = {"weather", "scenario", "app", "presence"}
_OWN = {"view", "view_errors", "view_closed", "home", "toast"}


def boot(team: Team, person: Person) -> Json:
    """Return what the page needs first."""
    manifest, app = team.manifest, team.app
    return {
        "ok": True,
        "team": {"id": team.id, "name": team.name, "domain": team.domain},
        "me": person.for_page(),
        "people": [{**one.for_page(), "presence": team.presence.of(one)} for one in team.people.values()],
        "groups": [
            {"id": group.id, "handle": group.handle, "name": group.name, "members": list(group.members)}
            for group in team.groups.values()
        ],
        "channels": [
            channel_for(team, channel, person.id) for channel in team.channels.values() if channel.visible_to(person.id)
        ],
        "app": {
            "id": app.app_id,
            "name": manifest.name,
            "bot_user_id": app.bot_user_id,
            "bot_id": app.bot_id,
            "connected": team.presence.is_app_connected,
        },
        "commands": [
            {"command": one.command, "description": one.description, "usage_hint": one.usage_hint}
            for one in manifest.commands.values()
        ],
        "shortcuts": [
            {"name": one.name, "callback_id": one.callback_id, "type": one.type} for one in manifest.shortcuts.values()
        ],
        "home": {"enabled": manifest.home_enabled},
        "emoji": list(EMOJI),
    }


def channel_for(team: Team, channel: Channel, viewer: str) -> Json:
    """Return a channel as a person sees it; a direct one bears the other's name."""
    found = channel.for_page(viewer) | {"calls": _calls_for(team, channel, viewer)}
    if channel.is_im:
        other = next((one for one in channel.members if one != viewer), viewer)
        found |= {"name": team.people[other].name, "user": other}
    return found


def _calls_for(team: Team, channel: Channel, viewer: str) -> int:
    """Count what was said to this person by name, or to all, since they read here last."""
    since = bisect_right(channel.roots, channel.read_until.get(viewer, ""))
    groups = [f"<!subteam^{group.id}" for group in team.groups.values() if viewer in group.members]
    calls = (f"<@{viewer}", "<!here", "<!channel", "<!everyone", *groups)
    texts = (f"{draft.text}{draft.blocks}" for ts in channel.roots[since:] if (draft := channel.messages[ts].draft))
    return sum(any(call in text for call in calls) for text in texts)


def message_for(team: Team, message: Message) -> Json:
    """Return a message for the page: Slack's own JSON, with addresses for its images."""
    found = message.for_api(with_metadata=True)
    found["channel"] = message.channel_id
    found.setdefault("user", message.author)
    found["permalink"] = team.permalink(message)
    if message.whispered_to:
        found["ephemeral"] = True
        if message.draft.thread_ts:
            found["thread_ts"] = message.draft.thread_ts
    for part in ("blocks", "attachments"):
        if part in found:
            found[part] = with_images(team, found[part])
    if "files" in found:
        found["files"] = [{**file.for_api(), "page_url": file.page_url} for file in message.draft.files]
    return found


def with_images(team: Team, part: Any) -> Any:
    """Return blocks in which every ``slack_file`` image has an address that the page can load."""
    if isinstance(part, list):
        return [with_images(team, one) for one in part]
    if not isinstance(part, dict):
        return part
    copy = {name: with_images(team, value) for name, value in part.items()}
    if part.get("type") == "image" and isinstance(part.get("slack_file"), dict):
        file = file_of(team, part["slack_file"])
        if file is not None:
            copy["image_url"] = file.page_url
    return copy


def messages(team: Team, person: Person, query: Json) -> Json:
    """Return a channel's or a thread's messages, oldest first, with the person's own ephemeral ones among them."""
    channel = team.channel(str(query.get("channel", "")))
    if not channel.visible_to(person.id):
        raise Refused("channel_not_found", "There is no such channel, or you are not invited.")
    thread_ts = str(query.get("thread_ts") or "")
    if thread_ts:
        parent = team.message(channel, thread_ts)
        stamps = [parent.ts, *parent.replies]
    else:
        stamps = channel.roots
    first, end = _window(stamps, query)
    has_older, has_newer = first > 0, end < len(stamps)
    # An ephemeral message belongs to the page of the message before it, so that no page's edge loses it.
    since, until = stamps[first] if has_older and first < end else "", stamps[end] if has_newer else "~"
    whispers = [
        one
        for one in channel.whispers.values()
        if one.whispered_to == person.id and (one.draft.thread_ts or "") == thread_ts and since <= one.ts < until
    ]
    shown = sorted([*(channel.messages[ts] for ts in stamps[first:end]), *whispers], key=lambda message: message.ts)
    return {
        "ok": True,
        "messages": [message_for(team, one) for one in shown],
        "has_more": has_older,
        "has_newer": has_newer,
    }


def _window(stamps: list[str], query: Json) -> tuple[int, int]:
    """Return which part of a conversation is asked for: the last page, or the one before, after or around a moment."""
    limit = max(1, min(as_number(query.get("limit") or PAGE), 1000))
    if query.get("around"):
        middle = bisect_left(stamps, str(query["around"]))
        end = min(len(stamps), max(middle + (limit + 1) // 2, limit))
    elif query.get("after"):
        first = bisect_right(stamps, str(query["after"]))
        return first, min(len(stamps), first + limit)
    else:
        end = bisect_left(stamps, str(query.get("before") or "~"))
    return max(0, end - limit), end


class Stream:
    """One page's live updates."""

    def __init__(self, team: Team, person: str) -> None:
        """Start to listen for one person."""
        self._team = team
        self._person = person
        self._items: asyncio.Queue[str] = asyncio.Queue(STREAM_BACKLOG)
        self.is_lost = False

    def hear(self, happening: Happening) -> None:
        """Note what this person can see of a happening."""
        if happening.only_for and happening.only_for != self._person:
            return
        if happening.channel is not None and not happening.only_for and not happening.channel.visible_to(self._person):
            return
        for item in self._items_of(happening):
            if self._items.full():
                self.is_lost = True
                return
            self._items.put_nowait(json.dumps(item, ensure_ascii=False))

    def _items_of(self, happening: Happening) -> list[Json]:
        kind, channel, message = happening.kind, happening.channel, happening.message
        if kind in _OWN:
            facts = happening.facts
            if "view" in facts:
                facts = {**facts, "view": with_images(self._team, facts["view"])}
            return [{"type": kind, **facts}]
        if kind in _FOR_ALL:
            return [{"type": kind, **happening.facts}]
        found: list[Json] = []
        if channel is not None and message is not None:
            found += self._message_items(kind, channel, message)
        if channel is not None and kind in _CHANGES_OF_CHANNEL:
            found.append({"type": "channel", "channel": channel_for(self._team, channel, self._person)})
        return found

    def _message_items(self, kind: str, channel: Channel, message: Message) -> list[Json]:
        if kind in {"message_deleted", "ephemeral_deleted", "thread_shrank_away"}:
            name = "ephemeral_deleted" if kind == "ephemeral_deleted" else "message_deleted"
            return [{"type": name, "channel": channel.id, "ts": message.ts, "thread_ts": message.draft.thread_ts}]
        if kind in _CHANGES_OF_MESSAGE:
            kind = "message_changed"
        elif kind in _NEW_MESSAGES:
            kind = "message"
        return [{"type": kind, "channel": channel.id, "message": message_for(self._team, message)}]

    async def next(self) -> str:
        """Wait for the next update."""
        return await self._items.get()
