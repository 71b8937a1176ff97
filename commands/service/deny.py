"""Do we leave it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Say no to a plan; whoever asked for it takes it back."""
    return stories.deciding.deny(ask, words)


verb = Verb(
    name="deny",
    summary="Say no to a plan, or take your own back",
    usage="deny <plan>",
    example="deny 3f2a91bc",
    button="action.deny",
    run=run,
)
