"""Can nobody's text mean anything in Markdown, and does it come back as it was? Judged by a real CommonMark parser."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain.postmortems.markdown import inert, inert_all, is_address, paragraphs, read_back, settled
from bot.domain.postmortems.stamps import days, stamp, stamps, zone_of

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKS = "ab 1.)#-+=_*[]()!|\\<>&;ltgtamp#:/w@^\n\r\t\x00\u200d\u202e\u2028`~$br/x"
TEXTS = st.text(alphabet=st.sampled_from(MARKS), max_size=24) | st.text(max_size=40)
HOSTILE = (
    "<script>alert(1)</script>",
    "<!-- liveness-bot -->",
    "[x](javascript:alert(1))",
    "![x](https://e.example/x.png)",
    "[^1]: note",
    "[x]: https://e.example",
    "# heading",
    "1. one",
    "- [x] done",
    "> quote",
    "---",
    "===",
    "```\ncode",
    "~~~",
    "a | b\n--- | ---",
    "**b** __b__ _i_ *i* ~~s~~ `c`",
    "__init__ (a__b__ snake_case",
    "&lt;b&gt; &#60;b&#62; R&D",
    "<https://e.example>",
    "a\\|b \\",
    "    indented",
)


def said_by(source: str) -> tuple[set[str], str]:
    """Return the kinds of marks that a parser sees in a source, and the words that it shows."""
    found, words = set(), ""
    for block in PARSER.parse(source):
        found.add(block.type)
        for token in block.children or []:
            found.add(token.type if token.content != "<br>" else "text")
            words += "\n" if token.content == "<br>" or token.type == "softbreak" else token.content
    return found - {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}, words


@pytest.mark.parametrize("text", HOSTILE)
def test_a_parser_sees_only_words_in_hostile_text(text: str) -> None:
    for source in (inert(text), *paragraphs(text).split("\n\n")):
        marks, words = said_by(source)
        assert not marks, source
        assert words in settled(text)


@settings(max_examples=500)
@given(TEXTS)
def test_no_text_is_read_as_markup_and_each_comes_back(text: str) -> None:
    marks, words = said_by(inert(text))

    assert not marks
    assert words.replace("\u2060", "").split() == settled(text).split()
    assert read_back(inert(text)) == settled(text)
    assert read_back(paragraphs(text)) == settled(text)


@settings(max_examples=300)
@given(TEXTS)
def test_no_text_breaks_out_of_a_cell(text: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {inert(text)} | end |\n")

    cells = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "end"
    assert [token.type for token in tokens].count("tr_open") == 2


@settings(max_examples=300)
@given(st.lists(TEXTS, max_size=6))
def test_many_texts_at_once_are_written_as_each_alone(texts: list[str]) -> None:
    assert inert_all(texts) == [inert(text) for text in texts]


def test_what_cannot_be_seen_is_dropped() -> None:
    hidden = "".join(
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"} and chr(code) not in "\n\t\r\u200d"
    )

    assert settled(f"a{hidden}b") == "ab"
    assert settled("a\u200db") == "a\u200db"


def test_mentions_and_bare_addresses_do_nothing() -> None:
    assert inert("@here") == "@\u2060here"
    assert inert("see https://e.example and www.e.example") == "see https\\://e.example and www\\.e.example"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://e.example/) [x](y",
        "https://e.example/a b",
        "https://e.example/|",
        "data:x",
        "https://e.example/\n",
    ],
)
def test_an_address_that_could_break_out_is_no_link(url: str) -> None:
    assert not is_address(url)


def test_times_stand_in_the_stated_zone_with_days_only_when_there_are_several() -> None:
    one_day = ["2026-11-22T09:30:12Z", "2026-11-22T14:59:59.250000Z"]

    assert stamps(one_day, "Asia/Tokyo") == ["18:30:12", "23:59:59"]
    assert stamps([*one_day, "2026-11-22T15:00:00Z"], "Asia/Tokyo")[1:] == [
        "2026-11-22 23:59:59",
        "2026-11-23 00:00:00",
    ]
    assert days(one_day, "Asia/Tokyo") == ("2026-11-22",)
    assert stamp("2026-11-22T15:00:00Z", "Asia/Tokyo") == "2026-11-23 00:00:00"


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]  # Berlin leaves summer time in between

    assert stamps(twice, "Europe/Berlin") == ["02:30:00 +0200", "02:30:00 +0100"]


@pytest.mark.parametrize("name", ["Mars/Base", "", "../../etc/passwd", "\x00"])
def test_a_zone_that_is_none_is_utc_and_says_so(name: str) -> None:
    assert zone_of(name) == "UTC"
