"""Does what people wrote in the report by hand survive, and come back into the JSON?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.postmortem_reports import a_document, regenerated, report

BASE = report(a_document())
CAUSES = "root_cause"


def changed(before: str, after: str, text: str = BASE) -> str:
    assert text.count(before) == 1, before
    return text.replace(before, after)


def at(document: dict[str, Any], *path: str) -> Any:
    for name in path:
        document = document[name]
    return document


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_what_nobody_touched_is_no_edit(locale: str) -> None:
    base = report(a_document(), locale)

    text, taken = regenerated(base, base, a_document(), locale)

    assert text == base
    assert taken.document == a_document()
    assert (taken.changes, taken.kept, taken.faults) == ((), (), ())


FIELDS = [
    ("in brown for 24 minutes.", "in **brown** for 25 minutes.", ("context", "impact"), "3,214 pages showed the logo in **brown** for 25 minutes."),
    ("Brand team, Legal, 顧客サポート", "Brand team, 顧客サポート, A\\, B", ("context", "stakeholders"), ["Brand team", "顧客サポート", "A, B"]),
    ("**ブランドカラー逸脱: logo rendered in brown**", "**Brown logo**", ("title",), "Brown logo"),
    ("The bundle of release 41 held", "It was this:\n\n```\n# no heading\n```\n\nRelease 41 held", (CAUSES, "direct_cause"), "It was this:\n\n```\n# no heading\n```\n\nRelease 41 held the colour table (LUT) v12, while the model expects v14."),
    ("- ΔE was measured hourly only.\n", "- ΔE was measured hourly.\n- Nobody looked\n  at the pictures\n", (CAUSES, "contributing_factors"), ["The build cached the LUT by its name and not by its digest.", "ΔE was measured hourly.", "Nobody looked\nat the pictures"]),
    ("- Nobody owns the LUT between training and release.\n", "Nobody owns it.\n", (CAUSES, "systemic_factors"), ["Nobody owns it."]),
    ("- Data: LUT v12 and v14 bear the same name.", "- Data: Both <b>bear</b> one name | alas.", (CAUSES, "perspectives", "data"), "Both <b>bear</b> one name | alas."),
    ("A name is not a version.", "A name is no version.", ("lessons_learned",), ["A name is no version.", "測っていないものは守れない。"]),
    ("Release 41 at 14:00.", "Release 41.", ("narrative", "trigger"), "Release 41."),
    ("## Resolution\n\n*to be written*", "## Resolution\n\nRolled back.", ("narrative", "resolution"), "Rolled back."),
    ("- It was a Sunday.", "- It was a Sunday.\n- Ben was awake.", ("narrative", "got_lucky"), ["It was a Sunday.", "Ben was awake."]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "path", "value"), FIELDS, ids=[".".join(one[2]) for one in FIELDS])
def test_a_field_comes_back_and_reads_as_it_was_written(
    before: str, after: str, path: tuple[str, ...], value: Any
) -> None:
    found = changed(before, after)

    text, taken = regenerated(BASE, found, a_document())

    assert at(taken.document, *path) == value
    assert [one.path for one in taken.changes] == [path]
    assert taken.faults == ()
    assert text == found


def test_all_fields_at_once_come_back_and_stay_in_the_next_round() -> None:
    found = BASE
    for before, after, _, _ in FIELDS:
        found = changed(before, after, found)

    text, taken = regenerated(BASE, found, a_document())
    again, nothing = regenerated(report(taken.document), text, taken.document)

    assert {one.path for one in taken.changes} == {path for _, _, path, _ in FIELDS}
    assert text == found
    assert again == text
    assert nothing.changes == ()


def test_whys_hypotheses_and_actions_come_back() -> None:
    found = changed("   - The LUT did not fit the model.", "   - The LUT was old.\n2. Why old?\n   - Nobody looked.")
    found = changed("falls below 2 | `confirmed` |", "falls below 2 | insufficient data |", found)
    found = changed(
        "Gate on ΔE2000 ≤ 2.0 — commander, 2026-12-08", "Gate on ΔE2000 — always — commander, 2026-12-15", found
    )

    text, taken = regenerated(BASE, found, a_document())

    assert taken.document[CAUSES]["five_whys"][:2] == [
        {"why": "Why was the logo brown?", "because": "The LUT was old."},
        {"why": "Why old?", "because": "Nobody looked."},
    ]
    assert taken.document[CAUSES]["hypotheses"][0]["outcome"] == "insufficient_data"
    action = taken.document["corrective_actions"][1]
    assert (action["title"], action["due"]) == ("Gate on ΔE2000 — always", "2026-12-15")
    assert taken.faults == ()
    assert text == found


def test_the_event_of_a_row_comes_back_with_its_marks_left_alone() -> None:
    found = changed("was trained against v14 *(edited in Slack)*", "wants v14 \\| *see* below *(edited in Slack)*")
    found = changed("| Resolved | commander |", "| Resolved for good | commander |", found)

    text, taken = regenerated(BASE, found, a_document())

    assert [row["event"] for row in taken.document["timeline"] if "v14" in (row["event"] or "")] == [
        "The LUT in the bundle is v12, the model wants v14 | *see* below"
    ]
    assert taken.document["timeline"][-1]["event"] == "Resolved for good"
    assert len(taken.changes) == 2
    assert text == found


def test_a_stakeholder_shown_as_a_role_stays_the_person_of_the_record() -> None:
    document = a_document()
    document["context"]["stakeholders"] = ["U01DAN", "Legal"]
    base = report(document)

    _, taken = regenerated(base, changed("control board, Legal", "Legal, control board, Press", base), document)

    assert taken.document["context"]["stakeholders"] == ["Legal", "U01DAN", "Press"]


def test_what_people_and_the_record_both_changed_is_the_peoples_and_is_told() -> None:
    found = changed("in brown for 24 minutes.", "in brown for 25 minutes.")
    record = a_document()
    record["context"]["impact"] = "Two customers complained."
    record["root_cause"]["direct_cause"] = "The cache."

    text, taken = regenerated(BASE, found, record)

    assert taken.document["context"]["impact"] == "3,214 pages showed the logo in brown for 25 minutes."
    assert taken.document["root_cause"]["direct_cause"] == "The cache."
    assert [(one.key, one.facts["instead"]) for one in taken.faults] == [("conflict", "Two customers complained.")]
    assert "The cache." in text


def test_both_changing_to_the_same_is_no_conflict() -> None:
    record = a_document()
    record["context"]["impact"] = "Nothing."

    _, taken = regenerated(BASE, changed("3,214 pages showed the logo in brown for 24 minutes.", "Nothing."), record)

    assert taken.faults == ()


def test_a_field_that_was_emptied_is_empty() -> None:
    found = changed("The bundle of release 41 held the colour table (LUT) v12, while the model expects v14.\n\n", "")

    text, taken = regenerated(BASE, found, a_document())

    assert taken.document["root_cause"]["direct_cause"] is None
    assert "### Direct cause\n\n*to be written*\n" in text
