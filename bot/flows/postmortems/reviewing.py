"""How well do we respond? The figures of all postmortems in the report repository, as a card and as pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.failures import Mistake, Refusal
from bot.domain.postmortems.kpis import Kpis, kpis
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.quarterly import lines_of, review
from bot.domain.postmortems.shelf import Shelf, shelf_of
from bot.flows.postmortems import figures
from bot.ports import Clock, Publisher
from bot.ports.publisher import Content
from bot.speech import Document, Reply


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Reads the report repository; `timezone` is that in which a day ends. Without a repository it refuses."""

    publisher: Publisher | None
    clock: Clock
    timezone: str = "UTC"
    paths: ReportPaths = field(default_factory=ReportPaths)

    def card(self) -> Reply:
        """Show the figures with their chart. Raises Refusal without a repository, Outage where it can't be read."""
        if self.publisher is None:
            raise Refusal("no_reports", {})
        # Look.
        shelf = shelf_of(self.publisher.read(self.paths.documents, self.paths.actions), self.paths)

        # Judge.
        found = figures_of(shelf, self.today)

        # There is nothing to act on.
        facts = figures.told(found, shelf.unreadable)
        return Reply(
            "postmortem/kpi", facts, chart=figures.chart(shelf.documents, found) if facts["incidents"] else None
        )

    @property
    def today(self) -> date:
        """The day that it is in the configured time zone."""
        return self.clock.now().astimezone(ZoneInfo(self.timezone)).date()


def figures_of(shelf: Shelf, today: date) -> Kpis:
    """Compute the figures of what is on the shelf."""
    return kpis(shelf.documents, today, shelf.actions)


def pages(shelf: Shelf, today: date, paths: ReportPaths) -> dict[str, Content]:
    """Return the page of figures and its picture, as they shall be committed beside the documents.

    They tell what was overdue on `today`, so the same shelf on the same day gives the same bytes.
    """
    found = figures_of(shelf, today)
    facts = {**figures.told(found, shelf.unreadable), "picture": paths.kpi_picture.rpartition("/")[2]}
    return {paths.kpi_page: Document("postmortem/kpi", facts), paths.kpi_picture: figures.chart(shelf.documents, found)}


def quarterly(files: Mapping[str, bytes], quarter: str, paths: ReportPaths) -> Document:
    """Return the document for the review of a quarter (`2026-Q4`), made from `reports.csv`.

    Raises Mistake where that file is missing or can't be read.
    """
    content = files.get(paths.reports_csv)
    if content is None:
        raise Mistake("no_reports_csv", {"path": paths.reports_csv})
    try:
        lines = lines_of(content)
    except ValueError as error:
        raise Mistake("unreadable_reports_csv", {"path": paths.reports_csv}) from error
    return Document("postmortem/quarterly", figures.told_review(review(lines, quarter)))
