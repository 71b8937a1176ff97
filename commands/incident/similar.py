"""Was there something like it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.incidents import listing
from bot.flows.incidents.finding import find
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List incidents of the past that are like this one."""
    known = find(" ".join(words), ask.where, stories.ports.store)
    found = listing.similar(known, stories.ports.store)
    return Reply("incident/similar", {"title": known.incident.title, "rows": found}, audience="private")


verb = Verb(
    name="similar",
    summary="Incidents of the past that are like it",
    usage="similar",
    example="similar",
    needs="operate",
    run=run,
)
