"""Does each stretch in which nobody listened become work by itself, once?"""

from __future__ import annotations

from datetime import timedelta

from bot.domain.incidents.capturing import Listened
from bot.domain.stream import Entry, Stream
from bot.speech import Place
from scheduler import refill
from tests.fakes import FakeCloud
from tests.liveness import liveness
from tests.stories import stories


def test_a_gap_becomes_one_refill_however_often_the_clock_ticks() -> None:
    told = stories(FakeCloud(), liveness())
    store, now = told.ports.store, told.ports.clock.now()
    store.record(Stream("incident-1", "drill", "liveness", "open"), [Entry("declared", "d", now, "U1")], expects=0)
    store.watch(Place("C1"), "incident-1")
    store.note_listened(Listened(now, now + timedelta(seconds=60)))
    refill.run(told)
    assert store.queued() == ()
    store.note_listened(Listened(now + timedelta(seconds=90), now + timedelta(seconds=100)))
    for _ in range(3):
        refill.run(told)
    (effect,) = store.queued()
    assert (effect.kind, effect.lane, effect.facts["channel"]) == ("refill", "refill:C1", "C1")
    assert effect.facts["from_at"] == (now + timedelta(seconds=60)).isoformat()
    assert effect.facts["until_at"] == (now + timedelta(seconds=90)).isoformat()
