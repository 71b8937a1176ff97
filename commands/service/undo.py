"""Do we take it back?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Plan to take back what was done, for others to agree to."""
    return stories.asking.undo(ask, service, words)


verb = Verb(
    name="undo",
    summary="Plan to take back what was done",
    usage="undo <action>",
    example="undo action-liveness-000001",
    needs="operate",
    button="action.undo",
    listed=False,
    run=run,
)
