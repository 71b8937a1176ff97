"""Who is at it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Answer an alarm: the reminders stop."""
    return stories.answering.acknowledge(ask, service, " ".join(words))


verb = Verb(
    name="ack",
    summary="Say that you are at it: the reminders stop",
    usage="ack [alarm]",
    example="ack LowSuccessRate",
    needs="operate",
    button="alarm.acknowledge",
    run=run,
)
