"""Who did what?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.actions import listing
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List who asked, agreed and changed what."""
    return Reply("action/log", listing.log(service, store=stories.ports.store))


verb = Verb(
    name="log",
    summary="Who asked, approved and changed what",
    usage="log",
    example="log",
    needs="operate",
    run=run,
)
