"""How do people mark messages, and does a mark still stand, in whatever order it is told?

A mark is put and taken away at moments of Slack's own. Only the latest moment of each counts, so a doubled delivery
changes nothing, and an un-react that is told before its react still wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PIN = "pin"
_REACTION = "reaction:"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that stands: which message, which mark, who put it and when; without `event_id`: seen in history."""

    channel: str
    ts: str
    mark: str
    by: str
    at: datetime
    event_id: str = ""

    @property
    def emoji(self) -> str | None:
        """Return the emoji's name, its skin tone left out; None for a pin."""
        return self.mark.removeprefix(_REACTION).partition("::")[0] if self.mark.startswith(_REACTION) else None


def reaction(emoji: str) -> str:
    """Name the mark that an emoji is (`pushpin`, no colons around it)."""
    return f"{_REACTION}{emoji}"


def holder(mark: str, by: str) -> str:
    """Return whose mark it is: everybody has reactions of their own, and a pin is the message's, whoever put it."""
    return "" if mark == PIN else by


def stands(put_at: datetime | None, taken_at: datetime | None) -> bool:
    """Say whether a mark is there, by the latest moments at which it was put and taken away."""
    return put_at is not None and (taken_at is None or put_at > taken_at)
