"""Methods about the app itself: who am I, where am I, how do I connect?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import Method, method
from workspace.slack.refusals import Refused

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.refusals import Json


def _api_test(call: Call) -> Json:
    error = str(call.get("error"))
    return {"ok": False, "error": error} if error else {"ok": True, "args": dict(call.arguments)}


def _auth_test(call: Call) -> Json:
    team, bot = call.team, call.bot
    return {
        "ok": True,
        "url": f"{team.base_url}/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(call: Call) -> Json:
    ticket = call.board.sockets.issue_ticket()
    address = call.team.base_url.replace("http://", "ws://", 1)
    return {"ok": True, "url": f"{address}/link?ticket={ticket}&app_id={call.team.app.app_id}"}


def _team_info(call: Call) -> Json:
    team = call.team
    icon = {"image_default": True}
    return {
        "ok": True,
        "team": {
            "id": team.id,
            "name": team.name,
            "url": f"{team.base_url}/",
            "domain": team.domain,
            "email_domain": "",
            "icon": icon,
        },
    }


def _bot_info(call: Call) -> Json:
    """Tell of a bot by its own id, ours unless named (Slack docs, bots.info)."""
    wanted = str(call.get("bot")) or call.bot.bot_id
    for person in call.team.people.values():
        if person.is_bot and person.bot_id == wanted:
            told = call.team.bot_profile(person)["bot_profile"]
            return {"ok": True, "bot": {**told, "user_id": person.id}}
    raise Refused("bot_not_found")


def _emoji(_call: Call) -> Json:
    """Return the workspace's own emoji: it has none (Slack docs, emoji.list)."""
    return {"ok": True, "emoji": {}, "cache_ts": "0"}


def _for_people_only(_call: Call) -> Json:
    raise Refused("not_allowed_token_type")


METHODS: tuple[Method, ...] = (
    method("api.test", _api_test, "error foo", tier=4, token="none"),  # noqa: S106
    method("auth.test", _auth_test, tier=4),
    method("apps.connections.open", _connections_open, token="app"),  # noqa: S106
    method("bots.info", _bot_info, "bot", scopes="users:read"),
    method("emoji.list", _emoji, "include_categories:flag", scopes="emoji:read", tier=2),
    # Slack has these for people's tokens, and says so to a bot (Slack docs, search.messages).
    method("search.messages", _for_people_only, "query! count page sort sort_dir highlight cursor", tier=2),
    method("team.info", _team_info, "team domain", scopes="team:read"),
)
