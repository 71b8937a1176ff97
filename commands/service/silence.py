"""Whom need nobody call for a while?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Silence an alarm for a time, with a reason; what is left out, a form asks for."""
    return stories.silencers.silence(ask, service, words)


verb = Verb(
    name="silence",
    summary="Call nobody about an alarm for a while",
    usage="silence <alarm> 1h <reason>",
    example="silence LowSuccessRate 1h load test until noon",
    needs="operate",
    button="alarm.silence",
    run=run,
)
