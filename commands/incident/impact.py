"""What did it do, and to whom?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """Say what it did: the impact report."""
    return stories.telling_of.impact(ask, words)


verb = Verb(
    name="impact",
    summary="The impact report: what it did, to whom",
    usage="impact <text>",
    example="impact 4200 images with wrong colours",
    needs="operate",
    button="incident.impact",
    run=run,
)
