"""Is a corrective action kept as people left it, and is a bad date or an empty title refused in words?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.failures import Mistake
from bot.domain.incidents.corrective import LONGEST, Corrective, corrected, due_read, titled
from bot.domain.stream import Entry

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
BEN = "U01BEN"


def told(kind: str, known: Mapping[str, Corrective] | None = None, **facts: Any) -> Mapping[str, Corrective]:
    return corrected(known or {}, Entry(f"corrective_{kind}", "key", NOON, BEN, {"id": "1", **facts}))


ADDED = told("added", title="alert on the hook")


def test_it_begins_open_with_nobody_and_no_date() -> None:
    one = ADDED["1"]

    assert (one.title, one.owner, one.due, one.status, one.size, one.effect) == (
        "alert on the hook", None, None, "open", "M", "M",
    )  # fmt: skip
    assert not one.is_ticketed
    assert not one.is_overdue(date.max), "without a date it is never overdue"


def test_what_is_changed_changes_and_the_rest_stays() -> None:
    owned = told("changed", ADDED, owner=BEN, due="2026-12-01", size="L")
    ticketed = told("changed", owned, ticket="OPS-1")["1"]

    assert (ticketed.title, ticketed.owner, ticketed.due, ticketed.size) == (
        "alert on the hook", BEN, date(2026, 12, 1), "L",
    )  # fmt: skip
    assert not owned["1"].is_ticketed
    assert ticketed.is_ticketed


@pytest.mark.parametrize("missing", ["owner", "due", "ticket"])
def test_it_is_ticketed_only_with_owner_date_and_ticket(missing: str) -> None:
    whole = {"title": "t", "owner": BEN, "due": "2026-12-01", "ticket": "OPS-1"}

    assert told("added", {}, **whole)["1"].is_ticketed
    assert not told("added", {}, **{**whole, missing: None})["1"].is_ticketed


def test_done_needs_evidence_and_says_who_and_dropped_likewise() -> None:
    done = told("done", ADDED, evidence="https://example.org/pr/7")["1"]
    dropped = told("dropped", ADDED, reason="the service is retired")["1"]

    assert (done.status, done.evidence, done.closed_by) == ("done", "https://example.org/pr/7", BEN)
    assert (dropped.status, dropped.closed_by) == ("dropped", BEN)
    with pytest.raises(KeyError):
        told("done", ADDED)


def test_it_is_overdue_from_the_day_after_and_only_while_it_is_open() -> None:
    dated = told("changed", ADDED, due="2026-11-22")

    assert not dated["1"].is_overdue(TODAY)
    assert dated["1"].is_overdue(date(2026, 11, 23))
    assert not told("done", dated, evidence="e")["1"].is_overdue(date(2026, 11, 23))


def test_one_does_not_touch_the_others() -> None:
    both = corrected(ADDED, Entry("corrective_added", "k", NOON, BEN, {"id": "2", "title": "second"}))

    assert list(told("done", both, evidence="e")) == ["1", "2"]
    assert told("done", both, evidence="e")["2"] == both["2"]


def test_a_due_date_is_today_or_later() -> None:
    assert due_read(" 2026-12-01 ", today=TODAY) == date(2026, 12, 1)
    assert due_read("2026-11-22", today=TODAY) == TODAY


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("2026-11-21", "due_is_over"),
        ("tomorrow", "due_unreadable"),
        ("", "due_unreadable"),
        ("2026-02-30", "due_unreadable"),
        ("x" * 10_000, "due_unreadable"),
    ],
)
def test_a_day_that_is_over_and_what_is_no_date_get_a_sentence(word: str, key: str) -> None:
    with pytest.raises(Mistake) as failure:
        due_read(word, today=TODAY)

    assert (failure.value.key, failure.value.field) == (key, "due")
    assert len(str(failure.value.facts.get("word", ""))) <= 40


def test_a_title_stands_on_one_line_and_is_neither_empty_nor_endless() -> None:
    assert titled("  alert\n on   the hook ") == "alert on the hook"
    assert len(titled("x" * LONGEST)) == LONGEST
    for words, key in ((" \n ", "corrective_is_empty"), ("x" * (LONGEST + 1), "corrective_is_long")):
        with pytest.raises(Mistake) as failure:
            titled(words)
        assert failure.value.key == key
