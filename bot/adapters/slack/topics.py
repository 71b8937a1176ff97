"""How does plain text become a channel's topic or purpose, and how does a purpose carry a marker?"""

from __future__ import annotations

import re
from html import escape, unescape

NOTE_LIMIT = 250
"""Characters that Slack takes as a topic or a purpose (Slack docs, conversations.setTopic)."""

_MENTION = re.compile(r"(<@[UW][A-Z0-9]+>)")
_TAG = re.compile(r"\[liveness-bot (\S+)\]$")


def fitting(text: str, *, most: int = NOTE_LIMIT) -> str:
    """Return plain text as Slack takes it: on one line, nothing in it a command or a link but `<@U…>`, short enough."""
    flat = " ".join(text.split())
    for kept in range(min(len(flat), most), 0, -1):
        said = _escaped(flat if kept == len(flat) else flat[: kept - 1].rstrip() + "…")
        if len(said) <= most:
            return said
    return ""


def marked(purpose: str, marker: str) -> str:
    """Return a purpose that ends in a marker."""
    tag = f"[liveness-bot {marker}]"
    return f"{fitting(purpose, most=NOTE_LIMIT - len(tag) - 1)} {tag}".lstrip()


def kept_marker(purpose: object) -> str | None:
    """Return the marker that a purpose ends in, or None."""
    found = _TAG.search(unescape(str(purpose)))
    return found[1] if found else None


def _escaped(text: str) -> str:
    parts = _MENTION.split(text)
    return "".join(part if number % 2 else escape(part, quote=False) for number, part in enumerate(parts))
