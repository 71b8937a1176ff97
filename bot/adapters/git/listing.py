"""What lies in a commit, and may this lie beside it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from bot.domain.failures import Outage

FILE_MODE: Final = "100644"
_FILE_MODES: Final = frozenset({FILE_MODE, "100755"})


@dataclass(frozen=True, slots=True)
class Listed:
    """What lies at a path: git's mode of it, and the id of its content."""

    mode: str
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file, and not a link or another repository."""
        return self.mode in _FILE_MODES


Listing = Mapping[str, Listed]
"""What a commit holds, by path."""


def matching(listing: Listing, patterns: Iterable[str]) -> dict[str, Listed]:
    """Return the files whose whole path matches one of these patterns; `*` takes slashes too, and case counts."""
    asked = tuple(patterns)
    return {
        path: one
        for path, one in listing.items()
        if one.is_file and any(fnmatchcase(path, pattern) for pattern in asked)
    }


def changed(listing: Listing, files: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return those of the files (ids by path, None: no file) that are not so already."""

    def is_so(path: str, name: str | None) -> bool:
        there = listing.get(path)
        return there is None if name is None else there is not None and there.is_file and there.id == name

    return {path: name for path, name in files.items() if not is_so(path, name)}


def refuse_taken(listing: Listing, files: Mapping[str, str | None]) -> None:
    """Refuse to put a file where a folder is, or a folder where a file is: git would take the other away silently.

    Raises `Outage("git", "path_taken")` where others committed it, and ValueError where both are ours.
    """
    ours = {path for path, name in files.items() if name is not None}
    theirs = listing.keys() - files.keys()
    folders = {parent for path in theirs for parent in _parents(path)}
    for path in sorted(ours):
        if any(parent in ours for parent in _parents(path)):
            raise ValueError(f"a file and a folder of one name: {path!r}")
        if path in folders or any(parent in theirs for parent in _parents(path)):
            raise Outage("git", "path_taken", retry=False, detail=path)


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
