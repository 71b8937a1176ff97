"""Why did it happen?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Name the causes."""
    return stories.postmortems.writing.causes(ask, words)


verb = Verb(
    name="postmortem_causes",
    summary="Name the causes",
    usage="postmortem_causes <postmortem>",
    example="postmortem_causes postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.causes",
    listed=False,
    run=run,
)
