"""What if it were real?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Declare a drill: it looks and feels like an incident, and no figure counts it."""
    return stories.declaring.declare(ask, words, is_drill=True)


verb = Verb(
    name="drill",
    summary="Practise: like an incident, but no figure counts it",
    usage="drill [severity] [service] <title>",
    example="drill S1 liveness the region is out",
    needs="operate",
    run=run,
)
