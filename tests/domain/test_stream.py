"""Is any change to what was recorded found, whatever it is?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.stream import Entry, broken_link, chained, effect_key, unwritten

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
entries = st.builds(
    Entry,
    kind=st.text(max_size=8),
    key=st.uuids().map(str),
    at=st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
    ),
    by=st.text(max_size=8),
    facts=st.dictionaries(st.text(), values, max_size=3),
)
several = st.lists(entries, min_size=1, max_size=6)


@settings(max_examples=40)
@given(several, st.data())
def test_a_chain_recorded_in_parts_is_the_chain_recorded_at_once(
    given_entries: list[Entry], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(given_entries)))
    first = chained("s", None, given_entries[:cut], NOON)
    second = chained("s", first[-1] if first else None, given_entries[cut:], NOON)
    whole = chained("s", None, given_entries, NOON)
    assert first + second == whole
    assert [one.seq for one in whole] == list(range(1, len(whole) + 1))
    assert broken_link(whole) is None


@settings(max_examples=40)
@given(several, st.data())
def test_a_change_of_anything_that_was_recorded_is_found_where_it_is(
    given_entries: list[Entry], data: st.DataObject
) -> None:
    """Timelines are evidence: nobody may rewrite what was said or when."""
    whole = list(chained("s", None, given_entries, NOON))
    place = data.draw(st.integers(0, len(whole) - 1))
    one = whole[place].entry
    changed = data.draw(
        st.sampled_from(
            [
                replace(one, by=one.by + "x"),
                replace(one, kind=one.kind + "x"),
                replace(one, key=one.key + "x"),
                replace(one, at=one.at + timedelta(microseconds=1)),
                replace(one, facts={**one.facts, "more": 1}),
            ]
        )
    )
    whole[place] = replace(whole[place], entry=changed)
    if changed != one:
        assert broken_link(whole) == place + 1


@settings(max_examples=40)
@given(st.lists(entries, min_size=2, max_size=6), st.data())
def test_a_missing_a_swapped_and_a_foreign_entry_are_found(given_entries: list[Entry], data: st.DataObject) -> None:
    whole = list(chained("s", None, given_entries, NOON))
    place = data.draw(st.integers(0, len(whole) - 2))
    missing = whole[:place] + whole[place + 1 :]
    assert broken_link(missing) == place + 1
    swapped = [*whole[:place], whole[place + 1], whole[place], *whole[place + 2 :]]
    assert broken_link(swapped) == place + 1
    foreign = [*whole[: place + 1], *chained("other", None, given_entries, NOON)[place + 1 :]]
    assert broken_link(foreign) == place + 2


@settings(max_examples=40)
@given(several)
def test_facts_and_moments_are_chained_as_a_store_gives_them_back(given_entries: list[Entry]) -> None:
    for one in chained("s", None, given_entries, NOON):
        assert one.entry.at.tzinfo is UTC
        assert chained("s", None, [one.entry], NOON)[0].entry == one.entry


def test_what_is_not_json_or_has_no_zone_is_refused() -> None:
    good = Entry("noted", "k", NOON, "U1")
    for bad in (replace(good, at=NOON.replace(tzinfo=None)), replace(good, facts={"share": float("inf")})):
        with pytest.raises(ValueError, match=r"zone|JSON"):
            chained("s", None, [bad], NOON)
    with pytest.raises(TypeError):
        chained("s", None, [replace(good, facts={"at": NOON})], NOON)


@given(st.lists(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_only_unknown_keys_remain_each_once_in_their_order(keys: list[str], known: set[str]) -> None:
    left = [one.key for one in unwritten([Entry("noted", key, NOON, "U1") for key in keys], known)]
    assert left == [key for key in dict.fromkeys(keys) if key not in known]


@given(st.integers(0, 999_999_998))
def test_keys_of_effects_sort_as_their_numbers_do(seq: int) -> None:
    """DBOS orders a lane by these: as plain numbers, 10 came before 2."""
    assert effect_key("s", seq, "say") < effect_key("s", seq + 1)
