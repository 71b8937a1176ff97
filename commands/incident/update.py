"""How is it going?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Say how things are, what is done and what is needed."""
    return stories.telling_of.update(ask, words)


verb = Verb(
    name="update",
    summary="Conditions, actions, needs: tell everybody",
    usage="update [conditions / actions / needs]",
    example="update half fail / rolling back / somebody who knows the CDN",
    needs="operate",
    button="incident.update",
    run=run,
)
