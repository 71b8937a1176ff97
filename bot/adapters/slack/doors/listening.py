"""Until when did all that Slack told reach us?

Noted again and again, so that after a crash it is known to some seconds from when on something may be missing. A moment
in which no connection is up, the store can't be written, or we ourselves stand still, ends the spell: the next note
begins another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.domain.incidents.capturing import Listened
from bot.ports import Clock, Store

NOTED_EVERY_SECONDS = 10
"""Slack delivers again at once, after a minute and after five (Slack docs): a shorter gap loses nothing by itself."""

STALE_AFTER = timedelta(seconds=3 * NOTED_EVERY_SECONDS)
"""Whoever could not note for so long was not running either: a stopped machine, a starved process."""


class Listening:
    """Notes spells of listening; one of it for each process. `is_open` says whether Slack can reach us now."""

    def __init__(self, store: Store, clock: Clock, is_open: Callable[[], bool]) -> None:
        self._store = store
        self._clock = clock
        self._is_open = is_open
        self._spell: Listened | None = None

    def note(self) -> None:
        """Note that we listen, if we do. Raises Outage when it can't be noted."""
        now, last, self._spell = self._clock.now(), self._spell, None
        if not self._is_open():
            return
        goes_on = last is not None and now - last.until <= STALE_AFTER
        spell = Listened(last.since if last is not None and goes_on else now, now)
        self._store.note_listened(spell)
        self._spell = spell
