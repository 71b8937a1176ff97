"""What happened so far?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Tell what happened so far."""
    return stories.postmortems.telling_timeline.tell(ask, words)


verb = Verb(
    name="timeline",
    summary="What happened so far",
    usage="timeline",
    example="timeline",
    needs="operate",
    button="incident.timeline",
    run=run,
)
