"""Which evidence belongs to a postmortem, and is it still what was collected?

`manifest.json` stands in the folder of the evidence; its paths begin there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.postmortems.canonical import canonical, whole
from bot.domain.postmortems.reading import SCHEMA_VERSION
from bot.domain.postmortems.seal import Flaw

NAME = "manifest.json"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.{0,2}(/|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: `type` is its media type, `sha256` hex, None where nobody ever had its content.

    `is_included` False: only named, its content isn't in the repository; `permalink` says where it is.
    """

    path: str
    sha256: str | None
    bytes: int
    type: str | None = None
    description: str | None = None
    permalink: str | None = None
    is_included: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What lies there: the hex SHA-256 and the size in bytes."""

    sha256: str
    bytes: int


def manifest(postmortem: str, pieces: Iterable[Piece]) -> bytes:
    """Write `manifest.json`, in the order of the paths.

    Raises ValueError for a path that leaves the folder, stands there twice or is the manifest's own, and for an
    included file without a digest: bugs of ours.
    """
    ordered = sorted(pieces, key=lambda one: one.path)
    paths = [one.path for one in ordered]
    for one in ordered:
        if not is_inside(one.path) or one.path == NAME or paths.count(one.path) > 1:
            raise ValueError(f"{one.path!r} can't stand in the manifest")
        if one.is_included and one.sha256 is None:
            raise ValueError(f"{one.path!r} has no digest")
    return canonical(
        {
            "schema_version": SCHEMA_VERSION,
            "id": postmortem,
            "files": [
                {
                    "path": whole(one.path),
                    "sha256": one.sha256,
                    "bytes": one.bytes,
                    "type": one.type,
                    "description": whole(one.description) if one.description else None,
                    "permalink": one.permalink,
                    "included": one.is_included,
                }
                for one in ordered
            ],
        }
    )


def is_inside(path: str) -> bool:
    """Say whether a path names something in its folder and in no other, on every file system."""
    return bool(path) and _UNSAFE.search(path) is None


def manifest_flaws(told: object, found: Mapping[str, Content]) -> tuple[Flaw, ...]:
    """Compare a manifest, any JSON value, with the files that lie in its folder, itself excepted.

    `manifest_unreadable` (`field`), and of one file each (`file`): `evidence_missing`, `evidence_changed`,
    `evidence_added`: it lies there, but the manifest doesn't include it.
    """
    wrong = _unreadable(told)
    if wrong is not None:
        return (("manifest_unreadable", {"field": wrong}),)
    assert isinstance(told, Mapping)  # noqa: S101 - what could be read
    return tuple(_compared([one for one in told["files"] if one["included"]], found))


def _compared(included: list[Mapping[str, Any]], found: Mapping[str, Content]) -> Iterator[Flaw]:
    for one in included:
        there = found.get(one["path"])
        if there is None:
            yield "evidence_missing", {"file": one["path"]}
        elif (there.sha256, there.bytes) != (one["sha256"], one["bytes"]):
            yield "evidence_changed", {"file": one["path"]}
    for path in sorted(found.keys() - {one["path"] for one in included}):
        yield "evidence_added", {"file": path}


def _unreadable(told: object) -> str | None:
    """Return the field that is no field of a manifest; None: it can be read."""
    if not isinstance(told, Mapping) or told.get("schema_version") != SCHEMA_VERSION:
        return "schema_version"
    if not isinstance(told.get("id"), str):
        return "id"
    files = told.get("files")
    if not isinstance(files, list):
        return "files"
    seen: set[object] = set()
    for place, one in enumerate(files):
        wrong = "path" if not isinstance(one, Mapping) else _wrong(one, seen)
        if wrong is not None:
            return f"files[{place}].{wrong}"
        seen.add(one["path"])
    return None


def _wrong(one: Mapping[str, Any], seen: set[object]) -> str | None:
    path, digest, size = one.get("path"), one.get("sha256"), one.get("bytes")
    if not isinstance(path, str) or not is_inside(path) or path in seen:
        return "path"
    if not isinstance(one.get("included"), bool):
        return "included"
    if not isinstance(size, int) or isinstance(size, bool):
        return "bytes"
    is_digest = isinstance(digest, str) and _DIGEST.fullmatch(digest) is not None
    return None if is_digest or (digest is None and not one["included"]) else "sha256"
