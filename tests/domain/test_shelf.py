"""Is what lies in the report repository read for what it is, and everything else named?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.shelf import shelf_of
from tests.reports import PATHS, action, files, report, row

ID = "PM-2026-11-22-01"
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


def shelved(**changes: Any) -> tuple[int, tuple[str, ...]]:
    path = PATHS.document(ID)
    found = shelf_of({path: json.dumps(report(ID, actions=[action()]) | changes).encode()}, PATHS)
    return len(found.documents), found.unreadable


def test_documents_and_actions_are_read_in_the_order_of_their_ids() -> None:
    later, earlier = report("PM-2026-11-22-02"), report("PM-2026-01-02-01")

    found = shelf_of(files(later, earlier, actions=[row()]), PATHS)

    assert [one["id"] for one in found.documents] == ["PM-2026-01-02-01", "PM-2026-11-22-02"]
    assert [one["id"] for one in found.actions] == ["1"]
    assert found.unreadable == ()


def test_an_empty_repository_is_no_fault() -> None:
    assert shelf_of({}, PATHS) == shelf_of(files(), PATHS)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000, b"{}", b"1" * 5000])
@pytest.mark.parametrize("path", [PATHS.document(ID), PATHS.actions])
def test_a_corrupt_file_is_named_and_the_others_are_read(path: str, content: bytes) -> None:
    other = report("PM-2026-11-22-02")

    found = shelf_of({**files(other), path: content}, PATHS)

    assert [one["id"] for one in found.documents] == [other["id"]]
    if content != b"{}" or path != PATHS.actions:  # a list of nothing is a list
        assert found.unreadable == (path,)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 2},
        {"id": "PM-2026-11-22-02"},
        {"id": "../../etc"},
        {"severity": "S4"},
        {"severity": None},
        {"drill": "no"},
        {"kpis": []},
        {"checklist": {}},
        {"checklist": [{"met": True}]},
        {"corrective_actions": [1]},
        {"corrective_actions": [{"id": "1", "status": "soon"}]},
        {"corrective_actions": [{"id": "1", "status": "open", "due": "tomorrow"}]},
        {"corrective_actions": [{"id": 1, "status": "open"}]},
    ],
)
def test_a_document_that_says_nonsense_is_not_counted(changes: dict[str, Any]) -> None:
    assert shelved(**changes) == (0, (PATHS.document(ID),))


def test_what_no_figure_reads_may_be_missing() -> None:
    assert shelved(title=None, timeline=None, integrity=None) == (1, ())


@given(JSON, st.sampled_from(["id", "severity", "drill", "kpis", "checklist", "corrective_actions", "status"]))
def test_no_content_breaks_the_reading(value: Any, key: str) -> None:
    count, unreadable = shelved(**{key: value})

    assert count + len(unreadable) == 1


@pytest.mark.parametrize(
    "name", ["", "PM-1", "PM-2026-11-22-1", "../PM-2026-11-22-01", "PM-2026-11-22-01\n", "PM-２０２６-11-22-01"]
)
def test_only_a_postmortems_id_becomes_a_path(name: str) -> None:
    for method in (PATHS.markdown, PATHS.document, PATHS.manifest, PATHS.impact, PATHS.causal_map):
        with pytest.raises(ValueError, match="id"):
            method(name)


def test_the_paths_are_those_of_the_product() -> None:
    assert PATHS.markdown(ID) == "run/_/postmortems/PM-2026-11-22-01.md"
    assert PATHS.manifest(ID) == "evidence/pm-2026-11-22-01/manifest.json"
    assert PATHS.impact(ID) == "impact/PM-2026-11-22-01.md"
    assert ReportPaths(postmortems="docs").reports_csv == "docs/reports.csv"
    assert PATHS.quarterly("2026-Q4") == "run/_/postmortems/review-2026-Q4.md"
    with pytest.raises(ValueError, match="quarter"):
        PATHS.quarterly("2026-Q5")
