"""Are people's words never lost, whatever they did to the report?"""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.postmortems.sheet import sections_of, written
from tests.postmortem_reports import a_document, regenerated, report

BASE = report(a_document())
LINES = BASE.split("\n")
ROW = "| Resolved | commander |"


def changed(before: str, after: str) -> str:
    assert BASE.count(before) == 1, before
    return BASE.replace(before, after)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (changed("## Lessons Learned", "## Fishbone\n\nHead\n\n### Bones\n\n- x\n\n## Lessons Learned"), ["## Fishbone\n\nHead\n\n### Bones\n\n- x\n\n## Lessons"]),
        (changed("### 5 Whys\n", "### 5 Whys\n\nAsked by Chie.\n"), ["### 5 Whys\n\nAsked by Chie.\n\n1. "]),
        (changed("- [ ] Put the digest", "- [ ] Call the bank\n- [ ] Put the digest"), ["\n- [ ] Call the bank\n- [ ] Put the digest"]),
        (changed("- Service: liveness", "- Service: liveness\n- Region: Tokyo"), ["- Service: liveness\n- Region: Tokyo\n"]),
        (BASE + "\n## Appendix\n\n```\n# log\n\nline\n```\n", ["## Appendix\n\n```\n# log\n\nline\n```\n"]),
        ("---\ntags: brand\n---\n\n" + BASE, ["---\ntags: brand\n---\n\n# Incident"]),
    ],
)  # fmt: skip
def test_what_has_no_field_stays_where_it_stands(found: str, words: list[str]) -> None:
    text, taken = regenerated(BASE, found, a_document())

    assert all(one in text for one in words)
    assert text == found
    assert taken.document == a_document()
    assert taken.kept


def test_a_row_that_was_added_stays_in_its_table_and_is_told() -> None:
    row = "| 18:50:00 | The bank called | Ben |"
    lines = [f"{row}\n{line}" if ROW in line else line for line in LINES]

    text, taken = regenerated(BASE, "\n".join(lines), a_document())

    assert text == "\n".join(lines)
    assert [(one.key, one.facts["words"]) for one in taken.faults] == [("added", row)]


def test_a_row_or_heading_that_is_gone_comes_again_and_is_told() -> None:
    without_row = "\n".join(line for line in LINES if ROW not in line)
    without_heading = changed("## Lessons Learned\n\n", "")

    text, taken = regenerated(BASE, without_row, a_document())
    other, of_heading = regenerated(BASE, without_heading, a_document())

    assert text == BASE
    assert [one.key for one in taken.faults] == ["field_missing"]
    assert other == BASE
    assert [(one.key, one.facts) for one in of_heading.faults] == [("section_missing", {"section": "Lessons Learned"})]


def test_words_in_a_deleted_message_or_a_broken_row_stay_beside_ours() -> None:
    deleted = next(line for line in LINES if "deleted in Slack" in line)
    told = deleted.replace("*(deleted in Slack; what it said is not kept)*", "It said: help")
    broken = next(line for line in LINES if "Mitigated: " in line)

    text, taken = regenerated(
        BASE, BASE.replace(deleted, told).replace(broken, broken.replace(" | ", " ", 1) + " oh"), a_document()
    )

    assert taken.document == a_document()
    assert told in text
    assert deleted in text
    assert broken in text
    assert broken.replace(" | ", " ", 1) + " oh" in text
    assert "not_taken" in {one.key for one in taken.faults}


def test_only_the_record_ticks_an_action_or_names_an_outcome() -> None:
    found = changed("- [ ] Put the digest", "- [x] Put the digest").replace("| `refuted` |", "| who knows |")

    text, taken = regenerated(BASE, found, a_document())

    assert taken.document == a_document()
    assert [one.key for one in taken.faults] == ["not_taken", "not_taken"]
    assert "- [ ] Put the digest" in text
    assert "| who knows |" in text


@pytest.mark.parametrize("kind", ["crlf", "cr", "bom", "spaces", "all"])
def test_line_ends_and_spaces_are_no_edits(kind: str) -> None:
    found = BASE
    if kind in {"spaces", "all"}:
        found = found.replace("\n", "  \n")
    if kind in {"crlf", "all"}:
        found = found.replace("\n", "\r\n")
    if kind == "cr":
        found = found.replace("\n", "\r")
    if kind in {"bom", "all"}:
        found = "\ufeff" + found

    text, taken = regenerated(BASE, found, a_document())

    assert text == BASE
    assert (taken.changes, taken.kept, taken.faults) == ((), (), ())


def damaged(seed: int) -> tuple[str, list[str]]:
    """Return the report after somebody's random damage, and the words that they wrote into it."""
    chance = random.Random(seed)  # noqa: S311 - damage is no secret
    lines, words = list(LINES), []
    for number in range(chance.randint(1, 12)):
        place = chance.randrange(len(lines))
        word = f"WORD{number}X"
        kind = chance.choice(["insert", "replace", "append", "delete", "heading", "row", "item", "fence", "tear"])
        if kind == "delete":
            if not re.search(r"WORD\d+X", lines[place]):
                del lines[place]
            continue
        if kind == "fence":
            lines.insert(place, "```")
            continue
        if kind == "tear":
            lines[place] = lines[place].replace("|", "", 1)
            continue
        words.append(word)
        if kind in {"replace", "append"}:
            lines[place] = f"{lines[place]} {word}"
            continue
        marks = {"insert": ["", word, ""], "heading": [f"## {word}"], "row": [f"| {word} | a |"], "item": [f"- {word}"]}
        lines[place:place] = marks[kind]
    return "\n".join(lines), words


@settings(max_examples=250, deadline=None)
@given(st.integers(min_value=0))
def test_no_word_is_lost_by_any_damage_and_the_next_round_changes_nothing(seed: int) -> None:
    found, words = damaged(seed)

    text, taken = regenerated(BASE, found, a_document())
    again, nothing = regenerated(report(taken.document), text, taken.document)

    told = " ".join(str(one.facts) for one in taken.faults)
    assert [word for word in words if word not in text and word not in told] == []
    assert nothing.changes == ()
    assert again == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab#-*|`~1. \n>\t+\\"), max_size=80))
def test_taking_a_text_apart_loses_nothing(text: str) -> None:
    again = written(sections_of(text))

    assert re.sub(r"[\s\\]+", "", again) == re.sub(r"[\s\\]+", "", text)  # a stray fence gets backslashes
    assert written(sections_of(again)) == again
