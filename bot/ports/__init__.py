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
from bot.ports.archive import Archive, Records
from bot.ports.chat import Chat, Rooms
from bot.ports.publisher import Change, Content, Files, Published, Publisher
from bot.ports.redactor import Redacted, Redaction, Redactor
from bot.ports.store import Store
from bot.ports.values import Arrival, ChannelInfo, Person, Sent
from bot.ports.writer import Writer

__all__ = [
    "Alerting",
    "Archive",
    "Arrival",
    "Change",
    "ChannelInfo",
    "Chat",
    "Clock",
    "Cloud",
    "Content",
    "Files",
    "Person",
    "Ports",
    "Published",
    "Publisher",
    "Records",
    "Redacted",
    "Redaction",
    "Redactor",
    "Rooms",
    "Sent",
    "Store",
    "Writer",
]

A = TypeVar("A")


class Clock(Protocol):
    """What time is it?"""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
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
    """The world, in one bundle; flows name the single ports they use.

    `alerting` only where its address is known. `publisher`, `redactor` and `writer` come together: without them nothing
    is written into the report repository.
    """

    chat: Chat
    cloud: Cloud
    store: Store
    clock: Clock
    people: Archive
    alerting: Alerting | None = None
    publisher: Publisher | None = None
    redactor: Redactor | None = None
    writer: Writer | None = None
