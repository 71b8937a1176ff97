"""Who else must come?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Turn to the next level of the service's ladder."""
    return stories.escalating.escalate(ask, words)


verb = Verb(
    name="escalate",
    summary="Call the next level of the ladder, now",
    usage="escalate [level] [reason]",
    example="escalate 3 nobody here knows the CDN",
    needs="operate",
    button="incident.escalate",
    run=run,
)
