"""How are many people brought into a channel, when some of them can't be?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from slack_sdk.errors import SlackApiError

from bot.adapters.slack.client import SlackClients, outage_of, outages

INVITED_AT_ONCE = 30
"""Slack's docs have named 30, 1,000 and 100 as the most for one call; the least of them is enough for us."""

MEMBERS_PAGE = 999
ALREADY = "already_in_channel"
PERSONAL = frozenset({
    ALREADY, "cant_invite", "cant_invite_self", "invitee_cant_see_channel", "no_external_invite_permission", "no_user",
    "org_user_not_in_team", "restricted_action", "ura_max_channels", "user_disabled", "user_is_restricted",
    "user_is_ultra_restricted", "user_not_found", "user_team_not_in_channel", "users_not_found",
})  # fmt: skip
"""Refusals that concern whoever is invited, and neither us nor the channel (Slack docs, conversations.invite)."""


def invite(clients: SlackClients, channel: str, people: Sequence[str]) -> Mapping[str, str]:
    """Invite those who aren't in yet; return Slack's word for everybody who can't be."""
    missing = _missing(clients, channel, dict.fromkeys(one for one in people if one))
    refused: dict[str, str] = {}
    for start in range(0, len(missing), INVITED_AT_ONCE):
        refused |= _invited(clients, channel, missing[start : start + INVITED_AT_ONCE])
    return {user: reason for user, reason in refused.items() if reason != ALREADY}


def _missing(clients: SlackClients, channel: str, people: Iterable[str]) -> list[str]:
    wanted = list(people)
    if not wanted:
        return []
    with outages():
        pages = clients.reading.conversations_members(channel=channel, limit=MEMBERS_PAGE)
        members = {str(member) for page in pages for member in page["members"]}
    return [one for one in wanted if one not in members]


def _invited(clients: SlackClients, channel: str, people: Sequence[str]) -> dict[str, str]:
    """Invite some at once, look who is in now, and ask for the others one by one: only then does Slack say why not.

    With `force` Slack lets in whom it can, and its docs say neither that it names the others nor that it always does.
    """
    refused = _refused(clients, channel, people)
    if len(people) > 1:
        for other in _missing(clients, channel, (one for one in people if one not in refused)):
            refused |= _refused(clients, channel, [other])
    return refused


def _refused(clients: SlackClients, channel: str, people: Sequence[str]) -> dict[str, str]:
    """Invite, and return who was refused by name. A refusal that concerns us or the channel is raised."""
    with outages():
        try:
            answer = clients.reading.conversations_invite(channel=channel, users=list(people), force=len(people) > 1)
        except SlackApiError as error:
            named = _named(error.response.data if hasattr(error.response, "data") else None)
            reason = outage_of(error).reason
            if not named and reason not in PERSONAL:
                raise
            return named or ({people[0]: reason} if len(people) == 1 else {})
    return _named(answer.data)


def _named(body: object) -> dict[str, str]:
    told = body.get("errors") if isinstance(body, dict) else None
    return {str(one["user"]): str(one.get("error") or "cant_invite") for one in told or () if one.get("user")}
