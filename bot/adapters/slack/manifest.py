"""What must Slack allow our app, and tell it? The manifest that an administrator installs, made from what is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from bot.adapters.slack.doors.listeners import EVENTS

NAME = "liveness-bot"
DESCRIPTION = "Runs on-call for AWS services where people already talk."
BACKGROUND = "#1f3a5f"

_MANAGING = frozenset({"channels:manage", "groups:write"})

METHOD_SCOPES: Mapping[str, frozenset[str]] = {
    "auth.test": frozenset(),
    "bookmarks.add": frozenset({"bookmarks:write"}),
    "bookmarks.list": frozenset({"bookmarks:read"}),
    "chat.getPermalink": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.archive": _MANAGING,
    "conversations.create": _MANAGING,
    "conversations.history": frozenset({"channels:history", "groups:history"}),
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.invite": _MANAGING,
    "conversations.list": frozenset({"channels:read", "groups:read"}),
    "conversations.members": frozenset({"channels:read", "groups:read"}),
    "conversations.replies": frozenset({"channels:history", "groups:history"}),
    "conversations.setPurpose": _MANAGING,
    "conversations.setTopic": _MANAGING,
    "conversations.unarchive": _MANAGING,
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "pins.add": frozenset({"pins:write"}),
    "reactions.add": frozenset({"reactions:write"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.conversations": frozenset({"channels:read", "groups:read"}),
    "users.info": frozenset({"users:read", "users:read.email"}),
    "users.lookupByEmail": frozenset({"users:read.email"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
}
"""The Web API methods we call, and the bot scopes that each needs for what we ask of it (Slack docs, method pages).

Conversations are asked for in public and private channels; a person's e-mail address needs a scope of its own.
"""

ADDRESS_SCOPES: Mapping[str, frozenset[str]] = {"url_private": frozenset({"files:read"})}
"""The scope with which a file's bytes are read, at the address that Slack tells (Slack docs, file object)."""

EVENT_SCOPES: Mapping[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "file_deleted": frozenset({"files:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "pin_added": frozenset({"pins:read"}),
    "pin_removed": frozenset({"pins:read"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
}
"""The bot scope that each subscription needs (Slack docs, event reference)."""


class SlashCommand(Protocol):
    """What the manifest says of a slash command."""

    @property
    def name(self) -> str:
        """Return the command with its slash."""
        ...

    @property
    def description(self) -> str:
        """Return what people see while they type."""
        ...

    @property
    def usage_hint(self) -> str:
        """Return what may follow the command."""
        ...


class Shortcut(Protocol):
    """What the manifest says of a shortcut; Slack takes five (Slack docs, manifest schema)."""

    @property
    def name(self) -> str:
        """Return what people see in the menu, in 24 characters at most."""
        ...

    @property
    def kind(self) -> Literal["message", "global"]:
        """Return whether it stands in every message's menu, or in the composer's."""
        ...

    @property
    def callback_id(self) -> str:
        """Return the command that it is for us."""
        ...

    @property
    def description(self) -> str:
        """Return what it does, in 150 characters at most."""
        ...


def bot_scopes() -> frozenset[str]:
    """Return the scopes that our calls, subscriptions and slash commands need, and no other."""
    found = {"commands"}
    for scopes in (*METHOD_SCOPES.values(), *ADDRESS_SCOPES.values(), *(EVENT_SCOPES[event] for event in bot_events())):
        found |= scopes
    return frozenset(found)


def bot_events() -> tuple[str, ...]:
    """Return the subscriptions that the doors' listeners act on."""
    return tuple(sorted(event for subscriptions in EVENTS.values() for event in subscriptions))


def manifest(
    commands: Sequence[SlashCommand], shortcuts: Sequence[Shortcut] = (), *, http_url: str | None = None
) -> dict[str, Any]:
    """Return the app manifest (Slack's schema, version 2): for Socket Mode, or for HTTP mode at `http_url`.

    Slash commands escape the people and channels they name, so that we get ids and not display names.
    """
    address = {"request_url": http_url} if http_url else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": BACKGROUND},
        "features": {
            "app_home": {
                "home_tab_enabled": "app_home_opened" in bot_events(),
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [_slash_command(command, http_url) for command in commands],
            **({"shortcuts": [_shortcut(one) for one in shortcuts]} if shortcuts else {}),
        },
        "oauth_config": {"scopes": {"bot": sorted(bot_scopes())}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(bot_events())},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": http_url is None,
            "token_rotation_enabled": False,
        },
    }


def _slash_command(command: SlashCommand, http_url: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {"command": command.name, "description": command.description, "should_escape": True}
    if command.usage_hint:
        told["usage_hint"] = command.usage_hint
    return told | ({"url": http_url} if http_url else {})


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    return {
        "name": shortcut.name,
        "type": shortcut.kind,
        "callback_id": shortcut.callback_id,
        "description": shortcut.description,
    }
