"""Is it locked?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows.audits.security import security
from bot.flows.stories import Stories
from bot.speech import Ask, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Look at the roles, buckets and tables of a service, and say what is open."""
    ports = stories.ports
    return Reply("audit/security", security(service, cloud=ports.cloud, clock=ports.clock))


verb = Verb(
    name="security",
    summary="Roles, buckets and tables: what is locked, and what isn't",
    usage="security",
    example="security",
    run=run,
    needs="operate",
    button="security.refresh",
)
