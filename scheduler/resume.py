"""Which actions were put aside while their service's file was missing? A file that comes back takes them up again."""

from __future__ import annotations

from bot.flows.stories import Stories
from scheduler import Job

EVERY_SECONDS = 3600
"""Files are read when we start; later ticks find only what another replica, without the file, put aside."""


def run(stories: Stories) -> None:
    """Take them up."""
    stories.attending.resume()


job = Job("resume", EVERY_SECONDS, run, at_start=True)
