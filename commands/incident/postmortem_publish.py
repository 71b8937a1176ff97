"""Is it out?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Publish it, once enough have agreed."""
    return stories.postmortems.consenting.publish(ask, words)


verb = Verb(
    name="postmortem_publish",
    summary="Publish it, once enough have agreed",
    usage="postmortem_publish <postmortem>",
    example="postmortem_publish postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.publish",
    listed=False,
    run=run,
)
