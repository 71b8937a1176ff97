"""What does typed text become before it is a message or a command's argument?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspace.slack.state.team import Team

_LABEL = r"(?:\|[^<>]*)?"
_TOKENS = re.compile(rf"(<(?:(?:@[UW]|#C|!subteam\^S)[A-Z0-9]+{_LABEL}|!(?:here|channel|everyone))>)")
_NAMED = re.compile(r"(?<![\w@#./<|])([@#])([\w][\w.-]*)")
_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+[^\s<>|.,;:!?)、。]")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#(C[A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")


def as_message(team: Team, typed: str) -> str:
    """Return text as Slack stores it: ``&``, ``<`` and ``>`` escaped, names and links as tokens.

    Source: Slack docs, formatting text.
    """
    return _marked(team, typed, named=False)


def _marked(team: Team, typed: str, *, named: bool) -> str:
    parts = _TOKENS.split(typed)
    return "".join(part if index % 2 else _marked_up(team, part, named=named) for index, part in enumerate(parts))


def _marked_up(team: Team, plain: str, *, named: bool) -> str:
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(lambda match: f"<{match[0]}>", escaped)
    return _NAMED.sub(lambda match: _token(team, match[1], match[2], named=named) or match[0], linked)


def as_command_text(team: Team, typed: str, *, should_escape: bool) -> str:
    """Return a command's text: as typed, or with ``should_escape`` escaped, names as ``<@U…|name>`` and ``<#C…|name>``.

    Source: Slack docs, slash commands.
    """
    if not should_escape:
        return _plain(team, typed)
    marked = _marked(team, typed, named=True)
    named = _PERSON.sub(lambda match: f"<@{match[1]}|{_person_name(team, match[1])}>", marked)
    return _CHANNEL.sub(lambda match: f"<#{match[1]}|{_channel_name(team, match[1])}>", named)


def _plain(team: Team, typed: str) -> str:
    text = _PERSON.sub(lambda match: f"@{_person_name(team, match[1])}", typed)
    text = _CHANNEL.sub(lambda match: f"#{_channel_name(team, match[1])}", text)
    return _GROUP.sub(lambda match: f"@{team.groups[match[1]].handle}" if match[1] in team.groups else match[0], text)


def _token(team: Team, sign: str, name: str, *, named: bool) -> str:
    trimmed = name.rstrip(".")
    tail = name[len(trimmed) :]
    if sign == "#":
        channel = team.channel_named(trimmed)
        return f"<#{channel.id}|{channel.name}>{tail}" if channel is not None else ""
    if trimmed in {"here", "channel", "everyone"} and not named:
        return f"<!{trimmed}>{tail}"
    for person in team.people.values():
        if person.name == trimmed:
            return f"<@{person.id}|{person.name}>{tail}" if named else f"<@{person.id}>{tail}"
    for group in team.groups.values():
        if group.handle == trimmed:
            return f"<!subteam^{group.id}|@{group.handle}>{tail}"
    return ""


def _person_name(team: Team, person_id: str) -> str:
    person = team.people.get(person_id)
    return person.name if person is not None else person_id


def _channel_name(team: Team, channel_id: str) -> str:
    channel = team.channels.get(channel_id)
    return channel.name if channel is not None else channel_id
