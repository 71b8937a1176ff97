"""Whom did somebody call who is not in Slack?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Put on record that a contact of a level was called."""
    target, level, contact = (*words, "", "", "")[:3]
    return stories.answering.call(ask, service, target, level, contact)


verb = Verb(
    name="called",
    summary="Put on record that a contact was called",
    usage="called <alarm> <level> <contact>",
    example="called LowSuccessRate 3 0",
    needs="operate",
    button="alarm.called",
    listed=False,
    run=run,
)
