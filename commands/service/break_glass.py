"""Do we do it without a second person?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Do it alone in an emergency, for a reason; every approver is told."""
    return stories.deciding.break_glass(ask, words)


verb = Verb(
    name="break_glass",
    summary="Do it alone in an emergency, with a reason",
    usage="break_glass <plan>",
    example="break_glass 3f2a91bc",
    button="action.break_glass",
    listed=False,
    run=run,
)
