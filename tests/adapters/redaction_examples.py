"""What do tests of the redaction say? `¦` parts what would stop a push as somebody's secret, and is not part of the text."""

from __future__ import annotations

from bot.adapters.redaction import PatternRedactor

REDACTOR = PatternRedactor()


def said(text: str) -> str:
    """Return the text without the partings."""
    return text.replace("¦", "")


def redacted(text: str) -> str:
    """Return what a redaction of its own leaves of a text."""
    return REDACTOR.begin().redact(said(text)).text
