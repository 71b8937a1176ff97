"""What is due by the clock alone? Each stream says when; this asks, and lets its story judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain import reports as report_episodes
from bot.domain.actions import course
from bot.domain.alarms import blind, episode, silences
from bot.domain.incidents import incident
from bot.domain.stream import StaleSequenceError, Stream
from bot.flows import reports
from bot.flows.alarms import attending, blindness
from bot.flows.retiring import retire
from bot.flows.stories import Stories
from scheduler import Job


def _attend(stream: Stream, stories: Stories) -> None:
    attending.attend(stream, services=stories.everywhere, store=stories.ports.store, clock=stories.ports.clock)


def _end_silence(stream: Stream, stories: Stories) -> None:
    attending.end_silence(stream, store=stories.ports.store, clock=stories.ports.clock)


def _close_blindness(stream: Stream, stories: Stories) -> None:
    service = stories.everywhere[stream.service]
    blindness.close(stream, service, store=stories.ports.store, clock=stories.ports.clock)


STORIES: Mapping[str, Callable[[Stream, Stories], None]] = {
    report_episodes.KIND: lambda stream, stories: reports.close(stream, taking=stories.taking),
    episode.KIND: _attend,
    silences.KIND: _end_silence,
    blind.KIND: _close_blindness,
    incident.KIND: lambda stream, stories: stories.incident_clocks.attend(stream),
    course.KIND: lambda stream, stories: stories.attending.attend(stream),
}
"""Who judges what is due, by the stream's kind."""


def run(stories: Stories) -> None:
    """Take up every stream whose moment has come.

    Raises an ExceptionGroup of what went wrong, after all the others: one stream that meets a bug must not stop the
    clocks of those behind it.
    """
    ports, bugs = stories.ports, []
    for stream in ports.store.due(ports.clock.now()):
        try:
            _judge(stream, stories)
        except StaleSequenceError:
            # Somebody recorded in between; what is due then is judged at the next tick.
            continue
        except Exception as bug:  # noqa: BLE001 - raised below, and logged by the timer
            bugs.append(bug)
    if bugs:
        message = "some of what was due could not be done"
        raise ExceptionGroup(message, bugs)


def _judge(stream: Stream, stories: Stories) -> None:
    if stream.service in stories.everywhere or stream.kind == incident.KIND:  # people end incidents, no file does
        STORIES[stream.kind](stream, stories)
    else:
        retire(stream, store=stories.ports.store, clock=stories.ports.clock)


job = Job("due", 1, run)
