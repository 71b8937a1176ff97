"""Is a text found again by its words, in both languages and however it was typed?"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.terms import LONGEST, MOST, RAREST, likeness, terms_of


def test_an_alarm_s_name_is_found_whole_and_by_each_of_its_parts() -> None:
    assert terms_of("FaceAuth-Liveness-LowSuccessRate") == {
        "faceauth-liveness-lowsuccessrate", "faceauth", "face", "auth", "liveness", "lowsuccessrate", "low", "success",
        "rate",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Lambda timed out", {"lambda", "timed", "out"}),
        ("HTTPError in S3", {"httperror", "http", "error", "in", "s3"}),
        ("LIVENESS_SESSIONS_TABLE", {"liveness_sessions_table", "liveness", "sessions", "table"}),
        ("2026-11-22 03:30 5", set()),
        ("p95 は 1200 ms", {"p95", "ms"}),
        ("a b c", set()),
        ("Liveness", {"liveness"}),
        ("", set()),
        ("\0 \ud83d <@U2> 😀", {"u2"}),
    ],
)
def test_words_are_found_in_any_case_and_numbers_and_single_letters_are_not_words(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms


@pytest.mark.parametrize("word", ["期限", "異常"])
def test_a_japanese_word_of_two_letters_is_found_inside_a_sentence(word: str) -> None:
    """Many Japanese words have two letters, and nothing separates them from their neighbours."""
    assert terms_of(word) == {word}
    assert word in terms_of("証明書の期限切れで異常が出た")
    assert word not in terms_of("色校正のずれ")


def test_japanese_and_ascii_words_in_one_sentence_are_kept_apart() -> None:
    assert terms_of("Lambda関数") == {"lambda", "関数"}


def test_full_width_and_half_width_forms_are_the_same_words() -> None:
    """People type ＬＩＶＥＮＥＳＳ and ﾀｲﾑｱｳﾄ, and mean the same."""
    assert terms_of("ＬＩＶＥＮＥＳＳ ﾀｲﾑｱｳﾄ") == terms_of("liveness タイムアウト")
    assert "ガラ" in terms_of("ｶﾞﾗｽ")


def test_what_is_too_long_to_be_a_word_is_left_out_and_its_parts_are_kept() -> None:
    assert terms_of("x" * LONGEST) == {"x" * LONGEST}
    assert terms_of("x" * (LONGEST + 1)) == set()
    assert terms_of("-".join(["token"] * 20)) == {"token"}


def test_a_long_text_gives_its_first_terms() -> None:
    many = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(600)]
    found = terms_of(" ".join(many))
    assert len(found) == MOST
    assert found == set(many[:MOST])


@given(st.lists(st.text(), max_size=4))
def test_whatever_is_written_gives_terms_that_any_index_can_hold(texts: list[str]) -> None:
    found = terms_of(*texts)
    assert len(found) <= MOST
    for term in found:
        assert 2 <= len(term) <= LONGEST
        assert term.encode()
        assert "\0" not in term
        assert any(not letter.isdigit() for letter in term)


class TestLikeness:
    def test_a_rare_term_weighs_more_than_a_common_one(self) -> None:
        asked = likeness(["rare", "common", "unheard"], {"rare": 1, "common": 4}, 10)
        assert asked.weights == {"rare": round(math.log(11) * 1e6), "common": round(math.log(3.5) * 1e6)}

    def test_a_term_on_more_than_half_of_the_streams_counts_nothing_once_there_are_eight(self) -> None:
        assert set(likeness(["a", "b"], {"a": 4, "b": 5}, 8).weights) == {"a"}
        assert set(likeness(["a", "b"], {"a": 4, "b": 7}, 7).weights) == {"a", "b"}

    def test_only_the_rarest_terms_are_compared(self) -> None:
        spread = {f"t{n:03d}": 1 + n // 10 for n in range(60)}
        assert set(likeness(spread, spread, 100).weights) == {f"t{n:03d}" for n in range(RAREST)}

    @pytest.mark.parametrize(("asked", "shared"), [(["a"], 1), (["a", "b"], 1), (["a", "b", "c"], 2)])
    def test_one_shared_term_is_enough_only_for_a_short_question(self, asked: list[str], shared: int) -> None:
        assert likeness(asked, {}, 0).shared == shared
