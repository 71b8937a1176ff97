"""Is every stretch in which nobody listened known as a gap, once, and stated with what came of it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incidents.capturing import (
    Captured,
    Gap,
    Listened,
    StatedGap,
    completeness,
    gaps,
    missed,
    refilled,
)
from bot.domain.incidents.evidence import path_of
from bot.domain.messages import File, moment_of, ts_at
from bot.domain.stream import Recorded

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOM = Captured("C1", None, "incident-1", NOON)


def at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def spells(*bounds: tuple[int, int]) -> list[Listened]:
    return [Listened(at(since), at(until)) for since, until in bounds]


def found(room: Captured, *bounds: tuple[int, int]) -> list[tuple[int, int]]:
    told = gaps(room, spells(*bounds))
    return [(round((one.since - NOON).total_seconds()), round((one.until - NOON).total_seconds())) for one in told]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([], []),
        ([(-60, 100)], []),
        ([(-60, 100), (130, 200)], [(100, 130)]),
        ([(130, 200), (-60, 100)], [(100, 130)]),
        ([(-60, 100), (90, 200)], []),
        ([(-60, 300), (100, 200), (310, 400)], [(300, 310)]),
        ([(-90, -60), (-30, 100)], []),
        ([(-90, -60), (40, 100)], [(0, 40)]),
        ([(40, 100)], [(0, 40)]),
        ([(-60, 10), (20, 30), (50, 60)], [(10, 20), (30, 50)]),
    ],
)
def test_a_gap_is_what_lies_between_two_spells_after_the_room_began(bounds, expected) -> None:
    assert found(ROOM, *bounds) == expected


def test_what_was_judged_is_not_judged_again_and_keeps_its_bounds() -> None:
    """Its beginning is its name: a gap that moved would be stated twice."""
    told = [(-60, 10), (20, 30), (50, 60)]
    assert found(replace(ROOM, judged_until=at(20)), *told) == [(30, 50)]
    assert found(replace(ROOM, judged_until=at(25)), *told) == [(30, 50)]
    assert found(replace(ROOM, judged_until=at(50)), *told) == []


def test_after_a_room_was_left_nothing_is_missed_in_it() -> None:
    told = [(-60, 10), (20, 30), (50, 60)]
    assert found(replace(ROOM, until=at(15)), *told) == [(10, 15)]
    assert found(replace(ROOM, until=at(5)), *told) == []


def test_the_time_for_which_it_was_left_is_missed_when_it_is_captured_again() -> None:
    room = replace(ROOM, pause=Gap(at(100), at(200)))
    assert found(room, (-60, 300)) == [(100, 200)]
    assert found(replace(room, judged_until=at(200)), (-60, 300)) == []


def test_a_room_of_which_no_beginning_is_known_begins_with_the_first_spell() -> None:
    assert found(replace(ROOM, since=None), (40, 100), (130, 200)) == [(100, 130)]


@given(st.lists(st.tuples(st.integers(-50, 200), st.integers(0, 60)), min_size=1, max_size=8))
def test_every_moment_is_either_listened_to_or_in_one_gap(lengths) -> None:
    bounds = [(since, since + length) for since, length in lengths]
    told = found(ROOM, *bounds)
    last = max(since for since, _ in bounds)
    for moment in range(last):
        heard = any(since <= moment < until for since, until in bounds)
        assert heard + sum(since <= moment < until for since, until in told) >= 1
        assert not (heard and any(since <= moment < until for since, until in told))


def test_a_gap_is_stated_as_pending_and_then_with_what_came_of_it() -> None:
    one, two = Gap(at(10), at(20)), Gap(at(30), at(50))
    entries = [missed(ROOM, one), missed(ROOM, two)]
    assert missed(ROOM, one).key == entries[0].key
    outcome = refilled(entries[0].key, entries[0].facts, at=at(60), why="", found=3, gone=1)
    refused = refilled(entries[1].key, entries[1].facts, at=at(60), why="not_in_channel", found=0, gone=0)

    assert completeness(recorded(entries)) == (
        StatedGap(at(10), at(20), refilled=False, why="pending"),
        StatedGap(at(30), at(50), refilled=False, why="pending"),
    )
    assert completeness(recorded([*entries, refused, outcome])) == (
        StatedGap(at(10), at(20), refilled=True, found=3, gone=1),
        StatedGap(at(30), at(50), refilled=False, why="not_in_channel"),
    )


def recorded(entries) -> list[Recorded]:
    return [Recorded("incident-1", seq, one, NOON, "") for seq, one in enumerate(entries, 1)]


@pytest.mark.parametrize("ts", ["1700000000.000100", "1763780400.999999", "0000000001.000000"])
def test_a_moment_and_its_ts_are_the_same_to_the_microsecond(ts: str) -> None:
    assert ts_at(moment_of(ts)).zfill(17) == ts


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("app.log", "files/F1-app.log"),
        ("../../etc/passwd", "files/F1-_.._etc_passwd"),
        ("..", "files/F1"),
        ("証明書 (期限).png", "files/F1-証明書_期限_.png"),
        ("", "files/F1"),
        ("a" * 200 + ".png", "files/F1-" + "a" * 76 + ".png"),
    ],
)
def test_a_copy_has_a_path_that_harms_no_file_system(name: str, path: str) -> None:
    assert path_of(File(name, "F1")) == path
