"""What do ports hand to and fro that is no decision's business: who, which channel, what came in, what was sent?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.speech import Place


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace: their Slack id, names, language (`en` or `ja`) and zone (IANA name)."""

    id: str
    name: str
    locale: str
    zone: str
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """What a channel is now; `is_member` is whether we are in it, `topic` is plain text."""

    id: str
    name: str
    is_private: bool
    is_archived: bool
    is_member: bool
    topic: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came in through a door: `id` is the sender's own and unique, `body` is JSON as it came."""

    id: str
    kind: str
    body: Mapping[str, object]
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours that is out there: where it is, and the sequence number it showed."""

    marker: str
    place: Place
    ts: str
    seq: int = 0
