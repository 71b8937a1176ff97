"""What is everything written on? The blocks so far, the face being written, and words cut to what Slack takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.pages import limits
from bot.adapters.pages.faces import Face, show
from bot.adapters.pages.harmless import shorten

Caller = Callable[[], str]
Json = dict[str, Any]

EMPTY = ""
"""What a piece leaves in the template's own output, which is thrown away."""


def tidy(body: str) -> str:
    """Trim a template's lines and drop the empty ones at both ends; one empty line inside stays."""
    lines = [" ".join(line.split()) for line in body.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1]))


@dataclass(slots=True)
class Sheet:
    """The message or form that one rendering builds.

    `notice` says that something was shortened; `spoken` is the face of the fallback, `face` the one being written.
    """

    notice: str
    spoken: Face = "text"
    face: Face = "mrkdwn"
    fallback: str = ""
    blocks: list[Json] = field(default_factory=list)
    frame: Json = field(default_factory=dict)

    @contextmanager
    def reading(self, face: Face) -> Iterator[None]:
        """Write what is inside for this face."""
        before, self.face = self.face, face
        try:
            yield
        finally:
            self.face = before

    def plain(self, words: object, limit: int) -> str:
        """Return plain text on one line, shortened."""
        return shorten(show(words, "plain"), limit, self.notice if limit >= limits.SECTION else "")

    def plain_text(self, words: object, limit: int) -> Json:
        """Return Slack's plain text object."""
        return {"type": "plain_text", "text": self.plain(words, limit), "emoji": True}

    def mrkdwn(self, body: str, limit: int = limits.SECTION) -> Json:
        """Return Slack's mrkdwn object; `verbatim` keeps Slack from finding links and names in it by itself."""
        return {"type": "mrkdwn", "text": shorten(body, limit, self.notice), "verbatim": True}

    def add(self, block: Json) -> str:
        """Put a block at the end."""
        self.blocks.append(block)
        return EMPTY
