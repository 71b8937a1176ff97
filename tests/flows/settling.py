"""Effects are carried out until none waits; what must wait for the world waits a little of our clock's time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.memory import MemoryStore
from bot.app.performing import Performing
from bot.domain.failures import Outage
from bot.flows.stories import Stories
from tests.fakes import FixedClock

PATIENCE = 1000


def settle(stories: Stories, store: MemoryStore, clock: FixedClock) -> None:
    performing = Performing(stories, lambda _chart, _locale: b"png", "en")

    def perform(kind: str, facts: Mapping[str, Any]) -> None:
        for _ in range(PATIENCE):
            try:
                performing.perform(kind, facts)
            except Outage as outage:
                if not outage.retry:
                    raise
                clock.advance(outage.retry_after or 1.0)
            else:
                return
        raise AssertionError(f"{kind} waits for ever: {facts}")

    store.drain(perform)
