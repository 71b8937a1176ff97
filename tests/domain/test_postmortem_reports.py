"""Do the table of all postmortems and the list of their actions say what the documents say, and nothing that runs?"""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.document import document
from bot.domain.postmortems.markdown import settled
from bot.domain.postmortems.reports import COLUMNS, Current, actions_json, approved_sha256, reports_csv, statuses_of
from tests.outlines import DOCUMENTS, NARRATIVE
from tests.postmortems import an_outline

TODAY = date(2026, 12, 5)
NAME = "PM-2026-11-22-01"
OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def whole(**changes: Any) -> dict[str, Any]:
    return document(an_outline(narrative=NARRATIVE, **changes))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_row_has_what_its_document_says():
    made = whole()
    [row] = rows(reports_csv([made], {}, TODAY))

    assert list(row) == list(COLUMNS)
    assert row["id"] == NAME
    assert row["title"] == made["title"]
    assert row["discovered_at"] == made["context"]["discovered_at"]
    assert float(row["minutes_to_mitigate"]) == made["kpis"]["minutes_to_mitigate"]
    assert (row["actions_open"], row["actions_done"], row["actions_overdue"]) == ("1", "1", "1")
    assert (row["mitigated_30m"], row["drill"]) == ("true", "false")


def test_an_action_is_overdue_the_day_after_it_was_due_and_only_while_it_is_open():
    made = whole()
    assert rows(reports_csv([made], {}, date(2026, 12, 1)))[0]["actions_overdue"] == "0"
    assert rows(reports_csv([made], {}, date(2026, 12, 2)))[0]["actions_overdue"] == "1"
    done = {(NAME, "1"): Current("done", "U1")}
    assert rows(reports_csv([made], done, date(2027, 1, 1)))[0]["actions_overdue"] == "0"


def test_what_is_not_known_is_an_empty_cell():
    [row] = rows(reports_csv([whole(milestones={}, checklist=())], {}, TODAY))

    assert [row[name] for name in ("discovered_at", "minutes_to_resolve", "mitigated_30m")] == ["", "", ""]


def test_the_order_is_that_of_the_ids_whatever_order_was_given():
    both = [whole(), whole(id="PM-2026-01-02-01")]

    assert reports_csv(both, {}, TODAY) == reports_csv(both[::-1], {}, TODAY)
    assert actions_json(both, {}) == actions_json(both[::-1], {})
    assert [row["id"] for row in rows(reports_csv(both, {}, TODAY))] == ["PM-2026-01-02-01", NAME]


@OFTEN
@given(st.lists(DOCUMENTS, max_size=3, unique_by=lambda one: one["id"]))
def test_any_spreadsheet_reads_as_many_rows_and_cells_as_there_are(made):
    read = rows(reports_csv(made, {}, TODAY))

    assert [row["id"] for row in read] == sorted(one["id"] for one in made)
    titles = {one["id"]: settled(one["title"]) for one in made}
    assert all(row["title"] in (titles[row["id"]], f"'{titles[row['id']]}") for row in read)
    assert all(None not in row and None not in row.values() for row in read)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t=", "\r=", "\n=", "\u200b=", "−"]
)
def test_no_cell_is_a_formula(start):
    [row] = rows(reports_csv([whole(title=f"{start}HYPERLINK(1)")], {}, TODAY))

    assert row["title"].startswith("'")


def test_a_drill_has_its_row_and_says_so():
    assert rows(reports_csv([whole(is_drill=True)], {}, TODAY))[0]["drill"] == "true"


def test_actions_stand_with_their_current_status_and_are_read_back():
    now = {(NAME, "1"): Current("done", "U0DAN", "deployed in release 43", "OPS-9")}

    told = json.loads(actions_json([whole()], now))["actions"]

    assert [(one["id"], one["status"], one["ticket"]) for one in told] == [
        ("1", "done", "OPS-9"),
        ("2", "done", "LIV-102"),
        ("3", "dropped", None),
    ]
    assert told[0]["postmortem"] == NAME
    assert told[0]["evidence"] == "deployed in release 43"
    assert statuses_of(told)[NAME, "1"] == now[NAME, "1"]
    assert actions_json([whole()], statuses_of(told)) == canonical({"schema_version": 1, "actions": told})


APPROVED = [
    ("title",),
    ("context", "impact"),
    ("root_cause", "direct_cause"),
    ("lessons_learned",),
    *(("narrative", name) for name in document(an_outline())["narrative"]),
    ("timeline", 1, "event"),
    ("timeline", 1, "owner"),
    ("timeline", 1, "at"),
    ("corrective_actions", 0, "title"),
    ("corrective_actions", 0, "due"),
]
LIVING = [
    ("status",),
    ("approvals",),
    ("milestones", "published_at"),
    ("checklist",),
    ("kpis",),
    ("evidence",),
    ("integrity",),
    ("corrective_actions", 0, "status"),
    ("corrective_actions", 0, "closed_by"),
    ("corrective_actions", 0, "ticket"),
]


@pytest.mark.parametrize(("place", "is_covered"), [(one, True) for one in APPROVED] + [(one, False) for one in LIVING])
def test_consent_covers_what_people_wrote_and_not_what_lives_on(place, is_covered):
    made = whole()
    changed = deepcopy(made)
    inside: Any = changed
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = "something else"

    assert (approved_sha256(changed) != approved_sha256(made)) is is_covered
