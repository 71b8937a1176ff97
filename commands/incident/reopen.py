"""Is it back?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Go on with what was thought to be over."""
    return stories.commanding.reopen(ask, words)


verb = Verb(
    name="reopen",
    summary="It is back: go on, with a reason",
    usage="reopen <reason>",
    example="reopen errors rise again",
    needs="operate",
    button="incident.reopen",
    run=run,
)
