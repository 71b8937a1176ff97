"""What happened?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Put something into the timeline."""
    return stories.telling_of.note(ask, words)


verb = Verb(
    name="note",
    summary="Put something into the timeline",
    usage="note [HH:MM] <text>",
    example="note 03:12 the cache was purged",
    needs="operate",
    run=run,
)
