"""In whose name is committed, and when?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

AUTHOR: Final = "liveness-bot <liveness-bot@localhost>"
_NAMED = re.compile(r"(?P<name>[^<>\n\0]*[^<>\s\0]) <(?P<mail>[^<>\s\0]+)>")


def named(author: str) -> tuple[str, str]:
    """Return the name and the mail address of a `Name <mail>`; raises ValueError where it is none."""
    found = _NAMED.fullmatch(author)
    if found is None:
        raise ValueError(f"an author is Name <mail>: {author!r}")
    return found["name"].strip(), found["mail"]


def identity(author: tuple[str, str], at: datetime) -> Mapping[str, str]:
    """Return git's variables for somebody who commits at a moment."""
    values = {"NAME": author[0], "EMAIL": author[1], "DATE": f"{int(at.timestamp())} +0000"}
    return {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in values.items()}
