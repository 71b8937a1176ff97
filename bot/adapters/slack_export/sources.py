"""Where do the bytes of an export come from: a zip, or a folder? Nothing is ever unpacked to the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from bot.adapters.slack_export.faults import Damaged
from bot.adapters.slack_export.names import is_junk, is_safe, spellings
from bot.domain.failures import Mistake

MOST_ENTRIES = 500_000
"""How many files a zip may hold: a thousand channels for over a year (ours)."""

MOST_BYTES = 1 << 30
"""How many bytes one day of a channel may have (ours)."""

MOST_TIMES = 200
HARMLESS_BYTES = 1 << 24
"""JSON gets 10 to 30 times smaller in a zip; what grows 200 times, and beyond 16 MB, is no export (ours)."""

_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
"""Bits of a zip entry's flags (PKWARE APPNOTE 4.4.4)."""


class Source(Protocol):
    """Files by name: slashes between folders, in every spelling that the name may mean."""

    def names(self) -> Iterator[tuple[str, ...]]:
        """Give the spellings of each file's name, the likeliest first; the first is what `opened` takes."""
        ...

    @property
    def unsafe(self) -> tuple[str, ...]:
        """The names that lead out of the export; they are not read."""
        ...

    def opened(self, name: str) -> Reading:
        """Begin to read a file."""
        ...


class Reading:
    """A file that is read, no further than is sane; raises `Damaged` where the bytes can't be had."""

    def __init__(self, file: IO[bytes], packed: int | None = None) -> None:
        self._file = file
        self._most = MOST_BYTES if packed is None else min(MOST_BYTES, max(HARMLESS_BYTES, packed * MOST_TIMES))
        self._seen = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            given = self._file.read(size)
        except (EOFError, zlib.error) as error:
            raise Damaged("broken") from error
        except zipfile.BadZipFile as error:
            raise Damaged("bad_checksum") from error
        except OSError as error:
            raise Damaged("unreadable") from error
        self._seen += len(given)
        if self._seen > self._most:
            raise Damaged("too_large")
        return given

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class ZipSource:
    """The files of a zip."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Look through the names; a Mistake says that there are too many."""
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Mistake("export_too_large", {"files": len(entries), "most": MOST_ENTRIES})
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._spellings: list[tuple[str, ...]] = []
        unsafe: list[str] = []
        for entry in entries:
            if entry.is_dir() or is_junk(entry.filename):
                continue
            names = spellings(entry.orig_filename, is_utf8=bool(entry.flag_bits & _IS_UTF8))
            if not all(is_safe(name) for name in names):
                unsafe.append(names[0])
            elif names[0] not in self._entries:
                self._entries[names[0]] = entry
                self._spellings.append(names)
        self.unsafe = tuple(unsafe)

    def names(self) -> Iterator[tuple[str, ...]]:
        """Give the spellings of each file's name."""
        yield from self._spellings

    def opened(self, name: str) -> Reading:
        """Begin to read a file of the zip."""
        entry = self._entries[name]
        if entry.flag_bits & _ENCRYPTED:
            raise Damaged("encrypted")
        try:
            return Reading(self._archive.open(entry), entry.compress_size)
        except NotImplementedError as error:
            raise Damaged("unsupported") from error
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise Damaged("unreadable") from error


class FolderSource:
    """The files of an export that was unpacked; links that lead out of the folder are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        found: list[str] = []
        unsafe: list[str] = []
        for path in sorted(self._folder.rglob("*.json")):
            name = path.relative_to(self._folder).as_posix()
            if is_junk(name):
                continue
            if not path.resolve().is_relative_to(self._folder):
                unsafe.append(name)
            elif path.is_file():
                found.append(name)
            if len(found) > MOST_ENTRIES:
                raise Mistake("export_too_large", {"files": len(found), "most": MOST_ENTRIES})
        self._names = tuple(found)
        self.unsafe = tuple(unsafe)

    def names(self) -> Iterator[tuple[str, ...]]:
        """Give each file's name."""
        yield from (spellings(name, is_utf8=True) for name in self._names)

    def opened(self, name: str) -> Reading:
        """Begin to read a file of the folder."""
        try:
            return Reading((self._folder / name).open("rb"))
        except OSError as error:
            raise Damaged("unreadable") from error


@contextmanager
def source_at(path: Path) -> Iterator[Source]:
    """Open an export; a Mistake says that there is none."""
    if not path.exists():
        raise Mistake("no_such_export", {"path": str(path)})
    if path.is_dir():
        yield FolderSource(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise Mistake("not_an_export", {"path": str(path)}) from error
    except OSError as error:
        raise Mistake("export_unreadable", {"path": str(path), "reason": error.strerror or ""}) from error
    with archive:
        yield ZipSource(archive)
