"""Methods about people and their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import READ_SCOPES, Method, method
from workspace.slack.api.pages import paged
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.people import Person


def _shown(call: Call, person: Person) -> Json:
    with_email = "users:read.email" in call.team.manifest.scopes
    return person.for_api(call.team.id, with_email=with_email, with_locale=bool(call.get("include_locale", False)))


def _info(call: Call) -> Json:
    return {"ok": True, "user": _shown(call, call.team.person(str(call.get("user"))))}


def _list(call: Call) -> Json:
    page, metadata = paged(call, list(call.team.people.values()))
    cache_ts = int(call.team.moments.now())
    return {
        "ok": True,
        "members": [_shown(call, person) for person in page],
        "cache_ts": cache_ts,
        "response_metadata": metadata,
    }


def _lookup(call: Call) -> Json:
    wanted = str(call.get("email")).lower()
    for person in call.team.people.values():
        if person.email and person.email.lower() == wanted:
            return {"ok": True, "user": _shown(call, person)}
    raise Refused("users_not_found")


def _conversations(call: Call) -> Json:
    """Return the conversations that somebody, the bot unless named, is in and the bot may know of.

    Source: Slack docs, users.conversations.
    """
    user = str(call.get("user")) or call.bot.id
    call.team.person(user)
    kinds = call.get("types", ["public_channel"])
    found = [
        channel.for_api(user)
        for channel in call.team.channels.values()
        if channel.kind in kinds
        and channel.has(user)
        and channel.visible_to(call.bot.id)
        and not (call.get("exclude_archived", False) and channel.is_archived)
    ]
    page, metadata = paged(call, found)
    return {"ok": True, "channels": page, "response_metadata": metadata}


def _presence(call: Call) -> Json:
    person = call.team.person(str(call.get("user")) or call.bot.id)
    return {"ok": True, "presence": call.team.presence.of(person)}


def _profile(call: Call) -> Json:
    person = call.team.person(str(call.get("user")) or call.bot.id)
    return {"ok": True, "profile": _shown(call, person)["profile"]}


def _groups(call: Call) -> Json:
    with_users, with_count = bool(call.get("include_users", False)), bool(call.get("include_count", False))
    groups = [
        group.for_api(call.team.id, with_users=with_users, with_count=with_count) for group in call.team.groups.values()
    ]
    return {"ok": True, "usergroups": groups}


def _group_users(call: Call) -> Json:
    group = call.team.groups.get(str(call.get("usergroup")))
    if group is None:
        raise Refused("no_such_subteam")
    return {"ok": True, "users": list(group.members)}


METHODS: tuple[Method, ...] = (
    method("users.info", _info, "user! include_locale:flag", scopes="users:read", tier=4),
    method("users.list", _list, "cursor include_locale:flag limit:number", scopes="users:read", tier=2),
    method(
        "users.conversations",
        _conversations,
        "cursor exclude_archived:flag limit:number types:names user",
        scopes=READ_SCOPES,
    ),
    method("users.getPresence", _presence, "user", scopes="users:read"),
    method("users.profile.get", _profile, "include_labels:flag user", scopes="users.profile:read", tier=4),
    method("users.lookupByEmail", _lookup, "email!", scopes="users:read.email"),
    method(
        "usergroups.list",
        _groups,
        "include_count:flag include_disabled:flag include_users:flag",
        scopes="usergroups:read",
        tier=2,
    ),
    method("usergroups.users.list", _group_users, "usergroup! include_disabled:flag", scopes="usergroups:read"),
)
