"""Which files lie in a folder, and what is in them, without being led out of it?"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.postmortems.manifest import Content, is_inside
from bot.domain.postmortems.proof import LARGEST
from bot.domain.postmortems.seal import Flaw


class UnreadableFileError(Exception):
    """A file can't be read: `flaw` says why, `unreadable` or `too_large`."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.flaw: Flaw = (key, facts)


@dataclass(frozen=True, slots=True)
class Lying:
    """The files of a folder, and the folders in it that may not be opened."""

    files: tuple[Path, ...]
    closed: tuple[Path, ...]


def lies_in(folder: Path, patterns: Sequence[str]) -> Lying:
    """Find files in a folder and all below it by the patterns of their names.

    Hidden folders are not entered, nor links to others.
    """
    found: list[Path] = []
    closed: list[Path] = []
    for here, folders, files in _walked(folder, lambda error: closed.append(Path(str(error.filename)))):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        found += (here / one for one in sorted(files) if any(Path(one).match(pattern) for pattern in patterns))
    return Lying(tuple(found), tuple(closed))


def content_of(path: Path) -> bytes:
    """Return a file's bytes. Raises UnreadableFileError, also for what is no plain file: a pipe would never end."""
    try:
        there = path.stat()
        if stat.S_ISREG(there.st_mode) and there.st_size <= LARGEST:
            return path.read_bytes()
    except OSError:
        raise UnreadableFileError("unreadable") from None
    if stat.S_ISREG(there.st_mode):
        raise UnreadableFileError("too_large", bytes=there.st_size, most=LARGEST)
    raise UnreadableFileError("unreadable")


def contents_in(folder: Path, only: str | None = None) -> dict[str, Content]:
    """Return digest and size of all files in a folder by their path in it, or of one of them alone.

    A link, a pipe and a device are there, but have no content: evidence is a plain file. Raises UnreadableFileError.
    """
    if only is not None:
        path = folder / only
        is_there = is_inside(only) and (path.is_symlink() or path.is_file())
        return {only: _content(path)} if is_there else {}
    found: dict[str, Content] = {}
    errors: list[OSError] = []
    for here, folders, files in _walked(folder, errors.append):
        links = [one for one in folders if (here / one).is_symlink()]
        for name in (*files, *links):
            found[(here / name).relative_to(folder).as_posix()] = _content(here / name)
    if errors:
        raise UnreadableFileError("closed_folder")
    return found


def _content(path: Path) -> Content:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return Content("", 0)
        with path.open("rb") as file:
            return Content(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
    except OSError:
        raise UnreadableFileError("evidence_unreadable", file=path.name) from None


def _walked(folder: Path, closed: Callable[[OSError], None]) -> Iterator[tuple[Path, list[str], list[str]]]:
    for here, folders, files in os.walk(folder, onerror=closed):
        yield Path(here), folders, files
