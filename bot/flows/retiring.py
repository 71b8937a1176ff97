"""A service is described no more, but its streams are still there: nothing is due for them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.stream import Entry, Stream
from bot.ports import Clock, Store


def retire(stream: Stream, *, store: Store, clock: Clock) -> None:
    """Put aside what nobody can judge any more, or it would be due at every tick; news of it takes it up again."""
    entry = Entry("retired", f"retired:{stream.id}:{stream.seq}", clock.now(), "clock")
    store.record(replace(stream, state="retired", due_at=None), [entry], expects=stream.seq)
