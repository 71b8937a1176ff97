"""Does it still hurt?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Say that it hurts no more."""
    return stories.commanding.mitigated(ask, words)


verb = Verb(
    name="mitigated",
    summary="It hurts no more; the cause may still be there",
    usage="mitigated",
    example="mitigated",
    needs="operate",
    button="incident.mitigated",
    run=run,
)
