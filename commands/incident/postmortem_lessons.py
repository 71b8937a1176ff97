"""What was learned?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Write down what was learned."""
    return stories.postmortems.writing.lessons(ask, words)


verb = Verb(
    name="postmortem_lessons",
    summary="Write down what was learned",
    usage="postmortem_lessons <postmortem>",
    example="postmortem_lessons postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.lessons",
    listed=False,
    run=run,
)
