"""What is due by the clock alone? Each stream says when; this asks, and lets its story judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain import reports as report_episodes
from bot.domain.stream import StaleSequenceError, Stream
from bot.flows import reports
from bot.ports import Ports
from scheduler import Job

STORIES: Mapping[str, Callable[[Stream, Ports], None]] = {
    report_episodes.KIND: lambda stream, ports: reports.close(stream, store=ports.store, clock=ports.clock),
}
"""Who judges what is due, by the stream's kind."""


def run(ports: Ports) -> None:
    """Take up every stream whose moment has come."""
    for stream in ports.store.due(ports.clock.now()):
        try:
            STORIES[stream.kind](stream, ports)
        except StaleSequenceError:
            # Somebody recorded in between; what is due then is judged at the next tick.
            continue


job = Job("due", 1, run)
