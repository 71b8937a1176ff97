"""What keeps it from happening again?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Add, change, finish, drop or list corrective actions."""
    return stories.correcting.act(ask, words)


verb = Verb(
    name="action",
    summary="Corrective actions: add, edit, done, drop, list",
    usage="action add|edit|done|drop|list …",
    example="action add alert on the hook",
    needs="operate",
    button="incident.action",
    run=run,
)
