"""Does every store find the streams that are like some words? Memory, SQLite and PostgreSQL, by one contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.domain.stream import StaleSequenceError
from bot.domain.terms import RAREST, terms_of
from tests.adapters.stores import NOON, AnyStore, HandSetClock, clock, entry, head, store

__all__ = ["clock", "store"]


def keep(store: AnyStore, name: str, terms: Iterable[str], **more: object) -> None:
    store.record(head(name, **more), [entry(name)], expects=0, terms=tuple(terms))


def names(store: AnyStore, *terms: str, **more: object) -> list[str]:
    return [one.id for one in store.alike(terms, kind="episode", **more)]  # type: ignore[arg-type]


class TestTerms:
    """A stream is found by the terms it was recorded with, and no other."""

    def test_a_stream_is_found_by_terms_of_any_of_its_entries(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        store.record(head("one"), [entry("fixed")], expects=1, terms=["rollback", "timeout"])
        store.record(head("one"), [entry("closed")], expects=2)
        assert names(store, "timeout") == names(store, "rollback") == ["one"]
        assert names(store, "throttle") == []

    def test_terms_of_a_second_delivery_are_not_written(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        store.record(head("one"), [entry("one")], expects=1, terms=["rollback"])
        assert names(store, "rollback") == []

    def test_terms_judged_by_an_old_state_are_not_written(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        with pytest.raises(StaleSequenceError):
            store.record(head("one"), [entry("late")], expects=0, terms=["rollback"])
        assert names(store, "rollback") == []

    def test_what_comes_back_is_the_head_as_it_stands_now(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        store.record(head("one", state="closed", summary={"fix": "再起動"}), [entry("closed")], expects=1)
        assert store.alike(["timeout"], kind="episode") == (
            head("one", state="closed", seq=2, summary={"fix": "再起動"}),
        )


class TestAlike:
    """What shares the most, and the rarest, comes first."""

    def test_a_japanese_sentence_finds_the_one_like_it(self, store: AnyStore) -> None:
        """Words of two letters (期限, 異常) must find, and 'the' ending of every sentence must not."""
        told = {
            "certificate": "証明書の期限が切れたため更新しました",
            "colour": "色校正の値に異常が出たため再計算しました",
            "quota": "セッション数が上限に達したため引き上げました",
        }
        for name, text in told.items():
            keep(store, name, terms_of(text))
        assert names(store, *terms_of("期限"))[0] == "certificate"
        assert names(store, *terms_of("異常"))[0] == "colour"
        assert names(store, *terms_of("証明書の期限切れ"))[0] == "certificate"

    def test_one_rare_term_outweighs_two_common_ones(self, store: AnyStore) -> None:
        for number in range(6):
            keep(store, f"common-{number}", ["alarm", "lambda"])
        for number in range(12):
            keep(store, f"other-{number}", [f"x{number}"])
        keep(store, "rare", ["throttle", "alarm"])
        assert names(store, "alarm", "lambda", "throttle", limit=1) == ["rare"]

    def test_what_is_equally_alike_comes_newest_first_and_only_so_many(
        self, store: AnyStore, clock: HandSetClock
    ) -> None:
        for number in range(5):
            clock.at = NOON + timedelta(minutes=number)
            keep(store, f"s{number}", ["timeout", "lambda", f"own{number}"])
        assert names(store, "timeout", "lambda", "cold") == ["s4", "s3", "s2"]
        assert names(store, "timeout", "lambda", "cold", limit=1) == ["s4"]

    def test_what_began_in_the_same_moment_comes_in_an_order_all_stores_agree_on(self, store: AnyStore) -> None:
        for name in ("a-1", "a2", "B", "a_1"):
            keep(store, name, ["timeout"])
        assert names(store, "timeout", limit=9) == ["a_1", "a2", "a-1", "B"]

    def test_what_is_on_more_than_half_of_the_streams_finds_nothing(self, store: AnyStore) -> None:
        """Every alarm says "alarm": that makes none of them alike. Among fewer than eight, it may."""
        for number in range(7):
            keep(store, f"s{number}", ["alarm"])
        assert len(names(store, "alarm", limit=9)) == 7
        keep(store, "s7", ["alarm"])
        assert names(store, "alarm", limit=9) == []

    def test_a_single_shared_term_is_enough_only_for_a_short_question(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout", "lambda"])
        assert names(store, "timeout", "quota") == ["one"]
        assert names(store, "timeout", "quota", "colour") == []
        assert names(store, "timeout", "lambda", "colour") == ["one"]

    def test_a_common_term_does_not_make_up_for_a_second_shared_one(self, store: AnyStore) -> None:
        for number in range(9):
            keep(store, f"s{number}", ["alarm", f"x{number}"])
        assert names(store, "alarm", "x3", "y") == []

    def test_the_stream_that_asks_is_neither_found_nor_counted(self, store: AnyStore) -> None:
        """Its own terms would be the rarest of all, and crowd out those that it shares."""
        own = [f"own{number:02d}" for number in range(RAREST)]
        keep(store, "asking", [*own, "timeout", "lambda"])
        keep(store, "like", ["timeout", "lambda"])
        keep(store, "unlike", ["lambda", "cold"])
        assert names(store, *own, "timeout", "lambda", besides="asking") == ["like"]

    def test_streams_of_another_kind_are_neither_found_nor_counted(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        for number in range(8):
            keep(store, f"incident-{number}", ["timeout"], kind="incident")
        assert names(store, "timeout") == ["one"]

    def test_no_terms_find_nothing(self, store: AnyStore) -> None:
        keep(store, "one", ["timeout"])
        keep(store, "wordless", [])
        assert names(store) == []
        assert names(store, "timeout", limit=0) == []

    def test_a_long_question_about_many_streams_is_answered(self, store: AnyStore) -> None:
        for number in range(40):
            keep(store, f"s{number:02d}", [f"t{number}", f"t{number + 1}", "all"])
        assert names(store, *(f"t{number}" for number in range(400)), "all", limit=1) != []
