"""What do we need in order to read what people said, and to know who they are?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bot.domain.history import Page
from bot.ports.values import ChannelInfo, Person


class Records(Protocol):
    """Read what was said. All methods raise `Outage("slack", …)`; `retry_after` is how long Slack asks us to wait."""

    def history(self, channel: str, *, oldest: str = "", latest: str | None = None) -> Iterator[Page]:
        """Read what stands in a channel between two ids, neither included: the newest page first, and so in each.

        Broadcast replies stand in the channel too, others only in their thread. Each page is asked for when it is
        wanted; whoever is interrupted goes on with the last message's ts as `latest`.
        """
        ...

    def replies(self, channel: str, root_ts: str, *, oldest: str = "") -> Iterator[Page]:
        """Read a thread in pages, the oldest first: its root, then the replies after `oldest`.

        No page at all when the thread is gone.
        """
        ...

    def channel(self, channel_id: str) -> ChannelInfo:
        """Return what a channel is now; a non-retryable Outage (`channel_not_found`) for one we can't know of."""
        ...

    def file(self, url: str, *, most_bytes: int) -> bytes:
        """Return the bytes of a file in Slack, by its private address.

        A non-retryable Outage when it is larger (`file_too_large`), not for us (`file_not_readable`), gone
        (`file_not_found`), or when the address is not Slack's (`not_slacks_address`): our token goes nowhere else.
        """
        ...


class Archive(Records, Protocol):
    """Read what people said, and who they are. All methods raise `Outage("slack", …)`."""

    def person(self, user: str) -> Person:
        """Return who this is; raises a non-retryable Outage for an unknown id."""
        ...

    def resolve(self, name: str) -> str | None:
        """Return the Slack id of whoever a file names; None for nobody we can find.

        `name` is a user's or user group's id, an e-mail address, or the handle (with or without `@`) of a user group.
        """
        ...

    def members(self, group: str) -> frozenset[str]:
        """Return the ids of a user group's members, by the group's id."""
        ...
