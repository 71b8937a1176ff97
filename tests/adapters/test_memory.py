"""Does the in-memory twin carry out effects when it is told to?"""

from __future__ import annotations

import pytest

from bot.adapters.memory import MemoryStore
from tests.adapters.stores import HandSetClock, clock, say

__all__ = ["clock"]


def test_the_memory_twin_carries_out_effects_and_those_that_follow_from_them(clock: HandSetClock) -> None:
    store = MemoryStore(clock)
    store.settle("x", [say("b", n=2), say("a", n=1)])
    told: list[object] = []

    def carry_out(kind: str, facts: object) -> None:
        told.append((kind, facts))
        if len(told) == 1:
            store.settle("y", [say("c", n=3)])

    assert store.drain(carry_out) == 3
    assert told == [("say", {"n": 1}), ("say", {"n": 2}), ("say", {"n": 3})]
    assert store.drain(carry_out) == 0


def test_an_effect_that_failed_in_the_twin_stays_at_the_head(clock: HandSetClock) -> None:
    store = MemoryStore(clock)
    store.settle("x", [say("a"), say("b")])

    def fail(kind: str, facts: object) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        store.drain(fail)
    assert [one.key for one in store.queued()] == ["a", "b"]
