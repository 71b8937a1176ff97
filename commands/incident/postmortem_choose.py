"""Which messages belong in the timeline?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Choose among the messages that are suggested."""
    return stories.postmortems.choosing.choose(ask, words)


verb = Verb(
    name="postmortem_choose",
    summary="Choose among the messages that are suggested",
    usage="postmortem_choose <postmortem>",
    example="postmortem_choose postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.choose",
    listed=False,
    run=run,
)
