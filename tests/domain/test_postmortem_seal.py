"""Does a change of a sealed document, however small, always show, and is the right part of it named?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.document import document
from bot.domain.postmortems.proof import UnreadableError, document_flaws, json_of
from bot.domain.postmortems.seal import FIRST_LINK, document_sha256, flaws, sealed
from tests.outlines import DOCUMENTS, NARRATIVE, holder, places
from tests.postmortems import an_outline

Json = dict[str, Any]
NAME = "PM-2026-11-22-01.json"
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OTHERS = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({})


def whole() -> Json:
    return document(an_outline(narrative=NARRATIVE))


def keys(made: Json) -> list[str]:
    return [key for key, _ in flaws(made)]


@OFTEN
@given(DOCUMENTS)
def test_what_was_sealed_is_whole_and_stays_so_on_its_way_through_a_file(made):
    assert flaws(made) == ()
    assert flaws(json.loads(canonical(made))) == ()
    assert sealed(made) == made


@OFTEN
@given(DOCUMENTS, st.data())
def test_any_single_change_is_found(made, data):
    place = data.draw(st.sampled_from(places(made)))
    changed = deepcopy(made)
    held = holder(changed, place)
    held[place[-1]] = data.draw(OTHERS)
    assume(canonical(changed) != canonical(made))

    assert flaws(changed) != ()


@OFTEN
@given(DOCUMENTS, st.data())
def test_anything_that_is_taken_away_is_missed(made, data):
    place = data.draw(st.sampled_from(places(made)))
    changed = deepcopy(made)
    del holder(changed, place)[place[-1]]

    assert flaws(changed) != ()


@OFTEN
@given(DOCUMENTS, st.text(min_size=1))
def test_anything_that_is_added_is_noticed(made, name):
    for changed in (made, made["integrity"]):
        assume(name not in changed)
    assert flaws(made | {name: None}) != ()
    assert flaws(made | {"integrity": made["integrity"] | {name: None}}) != ()


@pytest.mark.parametrize("row", range(len(whole()["timeline"])))
def test_a_changed_row_is_named_by_its_place_and_moment(row):
    made = whole()
    made["timeline"][row]["owner"] = "U0EVIL"

    assert flaws(made) == (("row_changed", {"row": row + 1, "at": made["timeline"][row]["at"]}),)


def swap(rows: list[Json]) -> None:
    rows[2], rows[3] = rows[3], rows[2]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (swap, ["row_changed"]),
        (lambda rows: rows.pop(), ["rows_missing"]),
        (lambda rows: rows.pop(2), ["row_changed", "rows_missing"]),
        (lambda rows: rows.append(dict(rows[-1])), ["rows_added"]),
        (lambda rows: rows.insert(0, dict(rows[0], at="x")), ["row_changed", "rows_added"]),
        (lambda rows: rows.clear(), ["rows_missing"]),
        (lambda rows: rows.__setitem__(0, 7), ["row_changed"]),
    ],
)
def test_rows_that_moved_are_missing_or_were_added_are_told_apart(act: Callable[[list[Any]], None], told: list[str]):
    made = whole()
    act(made["timeline"])

    assert keys(made) == told


def test_what_was_changed_outside_of_the_timeline_or_in_the_seal_is_told():
    made = whole()
    made["title"] = "nothing happened"
    assert keys(made) == ["document_changed"]

    for name in ("algorithm", "head", "links"):
        made = whole()
        made["integrity"][name] = "0"
        assert flaws(made) == (("integrity_changed", {"field": f"integrity.{name}"}),)

    made = whole()
    made["integrity"]["document_sha256"] = "0" * 64
    assert keys(made) == ["document_changed"]


def test_a_document_without_a_seal_is_not_whole():
    made = whole()
    del made["integrity"]
    assert keys(made) == ["not_sealed"]
    assert keys(made | {"integrity": None}) == ["not_sealed"]


def test_the_rule_can_be_followed_with_the_standard_library_alone():
    """docs/postmortem-format.md tells anybody how; this is that recipe."""
    made = json.loads(canonical(whole()))
    seal = made.pop("integrity")

    link, links = "0" * 64, []
    for row in made["timeline"]:
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        link = hashlib.sha256(f"{link}\n{line}".encode()).hexdigest()
        links.append(link)
    text = json.dumps(made, sort_keys=True, ensure_ascii=False, indent=2) + "\n"

    assert seal == {
        "algorithm": "sha256-chain",
        "document_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "head": link,
        "links": links,
    }
    assert document(an_outline(timeline=()))["integrity"]["head"] == FIRST_LINK


def test_the_digest_that_a_commit_stated_is_compared():
    made = whole()
    digest = document_sha256(made)
    assert document_flaws(made, NAME, (digest,)) == ()
    assert document_flaws(made, NAME, ("0" * 64, digest)) == ()
    assert document_flaws(made, NAME, None) == ()
    assert document_flaws(made, NAME, ("0" * 64,)) == (("trailer_differs", {"found": digest}),)
    assert document_flaws(made, NAME, ()) == (("trailer_missing", {}),)
    assert document_flaws(document(an_outline(stage="draft")), NAME, ()) == ()


def test_a_document_that_was_changed_and_sealed_anew_is_found_by_its_commit_only():
    before = whole()
    after = sealed(before | {"title": "nothing happened"})

    assert document_flaws(after, NAME, None) == ()
    assert [key for key, _ in document_flaws(after, NAME, (document_sha256(before),))] == ["trailer_differs"]


def test_a_document_under_another_ones_name_is_found():
    assert document_flaws(whole(), "PM-2026-11-22-02.json", None) == (("other_name", {"id": "PM-2026-11-22-01"}),)
    assert document_flaws(whole(), "copy.json", None) == ()


@pytest.mark.parametrize(("version", "found"), [(2, "2"), ("1", "'1'"), (None, None), (True, "True"), ([1], "[1]")])
def test_of_another_version_only_that_is_said(version, found):
    told = document_flaws(whole() | {"schema_version": version}, NAME, ())
    assert told == (("wrong_version", {"found": found, "wanted": 1}),)


def test_what_is_sealed_but_no_postmortem_names_the_field():
    made = whole()
    made["timeline"][3]["kind"] = "rumour"

    assert document_flaws(sealed(made), NAME, None) == (("not_a_document", {"field": "timeline[3].kind"}),)


@pytest.mark.parametrize("told", [None, 7, "x", [], {"schema_version": 1}, whole() | {"title": float("inf")}])
def test_what_is_no_document_at_all_is_said_to_be_none(told):
    assert "not_a_document" in [key for key, _ in document_flaws(told, NAME, None)]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b'{"a": NaN}', b'{"a": Infinity}', b"\xef\xbb\xbf{}", b"[" * 100_000, b"{} {}"]
)
def test_what_is_no_strict_json_is_refused(content):
    with pytest.raises(UnreadableError) as refused:
        json_of(content)
    assert refused.value.flaw == ("not_json", {})


def test_a_name_that_stands_twice_is_refused_by_name():
    with pytest.raises(UnreadableError) as refused:
        json_of(b'{"a": {"title": "x", "title": "y"}}')
    assert refused.value.flaw == ("named_twice", {"field": "title"})
