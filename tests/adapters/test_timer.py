"""Does the clock set things off on the leader, and go on whatever happens to one of them?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.adapters.timer import Timer

LIMIT_SECONDS = 10


class Ticks:
    """Counts ticks, and waits for them."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = threading.Condition()

    def tick(self) -> None:
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, timeout=LIMIT_SECONDS)


@pytest.fixture
def leads() -> threading.Event:
    leads = threading.Event()
    leads.set()
    return leads


@pytest.fixture
def timer(leads: threading.Event) -> Iterator[Timer]:
    timer = Timer(leads.is_set)
    with closing(timer):
        timer.start()
        yield timer


def test_a_tick_comes_again_and_again(timer: Timer) -> None:
    ticks = Ticks()
    timer.every(0.05, "ticks", ticks.tick)
    assert ticks.wait_for(3)


def test_only_the_leader_ticks(leads: threading.Event) -> None:
    ticks, asked = Ticks(), Ticks()

    def is_leader() -> bool:
        asked.tick()
        return leads.is_set()

    leads.clear()
    with closing(Timer(is_leader)) as other:
        other.start()
        other.every(0.05, "ticks", ticks.tick)
        assert asked.wait_for(3)
        assert ticks.count == 0
        leads.set()
        assert ticks.wait_for(1)


def test_a_tick_that_fails_is_logged_and_comes_again_and_holds_up_no_other(
    timer: Timer, caplog: pytest.LogCaptureFixture
) -> None:
    failing, well = Ticks(), Ticks()

    def fail() -> None:
        failing.tick()
        raise LookupError

    with caplog.at_level(logging.ERROR):
        timer.every(0.05, "failing", fail)
        timer.every(0.05, "well", well.tick)
        assert failing.wait_for(2)
        assert well.wait_for(2)
    assert {getattr(record, "tick", None) for record in caplog.records} == {"failing"}


def test_a_tick_that_still_runs_is_not_started_again_and_holds_up_no_other(timer: Timer) -> None:
    """A slow look at the database must not pile up looks."""
    slow, well, may_end = Ticks(), Ticks(), threading.Event()

    def hang() -> None:
        slow.tick()
        may_end.wait(LIMIT_SECONDS)

    timer.every(0.05, "slow", hang)
    timer.every(0.05, "well", well.tick)
    assert slow.wait_for(1)
    seen = well.count
    assert well.wait_for(seen + 4)
    assert slow.count == 1
    may_end.set()
    assert slow.wait_for(2)
