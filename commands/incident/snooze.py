"""Not now?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Put the reminders of a clock off, with a reason."""
    return stories.telling_of.snooze(ask, words)


verb = Verb(
    name="snooze",
    summary="Put reminders off, with a reason",
    usage="snooze <clock> 30m <reason>",
    example="snooze update 30m nothing new before the deploy ends",
    needs="operate",
    button="incident.snooze",
    run=run,
)
