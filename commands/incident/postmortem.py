"""How did it come about, and what was learned?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Begin its postmortem, or say where it is."""
    return stories.postmortems.drafting.start(ask, words)


verb = Verb(
    name="postmortem",
    summary="Begin the postmortem, or find it",
    usage="postmortem",
    example="postmortem",
    needs="operate",
    button="incident.postmortem",
    run=run,
)
