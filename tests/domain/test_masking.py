"""Does no secret and nothing invisible get from somebody else's text into what we show and keep?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import LONGEST, MASK, excerpt, harmless, masked

SECRET = "hunter2-Secret"


@pytest.mark.parametrize(
    "text",
    [
        f"password={SECRET} and more",
        f"DB_PASSWORD='{SECRET}'",
        f'{{"api_key": "{SECRET}", "n": 1}}',
        f'{{"event": "{{\\"token\\": \\"{SECRET}\\"}}"}}',
        f"secret => {SECRET}",
        f"private-key: {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: basic {SECRET}=",
        f"postgresql://bot:{SECRET}@db.example.com/x",
        f"xoxb-1234-{SECRET}",
        f"client_secret={SECRET}&grant=x",
        f'password="two words {SECRET}"',
        f'password="unfinished {SECRET}',
        f"password='it\\'s {SECRET}'",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(text: str) -> None:
    assert SECRET not in masked(text)
    assert MASK in masked(text)


def test_key_ids_of_aws_are_masked() -> None:
    assert masked("key AKIAABCDEFGHIJKLMNOP was used") == f"key {MASK} was used"


@pytest.mark.parametrize(
    "text",
    [
        "is_live=False confidence=36.89 reason=low_light",
        "An error occurred (ThrottlingException) when calling the GetFaceLivenessSessionResults operation",
        "The security token included in the request is invalid",
        "basic auth is off, and the bearer knows",
        "https://example.com/path?page=2",
    ],
)
def test_what_is_no_secret_stays_as_it_was(text: str) -> None:
    """A log line without its words is no evidence."""
    assert masked(text) == text


def test_json_stays_json_around_a_masked_value() -> None:
    """Our own log lines are JSON when they are masked."""
    assert masked('{"a": "token=\\"x y\\" z", "b": 1}') == f'{{"a": "token=\\"{MASK}\\" z", "b": 1}}'


def test_what_cannot_be_seen_is_shown() -> None:
    assert harmless("a\x1b[31m\tb\x00\u202ec\r\nd\u2028e\x7f\r\n") == "a␛[31m b␀\\u202ec␍␊d\\u2028e␡"


def test_a_long_line_is_cut_and_shows_it() -> None:
    assert harmless("x" * LONGEST) == "x" * LONGEST
    assert harmless("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"
    assert harmless("x" * 10_000_000, 5) == "xxxx…"


def test_a_secret_that_the_cut_would_halve_is_masked_whole() -> None:
    assert "hunter" not in excerpt("x" * (LONGEST - 12) + f" password={SECRET}")


@given(st.text(max_size=500), st.integers(1, 400))
def test_an_excerpt_is_one_short_visible_line(text: str, most: int) -> None:
    told = excerpt(text, most)
    assert len(told) <= most
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in told)
