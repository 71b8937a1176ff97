"""What is the app allowed and subscribed to, by its own manifest?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from workspace.slack.sample import SAMPLE

ManifestSource = str | Path | Mapping[str, Any] | None

EVENT_SCOPES: dict[str, frozenset[str]] = {  # Slack docs, event reference: the scope each event needs
    "app_mention": frozenset({"app_mentions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "pin_added": frozenset({"pins:read"}),
    "pin_removed": frozenset({"pins:read"}),
    "file_shared": frozenset({"files:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_created": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_archive": frozenset({"channels:read"}),
}


class ManifestMistakeError(ValueError):
    """Say in a sentence what is wrong with a manifest."""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One slash command of the app."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One global or message shortcut of the app."""

    name: str
    callback_id: str
    type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an app manifest says, as far as the workspace acts on it (Slack docs, app manifest reference)."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    commands: dict[str, SlashCommand] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    home_enabled: bool = False
    interactivity_enabled: bool = False
    socket_mode_enabled: bool = True

    @classmethod
    def read(cls, source: ManifestSource) -> Manifest:
        """Read a manifest from a mapping, or a path to JSON or YAML; None is a sample app that may do everything.

        Raises ManifestMistakeError naming the key.
        """
        if source is None:
            return cls.read(SAMPLE)
        if not isinstance(source, Mapping):
            source = _load(Path(source))
        return cls._from(source)

    @classmethod
    def _from(cls, body: Mapping[str, Any]) -> Manifest:
        name = _at(body, "display_information", "name", default="")
        if not isinstance(name, str) or not name:
            sentence = "The manifest lacks display_information.name."
            raise ManifestMistakeError(sentence)
        commands = [_command(row) for row in _at(body, "features", "slash_commands", default=[])]
        shortcuts = [
            Shortcut(row["name"], row["callback_id"], row["type"], row.get("description", ""))
            for row in _at(body, "features", "shortcuts", default=[])
        ]
        return cls(
            name=name,
            bot_name=_at(body, "features", "bot_user", "display_name", default=name),
            scopes=frozenset(_at(body, "oauth_config", "scopes", "bot", default=[])),
            commands={command.command: command for command in commands},
            shortcuts={shortcut.callback_id: shortcut for shortcut in shortcuts},
            events=frozenset(_at(body, "settings", "event_subscriptions", "bot_events", default=[])),
            home_enabled=bool(_at(body, "features", "app_home", "home_tab_enabled", default=False)),
            interactivity_enabled=bool(_at(body, "settings", "interactivity", "is_enabled", default=False)),
            socket_mode_enabled=bool(_at(body, "settings", "socket_mode_enabled", default=True)),
        )

    def hears(self, subscription: str) -> bool:
        """Tell whether the app is subscribed to an event and has a scope for it; either alone brings nothing."""
        needed = EVENT_SCOPES.get(subscription)
        return subscription in self.events and (needed is None or bool(needed & self.scopes))


def _load(path: Path) -> Mapping[str, Any]:
    text = path.read_text(encoding="utf-8")
    body = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    if not isinstance(body, Mapping):
        sentence = f"{path} is not a manifest: it holds no mapping."
        raise ManifestMistakeError(sentence)
    return body


def _at(body: Mapping[str, Any], *keys: str, default: Any) -> Any:
    found: Any = body
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
        if found is None:
            return default
    return found


def _command(row: Mapping[str, Any]) -> SlashCommand:
    command = str(row.get("command", ""))
    if not command.startswith("/"):
        sentence = f"features.slash_commands: {command or 'a command'} does not begin with a slash."
        raise ManifestMistakeError(sentence)
    return SlashCommand(
        command, str(row.get("description", "")), str(row.get("usage_hint", "")), bool(row.get("should_escape", False))
    )
