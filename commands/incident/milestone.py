"""When was that?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Correct milestones; what they were before is kept."""
    return stories.milestones.correct(ask, words)


verb = Verb(
    name="milestone",
    summary="Correct when it started, was detected, mitigated …",
    usage="milestone [name HH:MM]",
    example="milestone started 03:05",
    needs="operate",
    button="incident.milestone",
    run=run,
)
