"""What does the whole workspace hold, and how is a thing in it found?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.refusals import Json, Refused
from workspace.slack.state.channels import Channel
from workspace.slack.state.files import FileCabinet
from workspace.slack.state.happenings import Happening, Listener
from workspace.slack.state.ids import new_id, new_secret
from workspace.slack.state.moments import Moments
from workspace.slack.state.presence import Presence

if TYPE_CHECKING:
    from workspace.slack.manifest import Manifest
    from workspace.slack.state.messages import Message
    from workspace.slack.state.people import Group, Person

DIRECT_MESSAGE_NAME = "directmessage"


class AppIdentity:
    """The one app that is installed here: its ids and its secrets."""

    def __init__(self, app_id: str, bot_user_id: str, bot_id: str) -> None:
        """Mint fresh secrets; they are good for this server's life."""
        self.app_id = app_id
        self.bot_user_id = bot_user_id
        self.bot_id = bot_id
        self.bot_token = f"xoxb-0000000000-{new_secret()}"
        self.app_token = f"xapp-1-{app_id}-0000000000-{new_secret(48)}"
        self.signing_secret = new_secret(32)
        self.verification_token = new_secret()


class Team:
    """The workspace: people, groups, channels, files, the installed app, and who listens to what happens."""

    def __init__(self, team_id: str, name: str, domain: str, manifest: Manifest, app: AppIdentity) -> None:
        """Start empty; the seed brings people and channels."""
        self.id = team_id
        self.name = name
        self.domain = domain
        self.manifest = manifest
        self.app = app
        self.base_url = ""
        self.moments = Moments()
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self.files = FileCabinet()
        self.listeners: list[Listener] = []
        self.presence = Presence(app.bot_user_id, self.tell)

    def tell(self, happening: Happening) -> None:
        """Let everybody who listens know, in order, at once."""
        for listener in self.listeners:
            listener(happening)

    def channel(self, channel_id: str) -> Channel:
        """Return a channel by id, or refuse with ``channel_not_found``."""
        found = self.channels.get(channel_id)
        if found is None:
            raise Refused("channel_not_found", "There is no such channel.")
        return found

    def channel_named(self, name: str) -> Channel | None:
        """Return a channel by its name, without ``#``."""
        plain = name.removeprefix("#")
        return next(
            (channel for channel in self.channels.values() if channel.name == plain and not channel.is_im), None
        )

    def person(self, person_id: str) -> Person:
        """Return a person by id, or refuse with ``user_not_found``."""
        found = self.people.get(person_id)
        if found is None:
            raise Refused("user_not_found", "There is no such person.")
        return found

    def message(self, channel: Channel, ts: str) -> Message:
        """Return a message, or refuse with ``message_not_found``."""
        found = channel.messages.get(ts)
        if found is None:
            raise Refused("message_not_found", "There is no such message in that channel.")
        return found

    def permalink(self, message: Message) -> str:
        """Return the address of a message (Slack docs, ``chat.getPermalink``)."""
        link = f"{self.base_url}/archives/{message.channel_id}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            link += f"?thread_ts={message.thread_ts}&cid={message.channel_id}"
        return link

    def direct_channel(self, *people: str) -> Channel:
        """Return the direct conversation of these people; it is made on first use."""
        wanted = set(people)
        for channel in self.channels.values():
            if (channel.is_im or channel.is_mpim) and set(channel.members) == wanted:
                return channel
        is_im = len(wanted) <= 2  # noqa: PLR2004 - a direct message has two ends
        name = (
            DIRECT_MESSAGE_NAME if is_im else "mpdm-" + "--".join(self.people[person].name for person in people) + "-1"
        )
        made = Channel(
            new_id("D" if is_im else "G"),
            name,
            people[0],
            int(self.moments.now()),
            is_private=True,
            is_im=is_im,
            is_mpim=not is_im,
        )
        made.members = dict.fromkeys(people)
        self.channels[made.id] = made
        self.tell(Happening("channel", made))
        return made

    def bot_profile(self, person: Person) -> Json:
        """Return what an app's message says about its author, besides the user id."""
        profile = {
            "id": person.bot_id,
            "app_id": person.app_id,
            "name": person.real_name,
            "icons": {},
            "deleted": False,
            "updated": 1_750_000_000,
            "team_id": self.id,
        }
        return {"bot_id": person.bot_id, "app_id": person.app_id, "bot_profile": profile}

    def channel_label(self, channel: Channel) -> str:
        """Return the channel's name as commands and interactions carry it."""
        return DIRECT_MESSAGE_NAME if channel.is_im else channel.name
