"""Does what is needed no longer go by itself, once a day?"""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.memory import MemoryStore
from bot.flows.reports import take
from bot.flows.stories import Stories
from bot.ports import Arrival
from scheduler import prune
from tests.fakes import FakeCloud, FixedClock
from tests.liveness import liveness
from tests.stories import stories

SERVICE = liveness()


def world() -> tuple[FixedClock, MemoryStore, Stories]:
    told = stories(FakeCloud(), SERVICE)
    return told.ports.clock, told.ports.store, told


def test_requests_go_thirty_days_after_they_were_handled_and_what_happened_stays() -> None:
    clock, store, told = world()
    store.receive(Arrival("a", "command", {}))
    take("white screen", SERVICE, by="U1", cause="a", taking=told.taking)
    store.settle("a")
    clock.advance(timedelta(days=30).total_seconds())
    prune.run(told)
    assert not store.receive(Arrival("a", "command", {})), "on the thirtieth day it is still known"
    clock.advance(timedelta(days=1).total_seconds())
    prune.run(told)
    assert store.receive(Arrival("a", "command", {}))
    assert len(store.read("reports-liveness-000001")[1]) == 1


def test_a_day_s_work_is_done_once_however_often_the_clock_ticks() -> None:
    clock, store, told = world()
    prune.run(told)
    store.receive(Arrival("a", "command", {}))
    store.settle("a")
    assert not store.claim_run("prune", clock.now().replace(hour=0, minute=0, second=0))
    clock.advance(timedelta(days=40).total_seconds())
    prune.run(told)
    assert store.receive(Arrival("a", "command", {}))
