"""What did the company decide for every service: rights, rooms, approvals, time zone?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.incidents.clocks import DEFAULTS, ClockRules


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may do what: Slack user ids, user group ids or handles, e-mail addresses, or `*` for every full member."""

    operate: tuple[str, ...] = ("*",)
    approve_actions: tuple[str, ...] = ()
    command_incidents: tuple[str, ...] = ("*",)
    approve_postmortems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """`bot.yaml`, as values; `act_as` is the ARN of a role that is assumed for each change, and for nothing else.

    `postmortem_owners` says what people are called in reports: a role blames nobody. `lessons_channel` None: lessons go
    where incidents are announced.
    """

    rights: Rights = Rights()
    announce_channel: str = "incidents"
    incident_room: Literal["channel", "thread"] = "channel"
    private_severities: tuple[str, ...] = ("S0",)
    incident_command: str = "/incident"
    timezone: str = "UTC"
    action_approvals: int = 1
    postmortem_approvals: int = 2
    approval_expires_minutes: int = 30
    act_as: str | None = None
    heartbeat_url: str | None = None
    postmortem_owners: Literal["role", "name"] = "role"
    lessons_channel: str | None = None
    clocks: ClockRules = DEFAULTS
