"""How are documents written? Templates and charts, in the company's language and zone, behind one port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.adapters.git import GitPublisher
from bot.adapters.pages import Pages
from bot.ports import Clock
from bot.settings import Settings
from bot.speech import Chart, Document


@dataclass(frozen=True, slots=True)
class DocumentWriter:
    """The Writer port over our pages and charts."""

    pages: Pages
    draw: Callable[[Chart, str], bytes]
    locale: str
    zone: str

    def sentence(self, template: str, facts: Mapping[str, object]) -> str:
        """Return one sentence as plain text."""
        return self.pages.sentence(template, facts, self.locale, zone=self.zone)

    def words(self, words: Mapping[str, str]) -> str:
        """Choose among words that a service's file gives by language."""
        return self.pages.title(words, self.locale)

    def document(self, document: Document) -> str:
        """Return a whole document."""
        return self.pages.document(document, self.locale, zone=self.zone)

    def picture(self, chart: Chart) -> bytes:
        """Return a chart as PNG; raises a non-retryable Outage when there can be none."""
        return self.draw(chart, self.locale)

    def render(self, said: Document | Chart) -> bytes:
        """Return a document or a chart as the bytes of its file."""
        return self.document(said).encode() if isinstance(said, Document) else self.picture(said)


def publisher_of(told: Settings, writer: DocumentWriter, clock: Clock) -> GitPublisher:
    """Return what commits to the repository that the settings name; nothing is asked of it yet."""
    return GitPublisher(
        told.reports_repository,
        told.reports_branch,
        told.reports_cache,
        writer.render,
        clock.now,
        author=told.reports_author,
        signing_key=told.reports_signing_key,
        pages=told.reports_url,
    )
