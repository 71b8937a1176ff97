"""Does every store keep streams and effects as the port promises? Memory, SQLite and PostgreSQL, by one contract."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.stream import Effect, StaleSequenceError, broken_link, effect_key
from bot.ports import Arrival
from tests.adapters.stores import NOON, AnyStore, HandSetClock, clock, entry, head, say, store

__all__ = ["clock", "store"]


class TestStreams:
    """Everything that happens is an entry in a stream, once, in order."""

    def test_what_was_recorded_is_read_back_in_order_with_its_chain_whole(self, store: AnyStore) -> None:
        """A second replica, or we after a restart, must fold exactly what was written."""
        first = store.record(head(), [entry("a", n=1), entry("b", text="色校正 ΔE")], expects=0)
        second = store.record(head(state="closed"), [entry("c", deep={"list": [1, 2.5, None, True]})], expects=2)
        found, entries = store.read("episode-1")
        assert found == head(state="closed", seq=3)
        assert entries == first + second
        assert [one.seq for one in entries] == [1, 2, 3]
        assert broken_link(entries) is None
        assert {one.recorded_at for one in entries} == {NOON}

    def test_moments_come_back_in_utc_whatever_zone_they_went_in_with(self, store: AnyStore) -> None:
        """Tokyo's noon and UTC's three o'clock are one moment, and their hash must not depend on who wrote it down."""
        tokyo = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
        store.record(head(due_at=tokyo), [replace(entry("a"), at=tokyo)], expects=0)
        found, (one,) = store.read("episode-1")
        assert found is not None
        assert found.due_at == one.entry.at == tokyo
        assert found.due_at.tzinfo is UTC
        assert one.entry.at.tzinfo is UTC
        assert broken_link([one]) is None

    def test_a_moment_without_a_zone_is_refused_and_nothing_is_written(self, store: AnyStore) -> None:
        naive = NOON.replace(tzinfo=None)
        with pytest.raises(ValueError, match="zone"):
            store.record(head(), [replace(entry("a"), at=naive)], expects=0)
        assert store.read("episode-1") == (None, ())

    def test_facts_that_are_not_json_are_refused_and_nothing_is_written(self, store: AnyStore) -> None:
        for facts in ({"at": NOON}, {"share": float("nan")}):
            with pytest.raises((TypeError, ValueError)):
                store.record(head(), [replace(entry("a"), facts=facts)], [say("e")], expects=0)
        assert store.read("episode-1") == (None, ())
        assert store.queued() == ()

    def test_a_stream_nobody_wrote_has_no_head_and_no_entries(self, store: AnyStore) -> None:
        assert store.read("nobody") == (None, ())

    @pytest.mark.parametrize("expects", [0, 1, 3])
    def test_judging_by_an_old_state_writes_nothing_at_all(self, store: AnyStore, expects: int) -> None:
        """Two replicas judge at once: one wins, and of the other neither entry, effect nor settling remains."""
        store.receive(Arrival("ask-1", "command", {}))
        store.record(head(), [entry("a"), entry("b")], expects=0)
        with pytest.raises(StaleSequenceError):
            store.record(head(state="lost"), [entry("c")], [say("e")], expects=expects, settles="ask-1")
        found, entries = store.read("episode-1")
        assert found == head(seq=2)
        assert len(entries) == 2
        assert store.queued() == ()
        assert [one.id for one in store.unsettled(before=NOON + timedelta(seconds=1))] == ["ask-1"]

    def test_a_second_delivery_of_the_same_cause_changes_nothing_and_is_settled(self, store: AnyStore) -> None:
        """Slack delivers again what was acknowledged late; its effects were enqueued with the first."""
        store.record(head(), [entry("a")], [say("episode-1-000000001")], expects=0)
        store.receive(Arrival("ask-2", "command", {}))
        again = store.record(head(state="x"), [entry("a")], [say("episode-1-000000002")], expects=1, settles="ask-2")
        assert again == ()
        assert store.read("episode-1")[0] == head(seq=1)
        assert [one.key for one in store.queued()] == ["episode-1-000000001"]
        assert store.unsettled(before=NOON + timedelta(seconds=1)) == ()

    def test_a_second_delivery_is_known_even_when_judged_by_an_old_state_or_for_another_stream(
        self, store: AnyStore
    ) -> None:
        store.record(head(), [entry("a"), entry("b")], expects=0)
        assert store.record(head(), [entry("a")], expects=0) == ()
        assert store.record(head("episode-2"), [entry("a")], expects=0) == ()
        assert store.read("episode-2") == (None, ())

    def test_only_what_is_new_of_several_entries_is_written(self, store: AnyStore) -> None:
        store.record(head(), [entry("a")], expects=0)
        written = store.record(head(), [entry("a"), entry("b"), entry("b")], expects=1)
        assert [(one.seq, one.entry.key) for one in written] == [(2, "b")]

    def test_a_head_alone_can_be_moved_on(self, store: AnyStore) -> None:
        """A summary can be rebuilt, and an effect enqueued, when nothing new has happened."""
        store.record(head(), [entry("a")], expects=0)
        assert store.record(head(summary={"n": 1}), [], [say("e")], expects=1) == ()
        assert store.read("episode-1")[0] == head(summary={"n": 1}, seq=1)
        assert [one.key for one in store.queued()] == ["e"]

    def test_of_many_writers_that_judged_the_same_state_exactly_one_wins(self, store: AnyStore) -> None:
        gate = threading.Barrier(6)

        def attempt(number: int) -> bool:
            gate.wait()
            try:
                store.record(head(), [entry(f"k{number}")], [say(f"e{number}")], expects=0)
            except StaleSequenceError:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            won = list(pool.map(attempt, range(6)))
        assert won.count(True) == 1
        assert [one.key for one in store.queued()] == [f"e{won.index(True)}"]
        assert len(store.read("episode-1")[1]) == 1

    def test_streams_are_found_by_kind_service_and_state_the_newest_first(
        self, store: AnyStore, clock: HandSetClock
    ) -> None:
        store.record(head("one"), [entry("a")], expects=0)
        clock.at += timedelta(minutes=1)
        store.record(head("two", service="colour"), [entry("b")], expects=0)
        clock.at += timedelta(minutes=1)
        store.record(head("three", state="closed"), [entry("c")], expects=0)
        store.record(head("other", kind="incident"), [entry("d")], expects=0)
        store.record(head("one"), [entry("e")], expects=1)
        assert [one.id for one in store.find(kind="episode")] == ["three", "two", "one"]
        assert [one.id for one in store.find(kind="episode", service="liveness")] == ["three", "one"]
        assert [one.id for one in store.find(kind="episode", service="liveness", state="open")] == ["one"]
        assert [one.id for one in store.find(kind="episode", limit=1)] == ["three"]
        assert store.find(kind="nothing") == ()

    def test_the_newest_of_a_line_has_the_highest_number(self, store: AnyStore) -> None:
        """Not the one begun last: two replicas may name the same number, never skip one."""
        for name in ("alarm-a-000002", "alarm-a-000010", "alarm-a-000009", "alarm-b-000011"):
            store.record(head(name), [entry(name)], expects=0)
        assert store.newest("alarm-a-") == head("alarm-a-000010", seq=1)
        assert store.newest("alarm-c-") is None

    def test_a_line_is_not_taken_for_another_that_begins_like_it(self, store: AnyStore) -> None:
        """A service may be called like another with something behind it."""
        for name in (
            "group-live-000001",
            "group-live-2-000007",
            "group-live-zz-000009",
            "group-live-",
            "group-live-9x",
        ):
            store.record(head(name), [entry(name)], expects=0)
        assert store.newest("group-live-") == head("group-live-000001", seq=1)
        assert store.newest("group-live-2-") == head("group-live-2-000007", seq=1)

    def test_a_line_s_name_is_no_pattern(self, store: AnyStore) -> None:
        store.record(head("alarm_x-000001"), [entry("a")], expects=0)
        assert store.newest("alarm%") is None
        assert store.newest("alarm-x-") is None
        assert store.newest("alarm_x-") == head("alarm_x-000001", seq=1)

    def test_heads_are_read_by_name_and_those_that_do_not_exist_are_left_out(self, store: AnyStore) -> None:
        store.record(head("one"), [entry("a")], expects=0)
        store.record(head("two"), [entry("b"), entry("c")], expects=0)
        assert store.heads(["one", "two", "three", "one"]) == {"one": head("one", seq=1), "two": head("two", seq=2)}
        assert store.heads([]) == {}

    def test_due_streams_come_longest_due_first_and_not_before_their_time(self, store: AnyStore) -> None:
        for number, minutes in enumerate((5, 1, 3)):
            due_at = NOON + timedelta(minutes=minutes)
            store.record(head(f"s{minutes}", due_at=due_at), [entry(f"k{number}")], expects=0)
        store.record(head("never"), [entry("n")], expects=0)
        assert [one.id for one in store.due(NOON + timedelta(minutes=3))] == ["s1", "s3"]
        assert [one.id for one in store.due(NOON + timedelta(hours=1), limit=1)] == ["s1"]
        assert store.due(NOON) == ()


class TestEffects:
    """What must follow is enqueued with its cause, once."""

    def test_effects_wait_in_the_order_of_events_even_past_nine(self, store: AnyStore) -> None:
        """Keys are padded: as plain numbers, 10 would be told before 2."""
        for number in range(1, 13):
            effect = say(effect_key("episode-1", number), n=number)
            store.record(head(), [entry(f"k{number}")], [effect], expects=number - 1)
        assert [one.facts["n"] for one in store.queued()] == list(range(1, 13))

    def test_an_effect_keeps_its_lane_kind_and_facts(self, store: AnyStore) -> None:
        effect = Effect("k", "aws", "change", {"step": "設定", "n": 1.5, "deep": {"list": [None, True]}})
        store.settle("nobody", [effect])
        assert store.queued() == (effect,)

    def test_an_effect_with_a_known_key_is_not_enqueued_again(self, store: AnyStore) -> None:
        store.settle("x", [say("e", n=1)])
        store.settle("x", [say("e", n=2)])
        store.record(head(), [entry("a")], [say("e", n=3), say("f")], expects=0)
        assert [(one.key, one.facts) for one in store.queued()] == [("e", {"n": 1}), ("f", {})]

    def test_a_scheduled_run_is_claimed_once_with_what_follows(self, store: AnyStore) -> None:
        """Two leaders in a split second, or a tick repeated after a restart, must not check twice."""
        assert store.claim_run("morning", NOON, [Effect("run-1", "checks", "check", {})])
        assert not store.claim_run("morning", NOON, [Effect("run-2", "checks", "check", {})])
        assert store.claim_run("morning", NOON + timedelta(days=1))
        assert store.claim_run("evening", NOON)
        assert [one.key for one in store.queued()] == ["run-1"]
