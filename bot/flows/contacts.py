"""Whom does a level of the ladder turn to, as plain values for a message?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.domain.alarms.rules import Contact


def facts(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Tell each contact: their name, every way to reach them, and the names by which Slack may know them."""
    return [
        {
            "name": dict(one.name),
            "email": one.email,
            "phone": one.phone,
            "channel": one.channel,
            "note": dict(one.note) if one.note else None,
            "reach": list(one.reach),
        }
        for one in contacts
    ]


def names(contacts: Iterable[Contact]) -> tuple[str, ...]:
    """Return the names to call people by."""
    return tuple(dict.fromkeys(name for one in contacts for name in one.reach))


def channels(contacts: Iterable[Contact]) -> tuple[str, ...]:
    """Return the channels that are told."""
    return tuple(dict.fromkeys(one.channel for one in contacts if one.channel))
