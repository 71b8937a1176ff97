"""What does it cost, and what will the month come to?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.audits import costs
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Answer with the costs of this hour; there is no refreshing, for Cost Explorer bills every question."""
    ports = stories.ports
    found = stories.costs.of(service, cloud=ports.cloud, clock=ports.clock)
    return Reply("audit/cost", costs.facts(service, found, ports.clock.now()))


verb = Verb(
    name="cost",
    summary="What it cost yesterday and this week, and what the month will come to",
    usage="cost",
    example="cost",
    run=run,
    needs="operate",
)
