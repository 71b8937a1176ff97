"""Do the figures of the report repository reach people, as a card, a page and a picture?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.charts import Charts
from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.domain.failures import Mistake, Refusal
from bot.domain.postmortems.reports import reports_csv
from bot.domain.postmortems.shelf import shelf_of
from bot.flows.postmortems.figures import MOST_BARS
from bot.flows.postmortems.reviewing import Reviewing, pages, quarterly
from bot.speech import Chart, Document
from tests.adapters.stores import HandSetClock
from tests.fake_publisher import FakePublisher
from tests.reports import PATHS, TODAY, action, files, report

LATE_IN_UTC = HandSetClock(datetime(2026, 11, 24, 20, tzinfo=UTC))
PAGES = Pages(TEMPLATES, "en")


def publisher(*documents: dict[str, Any]) -> FakePublisher:
    kept = FakePublisher()
    kept.somebody_commits(files(*documents) | {"run/_/postmortems/PM-2026-11-22-01.md": b"# for people"})
    return kept


def test_the_card_has_figures_and_a_chart() -> None:
    reply = Reviewing(publisher(report()), LATE_IN_UTC).card()

    assert (reply.template, reply.facts["incidents"], reply.facts["unreadable"]) == ("postmortem/kpi", 1, [])
    assert reply.chart is not None


def test_without_postmortems_there_is_nothing_to_draw() -> None:
    assert Reviewing(FakePublisher(), LATE_IN_UTC).card().chart is None


def test_without_a_repository_it_says_so() -> None:
    with pytest.raises(Refusal) as refused:
        Reviewing(None, LATE_IN_UTC).card()

    assert refused.value.key == "no_reports"


@pytest.mark.parametrize(("zone", "overdue"), [("UTC", 0), ("Asia/Tokyo", 1)])
def test_a_day_ends_in_the_configured_zone(zone: str, overdue: int) -> None:
    document = report(actions=[action(due=datetime(2026, 11, 24, tzinfo=UTC).date())])

    reply = Reviewing(publisher(document), LATE_IN_UTC, zone).card()

    assert reply.facts["actions"] == {"open": 1, "overdue": overdue, "done": 0, "dropped": 0}


def test_the_newest_incidents_are_drawn_and_drills_are_not() -> None:
    many = [report(f"PM-2026-10-{day:02d}-01", (1, day, 40)) for day in range(1, MOST_BARS + 4)]

    chart = Reviewing(publisher(*many, report(is_drill=True)), LATE_IN_UTC).card().chart

    assert chart is not None
    bars = chart.facts["panels"][0]["bars"]  # type: ignore[index]
    assert [one["label"] for one in bars][-1] == f"10-{MOST_BARS + 3:02d}"
    assert (len(bars), chart.facts["left_out"]) == (MOST_BARS, 3)


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_the_same_shelf_gives_the_same_pages_and_pictures(locale: str) -> None:
    shelf = shelf_of(files(report("PM-2026-11-21-01", (None, 61, 90)), report(actions=[action(due=TODAY)])), PATHS)

    def made() -> list[object]:
        found = pages(shelf, TODAY, PATHS)
        page, picture = found[PATHS.kpi_page], found[PATHS.kpi_picture]
        assert isinstance(page, Document)
        assert isinstance(picture, Chart)
        return [PAGES.document(page, locale), Charts(PAGES).draw(picture, locale)]

    assert made() == made()


def test_the_picture_says_neither_when_nor_with_what_it_was_made() -> None:
    picture = pages(shelf_of(files(report()), PATHS), TODAY, PATHS)[PATHS.kpi_picture]
    assert isinstance(picture, Chart)

    drawn = Charts(PAGES).draw(picture, "en")

    assert not any(chunk in drawn for chunk in (b"tEXt", b"iTXt", b"tIME"))


def test_the_review_of_a_quarter_is_made_of_the_committed_rows() -> None:
    content = reports_csv([report(met=(False, True))], {}, TODAY)

    written = PAGES.document(quarterly({PATHS.reports_csv: content}, "2026-Q4", PATHS), "en")

    assert "# Review of 2026-Q4" in written
    assert "Mitigation took longer than 30 minutes (PM-2026-11-22-01)" in written


@pytest.mark.parametrize(
    ("files", "key"), [({}, "no_reports_csv"), ({PATHS.reports_csv: b"\xff"}, "unreadable_reports_csv")]
)
def test_a_review_without_its_rows_says_so(files: dict[str, bytes], key: str) -> None:
    with pytest.raises(Mistake) as mistaken:
        quarterly(files, "2026-Q4", PATHS)

    assert mistaken.value.key == key
