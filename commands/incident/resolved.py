"""Is it over?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Say that it is over."""
    return stories.commanding.resolved(ask, words)


verb = Verb(
    name="resolved",
    summary="It is over",
    usage="resolved",
    example="resolved",
    needs="operate",
    button="incident.resolved",
    run=run,
)
