"""Was that a mistake?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Take back what was just said of it."""
    return stories.commanding.undo(ask, words)


verb = Verb(
    name="undo",
    summary="Take back what was just said",
    usage="undo <incident> <entry>",
    example="undo incident-000001 3",
    needs="operate",
    button="incident.undo",
    listed=False,
    run=run,
)
