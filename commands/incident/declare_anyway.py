"""Is it another one, although there is one?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Declare what the button's value says, knowing that something like it is open."""
    return stories.declaring.declare(ask, ask.values.get("value", "").split())


verb = Verb(
    name="declare_anyway",
    summary="Declare another incident",
    usage="declare_anyway",
    example="declare_anyway",
    needs="operate",
    button="incident.declare_anyway",
    listed=False,
    run=run,
)
