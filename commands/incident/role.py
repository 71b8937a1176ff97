"""Who does what?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Take a role, or give it to somebody."""
    return stories.commanding.role(ask, words)


verb = Verb(
    name="role",
    summary="Take a role, or give it to somebody",
    usage="role <role> [@somebody]",
    example="role scribe me",
    needs="operate",
    run=run,
)
