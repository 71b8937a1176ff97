"""What awaits consent?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.actions import listing
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """List the plans that somebody must agree to."""
    ports = stories.ports
    return Reply("action/approvals", listing.approvals(service, store=ports.store, clock=ports.clock))


verb = Verb(
    name="approvals",
    summary="Plans that await approval",
    usage="approvals",
    example="approvals",
    needs="operate",
    button="action.approvals",
    run=run,
)
