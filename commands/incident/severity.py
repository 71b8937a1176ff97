"""How bad is it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Say how grave it is, as its commander."""
    return stories.commanding.severity(ask, words)


verb = Verb(
    name="severity",
    summary="Say how grave it is",
    usage="severity S0|S1|S2|S3 [reason]",
    example="severity S1 most sign-ins fail",
    needs="operate",
    button="incident.severity",
    run=run,
)
