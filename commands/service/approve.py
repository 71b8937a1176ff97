"""Do we do it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Agree to a plan: by its button, or by the code that it shows. Whether one may is judged with the plan."""
    return stories.deciding.approve(ask, words)


verb = Verb(
    name="approve",
    summary="Agree to a plan, by its code",
    usage="approve <plan>",
    example="approve 3f2a91bc",
    button="action.approve",
    run=run,
)
