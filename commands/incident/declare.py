"""What is wrong?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Declare an incident; without a title a form asks."""
    return stories.declaring.declare(ask, words)


verb = Verb(
    name="declare",
    summary="Declare an incident",
    usage="declare [severity] [service] <title>",
    example="declare S2 liveness sign-ins fail",
    shortcut=("declare", "Declare an incident"),
    needs="operate",
    button="alarm.declare",
    run=run,
)
