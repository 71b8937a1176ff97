"""Which corrective actions are overdue? Asked of the record each minute, and told once a week."""

from __future__ import annotations

from bot.flows.incidents.digest import Digest
from bot.flows.stories import Stories
from scheduler import Job

EVERY_SECONDS = 60


def run(stories: Stories) -> None:
    """Tell this week's digest unless it was told; at once after downtime."""
    ports = stories.ports
    Digest(stories.permits.rules, ports.store, ports.chat, ports.clock).tell()


job = Job("corrective-digest", EVERY_SECONDS, run, at_start=True)
