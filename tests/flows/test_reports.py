"""Are users' reports written down once, told as one episode, and answered for?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.adapters.memory import MemoryStore
from bot.domain.alarms.rules import Surge
from bot.domain.failures import Mistake
from bot.domain.reports import EPISODE, KIND, LONGEST, fold
from bot.domain.stream import StaleSequenceError, Stream
from bot.flows import reports
from bot.flows.alarms.taking import Taking
from bot.ports import Arrival
from bot.speech import Reply
from tests.fakes import FixedClock
from tests.liveness import liveness

SERVICE = liveness()
HOUR = EPISODE.total_seconds()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store(clock: FixedClock) -> MemoryStore:
    return MemoryStore(clock)


def take(store: MemoryStore, clock: FixedClock, text: str = "white screen", cause: str = "a", by: str = "U1") -> Reply:
    return reports.take(text, SERVICE, by=by, cause=cause, taking=Taking({SERVICE.name: SERVICE}, store, clock))


def episodes(store: MemoryStore) -> list[tuple[str, str, list[str]]]:
    """Return each episode, oldest first: its stream, its state and what was told."""
    heads = reversed(store.find(kind=KIND))
    return [(one.id, one.state, [told.text for told in fold(store.read(one.id)[1]).reports]) for one in heads]


def test_a_report_is_one_entry_one_card_and_one_line_and_its_reporter_is_thanked_privately(
    store: MemoryStore, clock: FixedClock
) -> None:
    reply = take(store, clock)
    assert (reply.template, reply.audience, reply.facts["count"]) == ("report/thanks", "private", 1)
    assert episodes(store) == [("reports-liveness-000001", "open", ["white screen"])]
    assert [(one.kind, one.lane) for one in store.queued()] == [
        ("card", "reports-liveness-000001"),
        ("say", "reports-liveness-000001"),
    ]


def test_a_report_within_the_hour_joins_the_episode_and_keeps_it_open(store: MemoryStore, clock: FixedClock) -> None:
    take(store, clock, "first", "a")
    clock.advance(HOUR - 1)
    take(store, clock, "second", "b")
    clock.advance(HOUR - 1)
    assert take(store, clock, "third", "c").facts["count"] == 3
    assert episodes(store) == [("reports-liveness-000001", "open", ["first", "second", "third"])]


def test_two_first_reporters_who_race_join_one_episode(clock: FixedClock) -> None:
    """Both look before either has written; the loser looks again and finds the winner's episode."""
    both_have_looked = threading.Barrier(2, timeout=10)

    class Racing(MemoryStore):
        looks = 0

        def find(self, **asked: Any) -> tuple[Stream, ...]:
            found = super().find(**asked)
            with self._lock:
                self.looks += 1
                is_first = self.looks <= 2
            if is_first:
                both_have_looked.wait()
            return found

    store = Racing(clock)
    with ThreadPoolExecutor(2) as pool:
        thanks = list(pool.map(lambda cause: take(store, clock, f"from {cause}", cause), ("a", "b")))
    assert sorted(str(one.facts["count"]) for one in thanks) == ["1", "2"]
    ((stream, state, told),) = episodes(store)
    assert (stream, state, sorted(told)) == ("reports-liveness-000001", "open", ["from a", "from b"])
    assert len([one for one in store.queued() if one.kind == "say"]) == 2


def test_a_report_delivered_again_is_one_line_and_the_same_thanks(store: MemoryStore, clock: FixedClock) -> None:
    first = take(store, clock)
    assert take(store, clock) == first
    assert episodes(store) == [("reports-liveness-000001", "open", ["white screen"])]
    assert len(store.queued()) == 2


def test_a_report_delivered_again_after_its_episode_closed_opens_no_new_one(
    store: MemoryStore, clock: FixedClock
) -> None:
    take(store, clock)
    clock.advance(HOUR)
    take(store, clock)
    assert [name for name, _, _ in episodes(store)] == ["reports-liveness-000001"]


def test_who_reported_is_not_yet_settled_so_that_thanks_lost_in_a_crash_are_given_again(
    store: MemoryStore, clock: FixedClock
) -> None:
    """The door settles an arrival after its answer is out; the record must not do so before."""
    store.receive(Arrival("a", "command", {}))
    take(store, clock, cause="a")
    assert [one.id for one in store.unsettled(before=clock.now() + timedelta(seconds=1))] == ["a"]


@pytest.mark.parametrize(
    ("text", "key"), [("", "report_is_empty"), ("  \n", "report_is_empty"), ("x" * (LONGEST + 1), "report_is_long")]
)
def test_nothing_and_too_much_are_mistakes_that_name_the_field(
    store: MemoryStore, clock: FixedClock, text: str, key: str
) -> None:
    with pytest.raises(Mistake) as mistake:
        take(store, clock, text)
    assert (mistake.value.key, mistake.value.field) == (key, "text")
    assert episodes(store) == []


class TestClosing:
    """An episode ends by the clock."""

    def close_what_is_due(self, store: MemoryStore, clock: FixedClock) -> Sequence[Stream]:
        due = store.due(clock.now())
        for stream in due:
            reports.close(stream, taking=Taking({SERVICE.name: SERVICE}, store, clock))
        return due

    def test_an_episode_closes_an_hour_after_its_last_report_and_the_next_opens_a_new_card(
        self, store: MemoryStore, clock: FixedClock
    ) -> None:
        take(store, clock, "first", "a")
        clock.advance(HOUR - 1)
        assert self.close_what_is_due(store, clock) == ()
        clock.advance(1)
        assert len(self.close_what_is_due(store, clock)) == 1
        assert self.close_what_is_due(store, clock) == ()
        take(store, clock, "second", "b")
        assert episodes(store) == [
            ("reports-liveness-000001", "closed", ["first"]),
            ("reports-liveness-000002", "open", ["second"]),
        ]
        assert len({one.facts["stream"] for one in store.queued() if one.kind == "card"}) == 2

    def test_an_episode_that_nobody_was_there_to_close_is_over_all_the_same(
        self, store: MemoryStore, clock: FixedClock
    ) -> None:
        """We were down for a day: the first report after it is a new episode, and the old one is closed in time."""
        take(store, clock, "first", "a")
        clock.advance(24 * HOUR)
        assert take(store, clock, "second", "b").facts["count"] == 1
        self.close_what_is_due(store, clock)
        assert [(name, state) for name, state, _ in episodes(store)] == [
            ("reports-liveness-000001", "closed"),
            ("reports-liveness-000002", "open"),
        ]

    def test_a_report_in_the_last_instant_keeps_an_episode_open_although_it_was_found_due(
        self, store: MemoryStore, clock: FixedClock
    ) -> None:
        take(store, clock, "first", "a")
        (head,) = store.find(kind=KIND)
        clock.advance(HOUR - 1)
        take(store, clock, "second", "b")
        clock.advance(1)
        reports.close(head, taking=Taking({SERVICE.name: SERVICE}, store, clock))
        assert [state for _, state, _ in episodes(store)] == ["open"]

    def test_of_two_who_close_at_once_one_is_told_to_look_again(self, clock: FixedClock) -> None:
        class Raced(MemoryStore):
            """Somebody else closes between our look and our writing."""

            is_raced = False

            def record(self, *given: Any, **more: Any) -> Any:
                if self.is_raced:
                    self.is_raced = False
                    super().record(*given, **more)
                    raise StaleSequenceError
                return super().record(*given, **more)

        store = Raced(clock)
        take(store, clock)
        (head,) = store.find(kind=KIND)
        clock.advance(HOUR)
        store.is_raced = True
        with pytest.raises(StaleSequenceError):
            reports.close(head, taking=Taking({SERVICE.name: SERVICE}, store, clock))
        reports.close(head, taking=Taking({SERVICE.name: SERVICE}, store, clock))
        assert [one.entry.kind for one in store.read(head.id)[1]] == ["reported", "closed"]


def test_the_moment_of_a_report_is_the_clock_s(store: MemoryStore, clock: FixedClock) -> None:
    at: datetime = clock.now()
    take(store, clock)
    assert fold(store.read("reports-liveness-000001")[1]).reports[0].at == at


class TestSurges:
    """When users tell us more than enough at once, it is an alarm; when they fall quiet, it is over."""

    surging = replace(SERVICE, surge=Surge(3, timedelta(minutes=15), "medium", timedelta(hours=1)))

    def report(self, store: MemoryStore, clock: FixedClock, cause: str) -> None:
        taking = Taking({SERVICE.name: self.surging}, store, clock)
        reports.take("white screen", self.surging, by="U1", cause=cause, taking=taking)

    def alarms(self, store: MemoryStore) -> list[tuple[str, object, object]]:
        return [(one.state, one.summary["alarm"], one.summary["firings"]) for one in store.find(kind="alarm")]

    def test_enough_reports_close_together_are_an_alarm_of_their_own(
        self, store: MemoryStore, clock: FixedClock
    ) -> None:
        for cause in "ab":
            self.report(store, clock, cause)
        assert self.alarms(store) == []
        for cause in "cdef":
            self.report(store, clock, cause)

        assert self.alarms(store) == [("firing", "user-reports", 1)]

    def test_as_many_over_a_longer_time_are_none(self, store: MemoryStore, clock: FixedClock) -> None:
        for cause in "abcdef":
            self.report(store, clock, cause)
            clock.advance(600)

        assert self.alarms(store) == []

    def test_an_hour_without_reports_ends_it(self, store: MemoryStore, clock: FixedClock) -> None:
        for cause in "abc":
            self.report(store, clock, cause)
        clock.advance(HOUR)
        (stream,) = [one for one in store.due(clock.now()) if one.kind == KIND]
        reports.close(stream, taking=Taking({SERVICE.name: self.surging}, store, clock))

        assert self.alarms(store) == [("resolved", "user-reports", 1)]
