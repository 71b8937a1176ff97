"""What do we need so that documents are kept where people and programs can read them: a repository's branch?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.speech import Chart, Document

Files = Mapping[str, bytes]
"""The content of files by their path in the repository (`run/_/postmortems/PM-2026-11-22-01.json`)."""

Content = bytes | Document | Chart | None
"""What a file shall be: these bytes, a document or a picture yet to be put into words, or None: no file."""


@dataclass(frozen=True, slots=True)
class Change:
    """What shall be committed.

    `reads` are patterns (`run/_/postmortems/*.json`) of the files that `compose` is given as they are at the branch's
    tip; it says what files shall be, the others stay. It is called again on every tip that another publisher
    moved on to, so it must be pure. `message` is the whole commit message, trailers included.
    """

    message: str
    reads: tuple[str, ...]
    compose: Callable[[Files], Mapping[str, Content]]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it: the commit (40 hex digits), and whether it is new; False: everything was there already."""

    commit: str
    is_new: bool


class Publisher(Protocol):
    """Keep documents. All methods raise `Outage("git", …)`: retryable where waiting may help."""

    def read(self, *patterns: str) -> Files:
        """Return the files at the branch's tip whose path matches one of these patterns; none for an empty branch."""
        ...

    def address(self, path: str) -> str | None:
        """Return where people read a file in a browser; None where nobody said so. Asks nothing and never raises."""
        ...

    def publish(self, change: Change) -> Published:
        """Commit a change on top of whatever the branch is, and push it; nothing that others committed is lost.

        Half-written files never appear: a commit is there whole, or not at all. A path that leaves the repository, or
        that git or some file system would take badly, raises ValueError: it is a bug of ours.
        """
        ...
