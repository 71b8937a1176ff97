"""What may the sample app do, where no manifest is given?"""

from __future__ import annotations

from typing import Any

_SCOPES = """
app_mentions:read bookmarks:read bookmarks:write channels:history channels:join channels:manage channels:read chat:write
commands files:read files:write groups:history groups:read groups:write im:history im:read im:write mpim:history
emoji:read mpim:read mpim:write pins:read pins:write reactions:read reactions:write team:read usergroups:read
users.profile:read users:read users:read.email
"""
_EVENTS = """
app_home_opened app_mention channel_archive channel_created channel_rename file_shared member_joined_channel
member_left_channel message.channels message.groups message.im message.mpim pin_added pin_removed reaction_added
reaction_removed
"""


def _command(command: str, description: str, usage_hint: str) -> dict[str, Any]:
    return {"command": command, "description": description, "usage_hint": usage_hint, "should_escape": True}


def _shortcut(name: str, callback_id: str, kind: str) -> dict[str, Any]:
    return {"name": name, "callback_id": callback_id, "type": kind, "description": name}


SAMPLE: dict[str, Any] = {
    "display_information": {"name": "liveness-bot"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "liveness-bot", "always_online": True},
        "slash_commands": [
            _command("/liveness", "Ask about the liveness service", "status 1h"),
            _command("/incident", "Declare and run incidents", "declare S2 title"),
        ],
        "shortcuts": [
            _shortcut("Add to timeline", "timeline.add", "message"),
            _shortcut("Declare incident", "incident.declare", "global"),
        ],
    },
    "oauth_config": {"scopes": {"bot": _SCOPES.split()}},
    "settings": {
        "event_subscriptions": {"bot_events": _EVENTS.split()},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
