"""Who is to be called again?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """End a silence."""
    return stories.silencers.unsilence(ask, service, words)


verb = Verb(
    name="unsilence",
    summary="End a silence",
    usage="unsilence <alarm>",
    example="unsilence LowSuccessRate",
    needs="operate",
    button="alarm.unsilence",
    run=run,
)
