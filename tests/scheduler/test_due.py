"""Does the clock set off what is due, and does nothing that nobody can judge stand in its way?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import due
from tests.alarms import service, signal
from tests.fakes import FakeCloud, FixedClock
from tests.stories import stories


def test_what_is_due_is_done_by_the_story_of_its_kind() -> None:
    told = stories(FakeCloud(FixedClock(signal().changed_at)), service())
    told.taking.take([signal()])
    told.ports.clock.advance(15 * 60)
    due.run(told)

    assert [row.entry.kind for row in told.ports.store.read(_only(told))[1]][-1] == "reminded"
    assert told.ports.store.due(told.ports.clock.now()) == ()


def test_the_alarms_of_a_service_that_is_described_no_more_are_due_no_more() -> None:
    """A hundred of them would otherwise be the only ones that each tick takes up."""
    told = stories(FakeCloud(FixedClock(signal().changed_at)), service())
    told.taking.take([signal(alarm=f"FaceAuth-{n}") for n in range(120)])
    without = replace(told, services={})
    told.ports.clock.advance(3600)
    due.run(without)
    due.run(without)

    assert told.ports.store.due(told.ports.clock.now()) == ()
    assert {head.state for head in told.ports.store.find(kind="alarm")} == {"retired"}


def test_news_of_a_retired_alarm_takes_it_up_again() -> None:
    told = stories(FakeCloud(FixedClock(signal().changed_at)), service())
    told.taking.take([signal()])
    told.ports.clock.advance(3600)
    due.run(replace(told, services={}))
    told.taking.take([signal("resolved", 61)])

    assert [head.state for head in told.ports.store.find(kind="alarm")] == ["resolved"]


def test_a_stream_that_meets_a_bug_does_not_stop_the_clocks_of_the_others() -> None:
    """An outage or a bug in one is told, and the other alarms are escalated all the same."""
    told = stories(FakeCloud(FixedClock(signal().changed_at)), service())
    told.taking.take([signal(alarm=name) for name in ("FaceAuth-1", "FaceAuth-2", "FaceAuth-3")])
    told.ports.clock.advance(24 * 3600)
    second = sorted(head.id for head in told.ports.store.find(kind="alarm"))[1]
    store = _Fails(told.ports.store, second)

    with pytest.raises(ExceptionGroup) as group:
        due.run(replace(told, ports=replace(told.ports, store=store)))

    last = {head.id: told.ports.store.read(head.id)[1][-1].entry.kind for head in told.ports.store.find(kind="alarm")}
    assert [type(bug) for bug in group.value.exceptions] == [ZeroDivisionError]
    assert [kind for name, kind in sorted(last.items()) if name != second] == ["escalated", "escalated"]
    assert last[second] == "fired"


class _Fails:
    """A store that can't read one of its streams."""

    def __init__(self, store, broken: str) -> None:
        self._store, self._broken = store, broken

    def read(self, name: str):
        if name == self._broken:
            raise ZeroDivisionError
        return self._store.read(name)

    def __getattr__(self, name: str):
        return getattr(self._store, name)


def _only(told) -> str:
    (head,) = told.ports.store.find(kind="alarm")
    return head.id
