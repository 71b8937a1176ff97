"""What does somebody's export of a Slack workspace tell of one channel, and what can't it tell?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.marks import Mark
from bot.domain.messages import Message

Flaw = Literal[
    "broken",
    "not_a_list",
    "not_utf8",
    "too_large",
    "encrypted",
    "unsupported",
    "bad_checksum",
    "unsafe_name",
    "unreadable",
]
"""Why a file could not be read, or not to its end."""

StatedKind = Literal["title", "started", "detected", "severity", "mitigated", "resolved", "reopen"]
"""What a message of ours states; `title` also says by its `value` what the incident is called."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a message of ours, known by its buttons, states of the incident.

    `ts` is that message's; `value` the severity or the title, `at` the moment that a milestone's card names.
    """

    ts: str
    kind: StatedKind
    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FlawedFile:
    """A file of the export that could not be read to its end.

    Messages between `since` and `until` may be missing because of it; both None: none are.
    """

    name: str
    why: Flaw
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What an export of a channel doesn't tell, counted.

    `edited`: earlier words are not in it. `deleted`: what tombstones stand for. `lost_replies`: named by their root and
    not there. `rootless`: replies whose root is not there. `files`: only links are in it; `lost_files` are deleted or
    hidden ones. `reactions`: nobody says when; `crowded`: not everybody who reacted is named. `subtypes`: kinds of
    messages that nobody told us of, with how many. `strange`: entries that are no messages. `quiet_days`: days without
    a file between the first and the last. `people`: ids that the list of people lacks.
    """

    flawed: tuple[FlawedFile, ...] = ()
    edited: int = 0
    deleted: int = 0
    lost_replies: int = 0
    rootless: int = 0
    files: int = 0
    lost_files: int = 0
    reactions: int = 0
    crowded: int = 0
    hidden: int = 0
    subtypes: Mapping[str, int] = field(default_factory=dict)
    strange: int = 0
    quiet_days: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """What was said in a channel, in order of ts, each message once; ts are unique within it.

    `marks` are what the messages bear: nobody says when they were put, so `at` is the message's own moment.
    `bots` are what bots are called by their id, `ours` the messages that this program wrote, `alarms` those of them
    that show an alarm. `permalinks` are known for few exports.
    """

    channel: str
    name: str
    messages: tuple[Message, ...]
    marks: tuple[Mark, ...] = ()
    bots: Mapping[str, str] = field(default_factory=dict)
    ours: frozenset[str] = frozenset()
    alarms: frozenset[str] = frozenset()
    stated: tuple[Stated, ...] = ()
    permalinks: Mapping[str, str] = field(default_factory=dict)
    unknown: Unknown = field(default_factory=Unknown)
