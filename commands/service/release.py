"""Does the escalation go on?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Let the escalation ladder of an alarm go on."""
    return stories.answering.release(ask, service, " ".join(words))


verb = Verb(
    name="release",
    summary="Let the escalation go on",
    usage="release [alarm]",
    example="release LowSuccessRate",
    needs="operate",
    button="alarm.release",
    run=run,
)
