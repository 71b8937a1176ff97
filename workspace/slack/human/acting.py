"""Who acts, on what, and are they allowed to?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team
    from workspace.slack.switchboard import Switchboard


TEXTS = {
    *("do", "channel", "user", "name", "text", "topic", "purpose", "title", "link", "emoji", "bookmark", "tab"),
    *("ts", "message_ts", "thread_ts", "view_id", "action_id", "block_id", "callback_id", "container"),
    "content_base64",
}
"""The fields of acts that are texts; `files` is a list of mappings, `state` holds mappings three deep."""


def _check(body: Json) -> None:
    """Refuse what is of another make than acts are."""
    for name, value in body.items():
        if name in TEXTS and not isinstance(value, str | None):
            raise Refused("invalid_arguments", f"`{name}` is a text.")
    files = [] if body.get("files") is None else body["files"]
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
        raise Refused("invalid_arguments", "`files` is a list of mappings.")
    state = {} if body.get("state") is None else body["state"]
    values = state.get("values", {}) if isinstance(state, dict) else None
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise Refused("invalid_arguments", "`state.values` holds a mapping for each block.")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person does."""

    board: Switchboard
    person: Person
    body: Json

    @classmethod
    def of(cls, board: Switchboard, body: Json) -> Act:
        """Read who acts; refuse strangers and the app itself."""
        person = board.team.people.get(str(body.get("as", "")))
        if person is None:
            raise Refused("user_not_found", "Nobody here has that id; `as` names a person of the workspace.")
        if person.id == board.team.app.bot_user_id:
            raise Refused("not_a_person", "The app acts through its own API, not through the control API.")
        _check(body)
        return cls(board, person, body)

    @property
    def team(self) -> Team:
        """Return the workspace."""
        return self.board.team

    def get(self, name: str, default: Any = "") -> Any:
        """Return a field, or the default where it is missing."""
        value = self.body.get(name)
        return default if value is None else value

    def channel(self) -> Channel:
        """Return the channel that was named, if this person can see it."""
        channel = self.team.channel(str(self.get("channel")))
        if not channel.visible_to(self.person.id):
            raise Refused("channel_not_found", "There is no such channel, or you are not invited.")
        return channel

    def own_channel(self) -> Channel:
        """Return the channel, if this person may write in it."""
        channel = self.channel()
        if not channel.has(self.person.id):
            raise Refused("not_in_channel", f"Join #{channel.name} first.")
        if channel.is_archived:
            raise Refused("is_archived", "That channel is archived.")
        return channel

    def message(self, channel: Channel, field: str = "ts") -> Message:
        """Return the message that was named, an ephemeral one included if it is this person's."""
        ts = str(self.get(field))
        whisper = channel.whispers.get(ts)
        if whisper is not None and whisper.whispered_to == self.person.id:
            return whisper
        return self.team.message(channel, ts)
