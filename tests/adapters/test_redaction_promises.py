"""Does a redaction keep what the port promises: equal stays equal, nothing raises, twice is once, and time is linear?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.redaction import carried, forms, secrets
from bot.adapters.redaction.rules import Pattern
from tests.adapters.redaction_examples import REDACTOR, redacted, said

PIECES = st.sampled_from(
    [
        "password=",
        "パスワードは",
        "hunter2x",
        '"',
        "\\",
        "\n",
        "<",
        "|",
        ">",
        "&amp;",
        "taro@example.com",
        "://",
        "a:b@",
        "203.0.113.7",
        "090-1234-5678",
        "[secret:",
        "[secret:password:1]",
        "\x00",
        "�",
        "\u200b",
        "㍻",
        "＠",
        "session ",
        "550e8400-e29b-41d4-a716-446655440000",
        " ",
        said("-----BEGIN RSA PRIVATE¦ KEY-----"),
        "4111 1111 1111 1111",
        "2001:db8::1",
        "token: ",
        "です",
    ]
)


def test_what_is_equal_stays_equal_in_the_order_of_first_appearance() -> None:
    redaction = REDACTOR.begin()
    first = redaction.redact("a@example.com b@example.com A@example.com")
    second = redaction.redact("b@example.com 090-1234-5678 +81 90 1234 5678")
    assert first.text == "[personal:email:1] [personal:email:2] [personal:email:1]"
    assert second.text == "[personal:email:2] [personal:phone:1] [personal:phone:1]"
    assert (first.counts, first.total) == ({"personal:email": 3}, 3)
    assert REDACTOR.begin().redact("b@example.com").text == "[personal:email:1]"


def test_numbers_of_an_earlier_redaction_are_not_given_to_others() -> None:
    assert redacted("[personal:email:7] and a@example.com") == "[personal:email:7] and [personal:email:8]"


def test_a_text_without_anything_to_hide_is_the_same_text() -> None:
    text = "復旧しました（<https://x.example|x.example> &amp; more）"
    assert REDACTOR.begin().redact(text).text is text


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_redacting_twice_changes_nothing_and_nothing_raises(text: str) -> None:
    once = redacted(text)
    assert redacted(once) == once


@given(st.text(max_size=200))
def test_whatever_the_text_nothing_raises(text: str) -> None:
    done = REDACTOR.begin().redact(text)
    assert done.total == sum(done.counts.values())


def test_every_pattern_compiles_since_it_is_first_compiled_when_it_is_needed() -> None:
    patterns = [rule.searched for rule in (*secrets.RULES, *carried.RULES)]
    patterns += [form for form in vars(forms).values() if isinstance(form, Pattern)]
    assert all(list(pattern.finditer(b"")) == [] for pattern in patterns)


HOSTILE = [
    *(said("-----BEGIN RSA PRIVATE¦ KEY-----"), "password='", 'password="a ', "a@", "1.", "12 34 ", "((03)", "://a:", "x://a:b@/"),
    *("<http://a|", "&amp;", "550e8400-e29b-41d4-a716-446655440000 ", "curl -b a=b;", "mysql -p", "パスワードは", "\ud800", "::", "secret a "),
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_take_time_in_proportion_to_their_length(unit: str) -> None:
    """Eight times the length would take sixty-four times as long if it weren't so."""

    def taken(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()  # of our own: whoever else works on this machine doesn't count
        REDACTOR.begin().redact(text)
        return time.process_time() - began

    assert min(taken(160_000) for _ in range(2)) < 32 * min(taken(20_000) for _ in range(3)) + 0.1
