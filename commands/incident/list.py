"""Which incidents are there?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.incidents import listing
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List those that are not closed, and the last that are."""
    return Reply(
        "incident/list", listing.incidents(stories.ports.store, command=stories.permits.rules.incident_command)
    )


verb = Verb(
    name="list",
    summary="Which incidents are open",
    usage="list",
    example="list",
    needs="operate",
    button="incident.list",
    run=run,
)
