"""Does it go on for longer?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Let what was done for a while go on for as long again."""
    return stories.deciding.extend(ask, words)


verb = Verb(
    name="extend",
    summary="Let what was done for a while go on",
    usage="extend <action>",
    example="extend action-liveness-000001",
    button="action.extend",
    listed=False,
    run=run,
)
