"""Which alarms fire, asked of the watchers themselves? A message that was lost on its way to us hides nothing."""

from __future__ import annotations

from bot.flows.stories import Stories
from scheduler import Job

EVERY_SECONDS = 180


def run(stories: Stories) -> None:
    """Compare the record with the world."""
    stories.reconciling.reconcile()


job = Job("reconcile", EVERY_SECONDS, run, at_start=True)
