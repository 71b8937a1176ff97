"""Does the quarterly review compare what can be compared, and ask what the figures ask?"""

from __future__ import annotations

import csv
import io

import pytest

from bot.domain.postmortems.kpis import Rate, Spread
from bot.domain.postmortems.quarterly import Review, lines_of, quarter_before, review
from bot.domain.postmortems.reports import reports_csv
from tests.reports import TODAY, report

WELL = {
    "title": "x",
    "service": "liveness",
    "severity": "S2",
    "status": "published",
    "discovered_at": "2026-11-22T12:00:00Z",
    "minutes_to_acknowledge": "3",
    "minutes_to_mitigate": "20",
    "minutes_to_resolve": "40",
    "hours_to_publish": "30",
    "actions_open": "0",
    "actions_done": "1",
    "actions_overdue": "0",
    "mitigated_30m": "true",
    "published_48h": "true",
    "direct_cause": "the canary had no alarm",
}
COLUMNS = ("id", *WELL)


def written(*rows: dict[str, str]) -> bytes:
    """Write `reports.csv` as it is committed: each row is well but for what is given."""
    told = io.StringIO(newline="")
    rowing = csv.DictWriter(told, COLUMNS)
    rowing.writeheader()
    for at, one in enumerate(rows):
        rowing.writerow({"id": f"PM-2026-11-{at + 1:02d}-01", **WELL, "direct_cause": f"cause {at}", **one})
    return told.getvalue().encode()


def reviewed(*rows: dict[str, str], quarter: str = "2026-Q4") -> Review:
    return review(lines_of(written(*rows)), quarter)


def asked(found: Review) -> list[str]:
    return [one.key for one in found.questions]


def test_a_quarter_stands_beside_the_one_before() -> None:
    found = reviewed(
        {"id": "PM-2026-07-01-01", "minutes_to_mitigate": "10"},
        {"id": "PM-2026-10-01-01", "minutes_to_mitigate": "20", "mitigated_30m": "false"},
        {"id": "PM-2026-12-31-01", "minutes_to_mitigate": ""},
        {"id": "PM-2027-01-01-01"},
    )

    assert [one.id for one in found.lines] == ["PM-2026-10-01-01", "PM-2026-12-31-01"]
    assert found.before == "2026-Q3"
    assert found.spans["minutes_to_mitigate"].now == Spread(20.0, 20.0, 1, 1)
    assert found.spans["minutes_to_mitigate"].before == Spread(10.0, 10.0, 1, 0)
    assert found.rates["mitigated_30m"] == (Rate(1, 2, 0), Rate(1, 1, 0))
    assert found.severities == {"S2": (2, 1)}


def test_the_first_quarter_follows_the_last_of_the_year_before() -> None:
    assert [quarter_before(one) for one in ("2026-Q1", "2026-Q2", "2026-Q4")] == ["2025-Q4", "2026-Q1", "2026-Q3"]


def test_a_good_quarter_is_asked_for_its_lessons_only() -> None:
    assert asked(reviewed({}, {})) == ["lessons"]


def test_a_quarter_without_postmortems_is_asked_whether_anybody_looked() -> None:
    assert asked(reviewed({"id": "PM-2026-07-01-01"})) == ["nothing_written", "lessons"]


def test_what_was_late_is_asked_about_by_name() -> None:
    found = reviewed({"mitigated_30m": "false"}, {"published_48h": "false"})

    assert {one.key: one.facts.get("postmortems") for one in found.questions} == {
        "missed_mitigated_30m": ["PM-2026-11-01-01"],
        "missed_published_48h": ["PM-2026-11-02-01"],
        "lessons": None,
    }


@pytest.mark.parametrize(("minutes", "is_asked"), [("23", False), ("25", True)])
def test_a_median_that_grew_by_a_fifth_is_asked_about(minutes: str, *, is_asked: bool) -> None:
    before = [{"id": f"PM-2026-07-0{at}-01"} for at in (1, 2)]

    found = reviewed(*before, {"minutes_to_mitigate": minutes}, {"minutes_to_mitigate": minutes})

    assert ("slower" in asked(found)) is is_asked


def test_one_incident_on_a_side_makes_no_trend() -> None:
    found = reviewed({"id": "PM-2026-07-01-01"}, {"minutes_to_mitigate": "500"}, {"minutes_to_mitigate": "500"})

    assert "slower" not in asked(found)


def test_the_same_direct_cause_twice_is_asked_about() -> None:
    found = reviewed({"direct_cause": "Bad  rollout"}, {"direct_cause": "bad rollout"}, {"service": "other"})

    (question,) = (one for one in found.questions if one.key == "same_cause")
    assert question.facts == {"cause": "Bad rollout", "postmortems": ["PM-2026-11-01-01", "PM-2026-11-02-01"]}


def test_a_service_with_most_incidents_is_asked_about_from_three_on() -> None:
    assert "one_service" not in asked(reviewed({}, {}))
    assert "one_service" in asked(reviewed({}, {}, {"service": "other"}))


def test_what_is_not_known_is_asked_about() -> None:
    assert asked(reviewed({"direct_cause": "", "minutes_to_resolve": ""})) == ["no_cause", "not_measured", "lessons"]


def test_open_actions_of_earlier_quarters_still_stand() -> None:
    found = reviewed(
        {"id": "PM-2025-01-01-01", "actions_open": "2", "actions_overdue": "1"},
        {"actions_open": "1"},
        {"id": "PM-2027-01-01-01", "actions_open": "5", "actions_overdue": "5"},
    )

    assert [(one.id, one.open) for one in found.standing] == [("PM-2025-01-01-01", 2), ("PM-2026-11-02-01", 1)]
    (question,) = (one for one in found.questions if one.key == "overdue")
    assert question.facts == {"n": 1, "postmortems": ["PM-2025-01-01-01"]}


def test_a_cell_made_safe_for_spreadsheets_reads_as_it_was_written() -> None:
    (line,) = lines_of(written({"title": "'=cmd()", "direct_cause": "'quoted'"}))

    assert (line.title, line.direct_cause) == ("=cmd()", "'quoted'")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"id,title\nPM-2026-11-01-01,x\n",
        written({"id": "x"}),
        written({"minutes_to_mitigate": "soon"}),
        written({"minutes_to_mitigate": "nan"}),
        written({"actions_open": "some"}),
        written({}) + b"PM-2026-11-02-01,x\n",
        written({}) + b'"',
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        lines_of(content)


def test_the_file_that_we_commit_is_read_and_drills_are_left_out() -> None:
    documents = [
        report("PM-2026-11-01-01", (3, 25.5, None), met=(True, None)),
        report("PM-2026-11-02-01", is_drill=True),
    ]

    (line,) = lines_of(reports_csv(documents, {}, TODAY))

    assert (line.id, line.spans["minutes_to_mitigate"], line.spans["minutes_to_resolve"]) == (
        "PM-2026-11-01-01",
        25.5,
        None,
    )
    assert line.rates == {"mitigated_30m": True, "published_48h": None}
