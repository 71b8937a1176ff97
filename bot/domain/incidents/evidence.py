"""Which files and answers were gathered for an incident, and what is known of each?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.domain.messages import File

LIMIT_BYTES = 5_000_000
"""A larger file is named and not copied (ours)."""

TOO_LARGE = "file_too_large"
_UNSAFE = re.compile(r"[^\w.-]+")
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence, without its content: where it stands among the others, what it is, and where it is from.

    `missing` is empty when the content was kept, else a short word for why not (`file_too_large`, …); then
    `sha256` is empty too, and `bytes` what is known of the size. `channel`, `ts` and `file` are set for the copy of a
    file that came with a message.
    """

    stream: str
    path: str
    sha256: str
    bytes: int
    description: str = ""
    missing: str = ""
    channel: str | None = None
    ts: str | None = None
    file: str | None = None


def path_of(file: File) -> str:
    """Name the copy of a file: by its id, which is unique, and its name, made harmless for any file system."""
    name = _UNSAFE.sub("_", file.name).lstrip(".")[-NAME_LENGTH:]
    return f"files/{file.id}" + (f"-{name}" if name else "")


def digest(content: bytes) -> str:
    """Return the hex SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()
