"""What have users told us about a service lately?

Reports that come within an hour of one another are one episode: one stream, one message in the service's channel, one
line in its thread for each. An episode closes by the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.failures import Mistake
from bot.domain.stream import Entry, Recorded, Stream

KIND = "reports"
EPISODE = timedelta(minutes=60)
LONGEST = 2000
"""Characters of a report; a line in a thread must be readable at a glance, and Slack's section takes 3,000."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one person told us."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Episode:
    """The reports of one episode, oldest first."""

    reports: tuple[Report, ...] = ()
    is_open: bool = True

    @property
    def closes_at(self) -> datetime:
        """The moment at which it closes when nobody reports any more."""
        return self.reports[-1].at + EPISODE


def fold(entries: Sequence[Recorded]) -> Episode:
    """Read an episode from its entries."""
    told = tuple(
        Report(row.entry.at, row.entry.by, str(row.entry.facts["text"]))
        for row in entries
        if row.entry.kind == "reported"
    )
    return Episode(told, is_open=not any(row.entry.kind == "closed" for row in entries))


def report(text: str, *, by: str, cause: str, now: datetime) -> Entry:
    """Judge what somebody wants to report: the entry, or a Mistake when there is nothing or too much to read."""
    words = text.strip()
    if not words:
        raise Mistake("report_is_empty", field="text")
    if len(words) > LONGEST:
        raise Mistake("report_is_long", {"length": len(words), "longest": LONGEST}, field="text")
    return Entry("reported", f"reported:{cause}", now, by, {"text": words})


def head(stream: str, service: str, episode: Episode, seq: int) -> Stream:
    """Return the stream's head as it follows from the fold."""
    state = "open" if episode.is_open else "closed"
    due_at = episode.closes_at if episode.is_open else None
    return Stream(stream, KIND, service, state, seq, due_at, {"count": len(episode.reports)})
