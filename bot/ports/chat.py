"""What do we need in order to speak where people are, and to make them a place to speak in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.speech import Notice, Place


class Rooms(Protocol):
    """Make and arrange rooms. All methods raise `Outage("slack", …)`; what was done already is not done again."""

    def open_room(self, name: str, *, marker: str, is_private: bool, people: Sequence[str]) -> str:
        """Make a channel of this name, or of the next free one (`-2`, `-3`, …), invite people, and return its id.

        A room that we made for this marker before is found again, whatever it is called by now; a channel that is not
        certainly ours is never taken over. The name must be legal (`domain.incidents.naming`).
        """
        ...

    def invite(self, channel: str, people: Sequence[str]) -> Mapping[str, str]:
        """Bring people in; return who can't be, with Slack's word for why. Those who are in already are left alone."""
        ...

    def dress_room(self, channel: str, *, topic: str, purpose: str = "") -> None:
        """Set what differs of topic and purpose; an empty purpose is left as it is, and so is the room's marker.

        Both are plain text, cut to what Slack takes; only `<@U…>` in them means somebody.
        """
        ...

    def pin(self, channel: str, ts: str) -> bool:
        """Pin a message; False when it is gone, or the channel has as many pins as Slack allows."""
        ...

    def bookmark(self, channel: str, title: str, url: str) -> bool:
        """Put a link at the head of a channel, once; False when it has as many as Slack allows."""
        ...

    def react(self, channel: str, ts: str, emoji: str) -> bool:
        """Put an emoji (`white_check_mark`) under a message; False when the message is gone or takes no more."""
        ...

    def archive_room(self, channel: str) -> None:
        """Close a channel; where it is public, we are no member of it any more (Slack does that to every app)."""
        ...

    def unarchive_room(self, channel: str) -> bool:
        """Open a closed channel again; False when Slack leaves that to people, which it does for apps like ours."""
        ...


class Chat(Rooms, Protocol):
    """Speak where people are. All methods raise `Outage("slack", …)`."""

    def post(self, notice: Notice, *, seq: int = 0) -> str:
        """Post a message that carries its marker, and return its ts; a `thread_ts` in the place makes it a reply."""
        ...

    def edit(self, notice: Notice, ts: str, *, seq: int = 0) -> bool:
        """Render the notice into an existing message of ours; False when somebody deleted it."""
        ...

    def say_privately(self, notice: Notice, to: str) -> bool:
        """Show a notice to one person only, in their language, at least once; False when they aren't there to see it.

        It can't be found again, and is gone when they reload.
        """
        ...

    def find(self, marker: str, where: Place, *, since: datetime) -> str | None:
        """Look for our message with this marker, posted since then, and return its ts; None when it isn't there."""
        ...

    def upload(self, name: str, content: bytes, *, title: str, where: Place | None = None) -> str:
        """Upload a file and return its id; without a place it is shown only where a message refers to it."""
        ...

    def channel_named(self, name: str) -> str | None:
        """Return the id of a channel by its name (no `#`), or None."""
        ...

    def address(self, channel: str, ts: str, *, root_ts: str | None = None) -> str:
        """Return the address that a message has, without asking Slack whether it is there; `root_ts` for a reply."""
        ...

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message."""
        ...
