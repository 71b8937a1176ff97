"""Who leads?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Take the lead, or give it to somebody."""
    return stories.commanding.lead(ask, words)


verb = Verb(
    name="lead",
    summary="Take the lead, or give it to somebody",
    usage="lead [@somebody]",
    example="lead me",
    needs="operate",
    button="incident.lead",
    run=run,
)
