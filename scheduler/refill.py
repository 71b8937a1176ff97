"""Was anything said in a captured room while nobody listened? Each gap becomes an effect that fetches it."""

from __future__ import annotations

from bot.flows.stories import Stories
from scheduler import Job

EVERY_SECONDS = 15


def run(stories: Stories) -> None:
    """State the gaps that are not on record yet, after a start as after a lost connection."""
    stories.refilling.look()


job = Job("refill", EVERY_SECONDS, run, at_start=True)
