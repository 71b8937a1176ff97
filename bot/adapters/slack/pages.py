"""What do Slack's adapters need from whoever puts facts into words and pictures?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.speech import Chart


class Rendered(Protocol):
    """A message in words: `text` for notifications and old clients, `blocks` for the rest."""

    @property
    def text(self) -> str:
        """Return the whole message in a sentence or two."""
        ...

    @property
    def blocks(self) -> Sequence[Mapping[str, Any]]:
        """Return Block Kit blocks."""
        ...


class Pages(Protocol):
    """Put a template's facts into the reader's words."""

    def message(self, template: str, facts: Mapping[str, object], locale: str, *, zone: str = ...) -> Rendered:
        """Render a message for a locale (`en`, `ja`) and a zone (IANA name)."""
        ...

    def sentence(self, template: str, facts: Mapping[str, object], locale: str) -> str:
        """Render a template's words as plain text."""
        ...

    def form(self, template: str, facts: Mapping[str, object], locale: str) -> Mapping[str, Any]:
        """Render a form's view; its input blocks' ids are the names of the fields."""
        ...


class Charts(Protocol):
    """Draw."""

    def draw(self, chart: Chart, locale: str) -> bytes:
        """Return a PNG; whatever it raises means that there is no chart."""
        ...
