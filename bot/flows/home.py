"""What is going on, for whoever opens our own page? Every service's verdict, those in trouble first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.domain.status import Status
from bot.flows import status
from bot.flows.stories import Stories

AT_A_TIME = 8
"""How many services are read side by side; each reading asks AWS for a handful of answers."""

MOST = 40
"""Slack takes 100 blocks in a view, and a service is told in two (Slack docs, views)."""

WORST_FIRST = ("down", "degraded", "unknown", "healthy")


def home(stories: Stories, *, fresh: bool = False) -> dict[str, object]:
    """Tell in plain JSON values how every service is; `fresh` reads anew, else an answer is up to 15 seconds old."""
    services = stories.services.values()
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="home") as readers:
        found = list(readers.map(lambda service: stories.statuses.of(service, fresh=fresh), services))
    ordered = sorted(found, key=lambda one: (WORST_FIRST.index(one.verdict), one.service.name))
    return {"services": [_glance(one) for one in ordered[:MOST]], "more": max(0, len(ordered) - MOST)}


def _glance(found: Status) -> dict[str, object]:
    """Tell only what decides the verdict; the rest is a status away."""
    whole = status.facts(found)
    deciding = [item for item in found.items if item.id in found.because]
    kept = {key: whole[key] for key in ("service", "title", "at", "verdict", "because", "links")}
    return {**kept, "command": found.service.command, "items": status.item_facts(deciding)}
