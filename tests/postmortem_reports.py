"""Reports as tests read and write them: a document in Markdown, and what people do to one by hand."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from bot.adapters.pages import Pages
from bot.domain.postmortems.handwriting import Edits, edits, woven
from bot.speech import Document

ROOT = Path(__file__).parents[1]
PAGES = Pages(ROOT / "templates", "en")
FACTS = json.loads((ROOT / "tests/golden/documents/postmortem/report.full.json").read_text(encoding="utf-8"))


def a_document() -> dict[str, Any]:
    """Return the document of a whole postmortem, to be changed freely."""
    return deepcopy(FACTS["document"])


def report(document: dict[str, Any], locale: str = "en") -> str:
    """Return a document in Markdown."""
    return PAGES.document(Document("postmortem/report", FACTS | {"document": document}), locale)


def regenerated(base: str, found: str, document: dict[str, Any], locale: str = "en") -> tuple[str, Edits]:
    """Take back what people wrote, and render anew, as publishing does."""
    taken = edits(base, found, document)
    return woven(base, found, report(taken.document, locale)), taken
