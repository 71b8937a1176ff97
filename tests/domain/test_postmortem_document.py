"""Is a postmortem's JSON what its schema promises, and can it be read back?"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.document import document, faults, outline_of
from bot.domain.postmortems.outline import Row
from bot.domain.postmortems.reading import NotADocumentError
from bot.domain.postmortems.schema import postmortem_schema
from tests.outlines import DOCUMENTS, NARRATIVE, OUTLINES, holder, places
from tests.postmortems import after, an_outline

VALIDATOR = Draft202012Validator(postmortem_schema())
OFTEN = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def whole() -> dict[str, Any]:
    return document(an_outline(narrative=NARRATIVE))


@OFTEN
@given(DOCUMENTS)
def test_every_postmortem_keeps_the_schema(made):
    assert [error.json_path for error in VALIDATOR.iter_errors(json.loads(canonical(made)))] == []


@OFTEN
@given(DOCUMENTS)
def test_what_is_read_back_gives_the_same_document(made):
    assert document(outline_of(made)) == made


@OFTEN
@given(OUTLINES, st.randoms())
def test_the_same_outline_gives_the_same_bytes_in_whatever_order_its_rows_were_told(outline, chance: random.Random):
    rows = list(outline.timeline)
    chance.shuffle(rows)

    assert canonical(document(replace(outline, timeline=tuple(rows)))) == canonical(document(outline))


@OFTEN
@given(DOCUMENTS)
def test_the_canonical_bytes_are_those_of_the_standard_library(made):
    wanted = json.dumps(made, sort_keys=True, ensure_ascii=False, indent=2) + "\n"

    assert canonical(made) == wanted.encode()


def test_nothing_written_is_null_and_never_an_empty_text():
    bare = document(replace(an_outline(), title="x", impact="", lessons=("", "a")))

    assert bare["context"]["impact"] is None
    assert bare["lessons_learned"] == ["a"]
    assert bare["narrative"]["summary"] is None
    assert bare["narrative"]["went_well"] == []


def test_a_narrative_is_written_and_read_back_and_its_absence_is_borne():
    made = whole()
    assert made["narrative"]["trigger"] == "Release 41"
    assert made["narrative"]["got_lucky"] == ["It was a Sunday.", "Ben was awake."]
    assert outline_of(made).narrative == NARRATIVE

    del made["narrative"]
    assert outline_of(made).narrative == an_outline().narrative
    assert VALIDATOR.is_valid(made)


def test_moments_are_in_utc_with_a_fraction_only_where_there_is_one():
    tokyo = timezone(timedelta(hours=9))
    rows = (
        Row(datetime(2026, 11, 22, 18, 30, 12, tzinfo=tokyo), "a", None, "note", "bot"),
        Row(datetime(2026, 11, 22, 9, 30, 12, 500, tzinfo=UTC), "b", None, "note", "bot"),
    )

    told = document(an_outline(timeline=rows))["timeline"]

    assert [row["at"] for row in told] == ["2026-11-22T09:30:12Z", "2026-11-22T09:30:12.000500Z"]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="has no zone"):
        document(an_outline(published_at=datetime(2026, 11, 22)))  # noqa: DTZ001 - that is what is tested


def test_a_deleted_message_leaves_only_the_fact_even_if_its_words_were_given():
    row = Row(after(1), "a secret", "U1", "message", "slack", deleted=True)

    assert document(an_outline(timeline=(row,)))["timeline"][0]["event"] is None


def test_spans_are_counted_from_detection_and_a_negative_one_is_a_fault_and_null():
    outline = an_outline(milestones={"detected": after(0), "acknowledged": after(1.5), "mitigated": after(-3)})

    assert document(outline)["kpis"]["minutes_to_acknowledge"] == 1.5
    assert document(outline)["kpis"]["minutes_to_mitigate"] is None
    told = {(one.key, one.facts["milestone"]) for one in faults(outline)}
    assert {("span_is_negative", "mitigated"), ("milestone_missing", "resolved")} <= told


def test_half_a_pair_of_surrogates_does_not_break_the_file():
    made = document(an_outline(title="a\ud83d b \ud83d\ude00"))

    assert made["title"] == "a\ufffd b 😀"
    assert canonical(made).decode()


@pytest.mark.parametrize("place", [place for place in places(whole()) if place[0] != "integrity"], ids=str)
def test_each_part_of_a_wrong_kind_is_refused_by_name(place):
    made = whole()
    holder(made, place)[place[-1]] = object()

    derived = place[0] == "kpis" or place == ("context", "discovered_at")
    if derived:
        assert document(outline_of(made)) == whole()  # it is counted, not read
        return
    with pytest.raises(NotADocumentError) as refused:
        outline_of(made)
    assert refused.value.field.startswith(str(place[0]))


@pytest.mark.parametrize("name", [name for name in whole() if name not in ("integrity", "kpis", "narrative")])
def test_each_part_that_is_missing_is_named(name):
    made = whole()
    del made[name]

    with pytest.raises(NotADocumentError) as refused:
        outline_of(made)
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("severity",), "S9"),
        (("id",), "PM-1"),
        (("timeline", 0, "at"), "2026-11-22 09:30:12"),
        (("timeline", 5, "event"), "what was deleted"),
        (("lessons_learned",), [""]),
        (("narrative", "mood"), "low"),
        (("narrative", "summary"), ""),
        (("checklist", 0, "id"), "published_48h"),
        (("kpis", "minutes_to_resolve"), -1),
        (("integrity", "head"), "xyz"),
        (("more",), 1),
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_not_so(path, value):
    made = deepcopy(whole())
    assert VALIDATOR.is_valid(made)

    holder(made, path)[path[-1]] = value

    assert not VALIDATOR.is_valid(made)


def test_the_schema_itself_is_one():
    Draft202012Validator.check_schema(postmortem_schema())
