"""What does a channel's history show, page by page, to whoever asks afterwards what was said in it?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.messages import Revision


@dataclass(frozen=True, slots=True)
class Said:
    """One message as history shows it now.

    `revision` is None for what nobody said (joins, topics), what we said ourselves, and what is only the placeholder
    of a deleted root (`is_tombstone`). `latest_reply` is set for a root that has replies. `marks` are the names of the
    marks it bears and whose they are; history doesn't say who pinned, and names only some of many who react: such
    marks stand in `crowded`.
    """

    ts: str
    revision: Revision | None
    latest_reply: str | None = None
    marks: frozenset[tuple[str, str]] = frozenset()
    crowded: frozenset[str] = frozenset()
    is_tombstone: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages one after the other, without a gap between them.

    `has_more`: there are others beyond its last one. `is_limited`: Slack hides older ones that are there (free plans),
    so that nothing can be concluded from what is not shown.
    """

    messages: tuple[Said, ...]
    has_more: bool
    is_limited: bool = False
