"""How does what we hold of a room differ from what its history shows?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.history import Said
from bot.domain.marks import Mark, holder
from bot.domain.messages import Message, moment_of, ts_at

SETTLES_AFTER = timedelta(seconds=10)
"""History may lag behind events for a moment: of a message younger than this nothing is concluded yet (ours)."""

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a channel or thread that a page shows without a gap; both bounds excluded, empty for none."""

    after: str
    before: str

    def has(self, ts: str) -> bool:
        """Say whether a message of that ts would be shown in it."""
        return self.after < ts and (not self.before or ts < self.before)


def just_before(ts: str) -> str:
    """Return the ts right before this one."""
    return ts_at(moment_of(ts) - _TICK)


def just_after(ts: str) -> str:
    """Return the ts right after this one."""
    return ts_at(moment_of(ts) + _TICK)


def settles_in(ts: str, now: datetime) -> float:
    """Return the seconds until something can be concluded of a message that history doesn't show; 0 for now."""
    return max(0.0, (moment_of(ts) + SETTLES_AFTER - now).total_seconds())


def vanished_from_channel(held: Iterable[Message], shown: Sequence[Said], window: Window) -> tuple[Message, ...]:
    """Return the messages that a page of a channel should show and doesn't, with the replies under missing roots.

    A root without replies left shows that every reply we hold of it is gone.
    """
    there, threads = {one.ts for one in shown}, {one.ts for one in shown if one.latest_reply}

    def is_missing(one: Message) -> bool:
        if one.root_ts is None:
            return window.has(one.ts) and one.ts not in there
        return window.has(one.root_ts) and one.root_ts not in threads and one.ts not in there

    return tuple(one for one in held if not one.is_deleted and is_missing(one))


def vanished_from_thread(
    held: Iterable[Message], shown: Sequence[Said], root_ts: str, window: Window
) -> tuple[Message, ...]:
    """Return the messages of a thread that a page of it should show and doesn't."""
    there = {one.ts for one in shown}
    return tuple(
        one
        for one in held
        if root_ts in {one.root_ts, one.ts} and window.has(one.ts) and one.ts not in there
        if not one.is_deleted
    )


def marks_put(said: Said, standing: Iterable[Mark]) -> tuple[tuple[str, str], ...]:
    """Return the marks, and whose they are, that a message bears and that don't stand with us."""
    return tuple(sorted({(mark, holder(mark, by)) for mark, by in said.marks} - _held(said, standing)))


def marks_taken(said: Said, standing: Iterable[Mark]) -> tuple[tuple[str, str], ...]:
    """Return the marks that stand with us and that a message doesn't bear any more."""
    shown = {(mark, holder(mark, by)) for mark, by in said.marks}
    return tuple(sorted(one for one in _held(said, standing) - shown if one[0] not in said.crowded))


def _held(said: Said, standing: Iterable[Mark]) -> set[tuple[str, str]]:
    return {(one.mark, holder(one.mark, one.by)) for one in standing if one.ts == said.ts}
