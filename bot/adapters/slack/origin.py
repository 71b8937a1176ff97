"""Who asked, from where, and how do we get back to them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.speech import Ask, Place

Means = Literal["command", "button", "shortcut", "submission", "mention", "home"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The way back to a request.

    `response_url` reaches the place without membership, five times within half an hour (Slack docs, handling
    interaction); `trigger` opens one form within three seconds. `message_ts` is the message that carried the button;
    `is_ephemeral` says that only its reader has it. What is asked on the App Home is answered there (`home`).
    `asked_at` is when we kept the request.
    """

    means: Means
    by: str
    where: Place
    response_url: str | None = None
    trigger: str | None = None
    message_ts: str | None = None
    is_ephemeral: bool = False
    asked_at: datetime | None = None

    @property
    def replaces(self) -> bool:
        """Say whether an answer to everybody takes the place of the message that was clicked."""
        return self.means == "button" and self.message_ts is not None


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its way back."""

    ask: Ask
    origin: Origin
