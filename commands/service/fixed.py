"""What fixed it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Put on record what fixed an alarm, for whoever meets one like it."""
    return stories.answering.fix(ask, service, words)


verb = Verb(
    name="fixed",
    summary="Say what fixed an alarm, for the next one like it",
    usage="fixed <alarm> <what fixed it>",
    example="fixed LowSuccessRate moved the alias back to version 12",
    needs="operate",
    button="alarm.fixed",
    run=run,
)
