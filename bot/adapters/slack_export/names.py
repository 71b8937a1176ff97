"""What do the names of an export's files mean, whichever program packed them?"""

from __future__ import annotations

import unicodedata

_MAC_FOLDER = "__MACOSX"
_JUNK = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def is_junk(name: str) -> bool:
    """Say whether a file is what macOS or Windows leave behind when they pack a folder."""
    *folders, last = name.split("/")
    return _MAC_FOLDER in folders or last in _JUNK or last.startswith("._")


def is_safe(name: str) -> bool:
    """Say whether a name stays inside the export, read by whatever system."""
    parts = name.replace("\\", "/").split("/")
    is_rooted = name.startswith(("/", "\\")) or name[1:2] == ":"
    return not is_rooted and ".." not in parts and "\0" not in name


def spellings(name: str, *, is_utf8: bool) -> tuple[str, ...]:
    """Return what a name may be, the likeliest first, in Unicode's composed form (macOS takes letters apart).

    Zips of old say nothing of their encoding, and Python reads them as cp437; most of them mean UTF-8 all the same,
    and what was packed on a Japanese Windows is cp932.
    """
    found = [name]
    if not is_utf8 and not name.isascii():
        raw = _in_cp437(name)
        found = [read for read in (_read(raw, "utf-8"), name, _read(raw, "cp932")) if read is not None]
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", one) for one in found))


def _in_cp437(name: str) -> bytes:
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:
        return b"\xff"  # not read as cp437 after all


def _read(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
