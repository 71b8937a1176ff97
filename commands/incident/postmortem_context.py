"""What did it do, and whom did it concern?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Say what it did, and whom it concerned."""
    return stories.postmortems.writing.context(ask, words)


verb = Verb(
    name="postmortem_context",
    summary="Say what it did, and whom it concerned",
    usage="postmortem_context <postmortem>",
    example="postmortem_context postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.context",
    listed=False,
    run=run,
)
