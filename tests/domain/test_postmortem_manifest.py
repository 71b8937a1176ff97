"""Does the list of evidence find each file that is missing, changed or added, and no other?"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postmortems.document import document
from bot.domain.postmortems.manifest import Content, Piece, is_inside, manifest, manifest_flaws
from bot.domain.postmortems.outline import Exhibit
from bot.domain.postmortems.proof import exhibit_flaws, exhibits_of
from tests.postmortems import an_outline

NAME = "PM-2026-11-22-01"
FILES = st.dictionaries(
    st.text("abc/.", min_size=1, max_size=8).filter(is_inside), st.binary(max_size=4), min_size=1, max_size=4
)


def content(data: bytes) -> Content:
    return Content(hashlib.sha256(data).hexdigest(), len(data))


def piece(path: str, data: bytes = b"x", **more: Any) -> Piece:
    there = content(data)
    return Piece(path, there.sha256, there.bytes, **more)


def told(*pieces: Piece) -> Any:
    return json.loads(manifest(NAME, pieces))


@given(FILES, st.data())
def test_each_change_of_the_files_is_found_and_named(files, data):
    made = told(*(piece(path, one) for path, one in files.items()))
    there = {path: content(one) for path, one in files.items()}
    name = data.draw(st.sampled_from(sorted(files)))

    assert manifest_flaws(made, there) == ()
    assert manifest_flaws(made, there | {name: content(files[name] + b"!")}) == (("evidence_changed", {"file": name}),)
    assert manifest_flaws(made, there | {"zz": content(b"")}) == (("evidence_added", {"file": "zz"}),)
    del there[name]
    assert manifest_flaws(made, there) == (("evidence_missing", {"file": name}),)


@given(FILES)
def test_the_same_files_give_the_same_bytes_in_whatever_order(files):
    pieces = [piece(path, one) for path, one in files.items()]

    assert manifest(NAME, pieces) == manifest(NAME, reversed(pieces))


def test_what_is_only_named_must_not_lie_there():
    made = told(piece("film.mp4", is_included=False, permalink="https://acme.slack.com/files/F1"))

    assert manifest_flaws(made, {}) == ()
    assert manifest_flaws(made, {"film.mp4": content(b"x")}) == (("evidence_added", {"file": "film.mp4"}),)


@pytest.mark.parametrize("path", ["", "/a", "../a", "a/../b", "a//b", "./a", "a/", "C:x", "a\\b", "a\nb", "a\x00"])
def test_a_path_that_could_leave_the_folder_is_never_written_nor_read(path):
    assert not is_inside(path)
    with pytest.raises(ValueError, match="can't stand"):
        manifest(NAME, [piece(path)])
    made = told(piece("a"))
    made["files"][0]["path"] = path
    assert manifest_flaws(made, {}) == (("manifest_unreadable", {"field": "files[0].path"}),)


def test_a_file_twice_the_list_itself_and_content_without_a_digest_are_refused():
    for pieces in ([piece("a"), piece("a")], [piece("manifest.json")], [Piece("a", None, 1)]):
        with pytest.raises(ValueError, match="'"):
            manifest(NAME, pieces)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"schema_version": 2}, "schema_version"),
        ({"id": None}, "id"),
        ({"files": {}}, "files"),
        ({"files": [7]}, "files[0].path"),
        ({"files": [{"path": "a"}]}, "files[0].included"),
        ({"files": [{"path": "a", "included": True}]}, "files[0].bytes"),
        ({"files": [{"path": "a", "included": True, "bytes": 1, "sha256": "x"}]}, "files[0].sha256"),
        ({"files": [{"path": "a", "included": True, "bytes": 1, "sha256": None}]}, "files[0].sha256"),
        ({"files": [{"path": "a", "included": True, "bytes": True, "sha256": "0" * 64}]}, "files[0].bytes"),
    ],
)
def test_a_list_that_can_not_be_read_names_the_field(change, field):
    assert manifest_flaws(told(piece("a")) | change, {}) == (("manifest_unreadable", {"field": field}),)


@pytest.mark.parametrize("made", [None, 7, [], "x"])
def test_what_is_no_list_of_evidence_is_said_to_be_none(made):
    assert manifest_flaws(made, {}) == (("manifest_unreadable", {"field": "schema_version"}),)


def test_the_documents_own_list_finds_what_a_list_written_anew_would_hide():
    there = content(b"x")
    rows = (Exhibit("evidence/a", there.sha256, there.bytes), Exhibit("evidence/b", "", 7))
    made = document(an_outline(evidence=rows))

    assert exhibits_of(made) == ("evidence/a",)
    assert exhibit_flaws(made, {"evidence/a": there}) == ()
    assert exhibit_flaws(made, {}) == ()
    assert exhibit_flaws(made, {"evidence/a": None}) == (("evidence_missing", {"file": "evidence/a"}),)
    assert exhibit_flaws(made, {"evidence/a": content(b"y")}) == (("evidence_changed", {"file": "evidence/a"}),)


@pytest.mark.parametrize(
    "made", [None, {}, {"evidence": 7}, {"evidence": [7, {"path": 1}, {"path": "a", "sha256": 2}]}]
)
def test_a_documents_list_that_is_none_names_nothing(made):
    assert exhibits_of(made) == ()
    assert not isinstance(made, dict) or exhibit_flaws(made, {}) == ()
