"""Which happenings does the app hear of, and in what words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.delivery.office import EVENTS, Delivery
from workspace.slack.state.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspace.slack.refusals import Json
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.happenings import Happening
    from workspace.slack.state.team import Team

_FAMILIES = {
    "public_channel": "message.channels",
    "private_channel": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class EventDesk:
    """Turns happenings into events for the app: only what its manifest subscribes, only from channels its bot is in."""

    def __init__(self, team: Team, hand_in: Callable[[Delivery], Delivery]) -> None:
        """Listen; ``hand_in`` takes what is to be delivered."""
        self._team = team
        self._hand_in = hand_in

    def hear(self, happening: Happening) -> None:
        """Send the events that a happening makes."""
        reading = _READINGS.get(happening.kind)
        if reading is None:
            return
        for subscription, event in reading(self._team, happening):
            if self._team.manifest.hears(subscription):
                self.send(event)

    def send(self, event: Json) -> Delivery:
        """Wrap an event as ``event_callback`` (Slack docs, Events API, callback field overview) and hand it in."""
        team = self._team
        event.setdefault("event_ts", team.moments.next_ts())
        body: Json = {
            "token": team.app.verification_token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": team.app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(team.moments.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": team.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_id('')}",
        }
        where = event.get("channel") or event.get("channel_id") or ""
        words = [
            event["type"],
            event.get("subtype", ""),
            where if isinstance(where, str) else where.get("id", ""),
            event.get("ts", ""),
        ]
        return self._hand_in(Delivery(EVENTS, body, " ".join(word for word in words if word)))


Reading = list[tuple[str, "Json"]]


def _bot_hears(team: Team, channel: Channel | None) -> bool:
    return channel is not None and channel.has(team.app.bot_user_id)


def _message(team: Team, happening: Happening) -> Reading:
    channel, message = happening.channel, happening.message
    if channel is None or message is None or not _bot_hears(team, channel):
        return []
    event = message.for_api(with_marks=False)
    event |= {"channel": channel.id, "channel_type": channel.event_type, "event_ts": message.ts}
    if happening.kind == "thread_broadcast":
        event |= {
            "subtype": "thread_broadcast",
            "root": channel.messages[message.draft.thread_ts or ""].for_api(with_marks=False),
        }
    elif happening.kind == "file_share" and not message.draft.subtype:
        event["subtype"] = "file_share"
    found: Reading = [(_FAMILIES[channel.kind], event)]
    if (
        f"<@{team.app.bot_user_id}" in message.draft.text
        and message.author != team.app.bot_user_id
        and channel.kind not in {"im", "mpim"}
    ):
        mention = {key: value for key, value in event.items() if key not in {"subtype", "channel_type", "root"}}
        found.append(("app_mention", mention | {"type": "app_mention"}))
    for file in message.draft.files:
        shared = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": file.id,
            "user_id": file.owner,
            "file": {"id": file.id},
        }
        found.append(("file_shared", shared))
    return found


def _changed(team: Team, happening: Happening) -> Reading:
    channel, message = happening.channel, happening.message
    if channel is None or message is None or not _bot_hears(team, channel):
        return []
    event_ts = happening.facts["event_ts"]
    event: Json = {
        "type": "message",
        "subtype": happening.kind,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.event_type,
        "previous_message": happening.facts["previous"],
        "ts": event_ts,
        "event_ts": event_ts,
    }
    if happening.kind == "message_changed":
        event["message"] = message.for_api(with_marks=False)
    else:
        event["deleted_ts"] = happening.facts["deleted_ts"]
    return [(_FAMILIES[channel.kind], event)]


def _reaction(team: Team, happening: Happening) -> Reading:
    channel, message = happening.channel, happening.message
    if channel is None or message is None or not _bot_hears(team, channel):
        return []
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    return [(happening.kind, {"type": happening.kind, **happening.facts, "item": item})]


def _pin(team: Team, happening: Happening) -> Reading:
    channel, message = happening.channel, happening.message
    if channel is None or message is None or not _bot_hears(team, channel):
        return []
    user, now = happening.facts["user"], int(team.moments.now())
    full = message.for_api() | {"permalink": team.permalink(message)}
    event: Json = {
        "type": happening.kind,
        "user": user,
        "channel_id": channel.id,
        "item": {"type": "message", "channel": channel.id, "message": full, "created": now, "created_by": user},
        "item_user": message.author,
        "pin_count": happening.facts["pin_count"],
        "pinned_info": {"channel": channel.id, "pinned_by": user, "pinned_ts": now},
        "event_ts": happening.facts["event_ts"],
    }
    if happening.kind == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    return [(happening.kind, event)]


def _membership(team: Team, happening: Happening) -> Reading:
    channel = happening.channel
    if channel is None or not (_bot_hears(team, channel) or happening.facts["user"] == team.app.bot_user_id):
        return []
    kind = "G" if channel.is_private else "C"
    event: Json = {
        "type": happening.kind,
        "channel": channel.id,
        "channel_type": kind,
        "team": team.id,
        **happening.facts,
    }
    found: Reading = [(happening.kind, event)]
    if happening.kind == "member_left_channel" and happening.facts["user"] == team.app.bot_user_id:
        left = "group_left" if channel.is_private else "channel_left"
        found.append((left, {"type": left, "channel": channel.id, "actor_id": happening.facts["user"]}))
    return found


def _file_deleted(_team: Team, happening: Happening) -> Reading:
    file_id = happening.facts["file_id"]
    return [("file_deleted", {"type": "file_deleted", "file_id": file_id})]


def _channel(team: Team, happening: Happening) -> Reading:
    channel = happening.channel
    if channel is None or channel.is_im or channel.is_mpim:
        return []
    if channel.is_private and (happening.kind == "channel_created" or not _bot_hears(team, channel)):
        return []
    kind = happening.kind.replace("channel_", "group_") if channel.is_private else happening.kind
    if happening.kind in {"channel_archive", "channel_unarchive"}:
        return [(kind, {"type": kind, "channel": channel.id, "user": happening.facts["user"]})]
    facts: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": not channel.is_private,
    }
    if happening.kind == "channel_created":
        facts |= {"creator": channel.creator, "is_shared": False, "is_org_shared": False, "context_team_id": team.id}
    return [(kind, {"type": kind, "channel": facts})]


_READINGS: dict[str, Callable[[Team, Happening], Reading]] = {
    "message": _message,
    "thread_broadcast": _message,
    "file_share": _message,
    "message_changed": _changed,
    "message_deleted": _changed,
    "reaction_added": _reaction,
    "reaction_removed": _reaction,
    "pin_added": _pin,
    "pin_removed": _pin,
    "member_joined_channel": _membership,
    "member_left_channel": _membership,
    "channel_created": _channel,
    "channel_rename": _channel,
    "channel_archive": _channel,
    "channel_unarchive": _channel,
    "file_deleted": _file_deleted,
}
