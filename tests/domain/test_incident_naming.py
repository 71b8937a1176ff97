"""Is an incident's room always given a name that Slack takes and people recognise?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.incidents.naming import NAME_LIMIT, latin_name, numbered_name, room_name
from workspace.slack.state.channels import check_name

DAY = date(2026, 11, 22)


def is_legal(name: str) -> bool:
    """Judge by Slack's rules as its docs put them, and by the workspace's, which were written apart from ours."""
    plain = re.fullmatch(r"[\w-]{1,80}", name) is not None and name == name.lower()
    return plain and any(one.isalnum() for one in name) and check_name(name) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Low success rate", "inc-2026-11-22-low-success-rate"),
        ("  Low -- success… rate!! ", "inc-2026-11-22-low-success-rate"),
        ("error_rate > 5%", "inc-2026-11-22-error_rate-5"),
        ("can't log in", "inc-2026-11-22-cant-log-in"),
        ("Überlast im Café", "inc-2026-11-22-überlast-im-café"),
        ("成功率が低い。エラー率は５％", "inc-2026-11-22-成功率が低い-エラー率は5"),
        ("ﾛｸﾞｲﾝ障害", "inc-2026-11-22-ログイン障害"),
        ("<@U01BEN|ben> says <!channel> is down", "inc-2026-11-22-ben-says-is-down"),
        (
            "<https://status.example.org|status page> is red",
            "inc-2026-11-22-https-status-example-org-status-page-is-red",
        ),
        ("İstanbul ǅ Ⅷ ²", "inc-2026-11-22-i-stanbul-dž-viii-2"),
        ("", "inc-2026-11-22-7"),
        ("🔥🔥🔥", "inc-2026-11-22-7"),
        ("-_-_-", "inc-2026-11-22-7"),
        ("?!…。、", "inc-2026-11-22-7"),
    ],
)
def test_a_title_becomes_a_name_that_people_recognise(title: str, name: str) -> None:
    assert room_name(DAY, title, 7) == name
    assert is_legal(name)


def test_a_long_title_is_cut_between_words_and_one_without_words_anywhere() -> None:
    name = room_name(DAY, "the quick brown fox jumps over " * 400, 7)
    assert name == "inc-2026-11-22-the-quick-brown-fox-jumps-over-the-quick-brown-fox-jumps"
    assert room_name(DAY, "x" * 10_000, 7) == "inc-2026-11-22-" + "x" * 60
    assert room_name(DAY, "a " + "x" * 10_000, 7) == "inc-2026-11-22-a-" + "x" * 58
    assert room_name(DAY, "<@" * 5_000, 7) == "inc-2026-11-22-7"


@given(title=st.text(), number=st.integers(min_value=1), day=st.dates())
@example(title="ΑΣ ΑΣ", number=1, day=DAY)
@example(title="\u0345\u03d2\u13a0\u1c90", number=1, day=DAY)
def test_a_name_is_always_legal_and_the_same_for_the_same_incident(title: str, number: int, day: date) -> None:
    name = room_name(day, title, number % 10**9)
    assert is_legal(name)
    assert name.startswith(f"inc-{day.isoformat()}-")
    assert name == room_name(day, title, number % 10**9)


@given(title=st.text(), suffix=st.one_of(st.integers(2, 99), st.text("0123456789abcdef", min_size=8, max_size=8)))
def test_a_name_with_a_suffix_and_one_in_latin_letters_are_legal_too(title: str, suffix: object) -> None:
    name = room_name(DAY, title * 20, 7)
    assert is_legal(numbered_name(name, suffix))
    assert numbered_name(name, suffix).endswith(f"-{suffix}")
    assert is_legal(latin_name(name))
    assert latin_name(name).isascii()


def test_of_a_name_in_another_script_the_latin_part_is_left() -> None:
    assert latin_name("inc-2026-11-22-成功率が低い-5") == "inc-2026-11-22-5"
    assert latin_name("inc-2026-11-22-成功率") == "inc-2026-11-22"
    assert latin_name("成功率") == "inc"


def test_a_suffix_takes_the_place_of_the_end_of_a_name_as_long_as_can_be() -> None:
    assert numbered_name("low", 2) == "low-2"
    assert numbered_name("x" * NAME_LIMIT, 12) == "x" * 77 + "-12"
    assert numbered_name("x" * 76 + "-abc", 12) == "x" * 76 + "-12"
