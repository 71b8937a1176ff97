"""Is it right?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Agree to it as it was read."""
    return stories.postmortems.consenting.approve(ask, words)


verb = Verb(
    name="postmortem_approve",
    summary="Agree to it as it was read",
    usage="postmortem_approve <postmortem>",
    example="postmortem_approve postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.approve",
    listed=False,
    run=run,
)
