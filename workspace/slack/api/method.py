"""What is one Web API method: who may call it, with what, how often?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workspace.slack.api.arguments import ADDED_BY_SDKS, READERS
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team
    from workspace.slack.switchboard import Switchboard


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method."""

    name: str
    kind: str = "text"
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call, its arguments read and checked."""

    board: Switchboard
    arguments: Json

    @property
    def team(self) -> Team:
        """Return the workspace."""
        return self.board.team

    @property
    def bot(self) -> Person:
        """Return the app's bot user, who makes every call with a bot token."""
        return self.team.people[self.team.app.bot_user_id]

    def get(self, name: str, default: Any = "") -> Any:
        """Return an argument, or the default where it was not sent."""
        value = self.arguments.get(name)
        return default if value is None else value

    def need_scope(self, *scopes: str) -> None:
        """Refuse with ``missing_scope`` unless the manifest has one of these.

        Source: Slack docs, ``needed`` and ``provided``.
        """
        provided = self.team.manifest.scopes
        if scopes and not provided.intersection(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def channel(self, need: str = "") -> Channel:
        """Return the channel that was named, if the bot may know of it: public, or a member.

        ``need`` is the second half of the scope that its kind asks for.
        """
        channel = self.team.channel(str(self.get("channel")))
        if not channel.visible_to(self.bot.id):
            raise Refused("channel_not_found")
        if need:
            self.need_scope(f"{channel.scope_family}:{need}")
        return channel

    def joined_channel(self, need: str = "") -> Channel:
        """Return the channel that was named, if the bot is in it."""
        channel = self.channel(need)
        if not channel.has(self.bot.id):
            raise Refused("not_in_channel")
        return channel

    def writable_channel(self, need: str = "") -> Channel:
        """Return a joined channel that is not archived."""
        channel = self.joined_channel(need)
        if channel.is_archived:
            raise Refused("is_archived")
        return channel


Answer = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the registry."""

    name: str
    answer: Answer
    arguments: Mapping[str, Argument]
    scopes: tuple[str, ...] = ()  # one of these is enough to be let in; the method may ask for more
    tier: int = 3
    token: str = "bot"  # noqa: S105 - the kind of token, not a token

    def read(self, given: Json) -> Json:
        """Return the arguments in their kinds, or refuse with ``invalid_arguments``."""
        missing = [one.name for one in self.arguments.values() if one.is_required and given.get(one.name) in (None, "")]
        if missing:
            messages = [f"[ERROR] missing required field: {name}" for name in missing]
            raise Refused("invalid_arguments", response_metadata={"messages": messages})
        return {
            name: READERS[argument.kind](given[name])
            for name, argument in self.arguments.items()
            if name in given and given[name] is not None
        }

    def unknown(self, given: Json) -> list[str]:
        """Return the arguments that the method does not have."""
        return sorted(given.keys() - self.arguments.keys() - ADDED_BY_SDKS)


def method(
    name: str,
    answer: Answer,
    takes: str = "",
    *,
    scopes: str = "",
    tier: int = 3,
    token: str = "bot",  # noqa: S107 - the kind of token, not a token
) -> Method:
    """Write a method down; ``takes`` lists arguments as ``name``, ``name:kind``, with ``!`` where one is required."""
    arguments = {}
    for word in takes.split():
        plain, _, kind = word.removesuffix("!").partition(":")
        arguments[plain] = Argument(plain, kind or "text", word.endswith("!"))
    return Method(name, answer, arguments, tuple(scopes.split()), tier, token)


READ_SCOPES = "channels:read groups:read im:read mpim:read"
HISTORY_SCOPES = "channels:history groups:history im:history mpim:history"
MANAGE_SCOPES = "channels:manage groups:write im:write mpim:write"
