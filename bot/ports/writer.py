"""What do we need in order to write documents: words and pictures, in the company's language?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.speech import Chart, Document


class Writer(Protocol):
    """Put facts into words. What is written depends on the facts alone: the same again gives the same."""

    def sentence(self, template: str, facts: Mapping[str, object]) -> str:
        """Return one sentence (`timeline/incident_severity`) as plain text."""
        ...

    def words(self, words: Mapping[str, str]) -> str:
        """Choose among words that a service's file gives by language."""
        ...

    def document(self, document: Document) -> str:
        """Return a whole document."""
        ...

    def picture(self, chart: Chart) -> bytes:
        """Return a chart as PNG; raises a non-retryable Outage when there can be none."""
        ...
