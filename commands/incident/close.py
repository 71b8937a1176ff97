"""Is all of it done?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Close it, once its checklist holds."""
    return stories.closing.close(ask, words)


verb = Verb(
    name="close",
    summary="Close it, once the checklist holds",
    usage="close",
    example="close",
    needs="operate",
    button="incident.close",
    run=run,
)
