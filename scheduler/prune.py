"""What do we need no longer? Requests long handled and effects long carried out; the record itself is kept for good."""

from __future__ import annotations

from datetime import timedelta

from bot.flows.stories import Stories
from scheduler import Job

KEPT_FOR = timedelta(days=30)
"""Long enough to look into what went wrong last week; Slack delivers again within an hour."""


def run(stories: Stories) -> None:
    """Forget what is old, once a day (UTC), whoever leads and however often we start."""
    ports = stories.ports
    now = ports.clock.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if ports.store.claim_run("prune", today):
        ports.store.forget(now - KEPT_FOR)


job = Job("prune", 600, run)
