"""Why, and why was that?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Ask why, five times."""
    return stories.postmortems.writing.whys(ask, words)


verb = Verb(
    name="postmortem_whys",
    summary="Ask why, five times",
    usage="postmortem_whys <postmortem>",
    example="postmortem_whys postmortem-2026-11-22-01",
    needs="operate",
    button="postmortem.whys",
    listed=False,
    run=run,
)
