"""What did I miss?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Tell a latecomer in five lines how it stands, privately."""
    return stories.reading_in.read(ask, words)


verb = Verb(
    name="read_me_in",
    summary="How it stands, in five lines, only for you",
    usage="read_me_in",
    example="read_me_in",
    needs="operate",
    button="incident.read_me_in",
    run=run,
)
