"""May this path stand in a repository that is checked out anywhere?"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

PART_BYTES: Final = 200
PATH_BYTES: Final = 1_000

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what is not seen and changes what is: controls, marks of direction, halves of characters."""

_GIT = re.compile(r"(\.git|git~\d+)[ .]*(:.*)?", re.IGNORECASE)
"""What NTFS takes for git's own folder: dots and blanks at the end go, and what comes after a colon is a stream."""


def checked(path: str) -> str:
    """Return the path; raises ValueError where it leaves the repository, or git or a file system would take it badly.

    What git itself refuses is in its verify_path() (read-cache.c) and core.protectNTFS and core.protectHFS; characters
    that HFS+ overlooks in a name are among the hidden ones.
    """
    if path.startswith("/") or "\\" in path or re.match("[A-Za-z]:", path):
        raise ValueError(f"a path begins at the repository's root and has no backslash: {path!r}")
    if any(unicodedata.category(one) in _HIDDEN for one in path):
        raise ValueError(f"a path has no control characters and no hidden ones: {path!r}")
    parts = path.split("/")
    if any(part.strip(" .") == "" for part in parts):
        raise ValueError(f"every part of a path has a name: {path!r}")
    if any(_GIT.fullmatch(part) for part in parts):
        raise ValueError(f"a path stays out of git's own folder: {path!r}")
    if len(path.encode()) > PATH_BYTES or any(len(part.encode()) > PART_BYTES for part in parts):
        raise ValueError(f"a path has at most {PATH_BYTES} bytes and a part of it {PART_BYTES}: {path[:60]!r} …")
    return path
