"""What do we need from the world?

Every method takes and returns our own values, never a vendor's. Failures of the world are raised as `Outage`, except
by `Cloud.read`, for which not knowing is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.domain.actions.call import Authority, Call, Changed
from bot.domain.alarms.signal import Signal
from bot.domain.knowledge import Answer
from bot.domain.queries import Query
from bot.ports.store import Store
from bot.ports.values import Arrival, Person, Sent
from bot.speech import Notice, Place

__all__ = [
    "Alerting",
    "Archive",
    "Arrival",
    "Chat",
    "Clock",
    "Cloud",
    "Person",
    "Ports",
    "Sent",
    "Store",
]

A = TypeVar("A")


class Clock(Protocol):
    """What time is it?"""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Chat(Protocol):
    """Speak where people are. All methods raise `Outage("slack", …)`."""

    def post(self, notice: Notice, *, seq: int = 0) -> str:
        """Post a message that carries its marker, and return its ts; a `thread_ts` in the place makes it a reply."""
        ...

    def edit(self, notice: Notice, ts: str, *, seq: int = 0) -> bool:
        """Render the notice into an existing message of ours; False when somebody deleted it."""
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

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message."""
        ...


class Archive(Protocol):
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


class Alerting(Protocol):
    """Ask Prometheus's Alertmanager. Raises `Outage("alertmanager", …)`."""

    def firing(self) -> tuple[Signal, ...]:
        """Return every alert that is active now; those that Alertmanager itself keeps from people say so."""
        ...


class Cloud(Protocol):
    """Ask the cloud, and change it."""

    def read(self, query: Query[A], *, region: str) -> Answer[A]:
        """Answer a question in a region, or say that and why it can't be known. Never raises for the world's faults."""
        ...

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        """Make one request, once, as us or with another's authority; say what is known of its outcome. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The world, in one bundle; flows name the single ports they use. `alerting` only where its address is known."""

    chat: Chat
    cloud: Cloud
    store: Store
    clock: Clock
    people: Archive
    alerting: Alerting | None = None
