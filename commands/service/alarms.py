"""What is firing?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.alarms import listing
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List what fires, what is silenced and what can't be seen."""
    return Reply("alarm/list", listing.alarms(service, store=stories.ports.store, clock=stories.ports.clock))


verb = Verb(
    name="alarms",
    summary="What is firing, silenced, or can't warn us",
    usage="alarms",
    example="alarms",
    run=run,
    needs="operate",
    button="alarms.refresh",
)
