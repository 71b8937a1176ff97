"""What is an incident's room called?

Slack takes lower-case letters, digits, hyphens and underscores, at most 80 of them, and at least one letter or digit
(Slack docs, conversations.create). It takes letters of other scripts than Latin too, which its docs don't say; should
it refuse them, there is `latin_name`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

NAME_LIMIT = 80
_KEPT = frozenset({"Ll", "Lo", "Lm", "Nd"})
"""Unicode's categories of small letters, letters without case, and digits; marks such as accents stay only composed."""

_TITLE_LIMIT = 60
"""A longer title is cut between words: the name is read in a narrow sidebar (ours)."""

_APOSTROPHES = re.compile(r"['’ʼ]")
_ESCAPED = re.compile(r"<[@#!][^<>|]*(?:\|([^<>]*))?>")
"""Somebody, a channel or a group as Slack writes them in a text: `<@U1|ben>`, `<!channel>`; only a label is words."""


def room_name(day: date, title: str, number: int) -> str:
    """Return a legal name: `inc-2026-11-22-low-success-rate`; by the incident's number where the title has no word."""
    words = _slug(title)
    if len(words) > _TITLE_LIMIT:
        head, _, _ = words[: _TITLE_LIMIT + 1].rpartition("-")
        words = (head if len(head) > _TITLE_LIMIT // 2 else words[:_TITLE_LIMIT]).strip("-_")
    return f"inc-{day.isoformat()}-{words or number}"


def numbered_name(name: str, suffix: object) -> str:
    """Return the name with a suffix, `-2`, and within Slack's limit."""
    ending = f"-{suffix}"
    return name[: NAME_LIMIT - len(ending)].rstrip("-_") + ending


def latin_name(name: str) -> str:
    """Return what is left of a name in the letters that Slack's docs promise; never nothing."""
    left = "".join(one if one.isascii() else "-" for one in name)
    return re.sub("-{2,}", "-", left).strip("-_") or "inc"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKC", _ESCAPED.sub(r" \1 ", title))
    lower = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", plain).lower())
    kept = "".join(one if one == "_" or unicodedata.category(one) in _KEPT else "-" for one in lower)
    words = re.sub("-{2,}", "-", kept).strip("-_")
    return words if any(one.isalnum() for one in words) else ""
