"""Which versions has one object in S3, and what lies on top?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.domain.actions.call import Json

TOLD = 5
"""So many versions are worth naming to somebody who has to choose one."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object, or a marker that it was deleted. `at` is RFC 3339 in UTC, `size` in bytes."""

    version: str
    at: str
    is_marker: bool = False
    etag: str = ""
    size: int = 0
    storage: str = "STANDARD"


def of_key(told: Json, key: str) -> list[Version]:
    """Return the versions and markers of one key out of ListObjectVersions: the current one first, then newest first.

    The listing holds every key that begins so. What S3 dates to the same second keeps the order it was told in.
    """
    rows = [(row, False) for row in told.get("Versions", [])] + [(row, True) for row in told.get("DeleteMarkers", [])]
    own = [(row, is_marker) for row, is_marker in rows if row["Key"] == key]
    own.sort(key=lambda one: (bool(one[0].get("IsLatest")), _moment(one[0]["LastModified"])), reverse=True)
    return [_version(row, is_marker=is_marker) for row, is_marker in own]


def markers_upon(rows: Sequence[Version], source: Version) -> tuple[Version, ...]:
    """Return the markers that lie on top of the newest version, if that is what is asked for; one, or several."""
    if not rows[0].is_marker or next(row for row in rows if not row.is_marker).version != source.version:
        return ()
    return tuple(row for row in rows if row.is_marker and _moment(row.at) >= _moment(source.at))


def newest_told(rows: Sequence[Version]) -> list[dict[str, Any]]:
    """Return what there is to choose from, as facts: the newest few."""
    return [{"version": row.version, "at": row.at, "bytes": row.size} for row in rows[:TOLD]]


def plain(version: Version) -> dict[str, Any]:
    """Return a version as plain values, as a plan keeps it."""
    return asdict(version)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _version(row: Json, *, is_marker: bool) -> Version:
    version, at = str(row["VersionId"]), str(row["LastModified"])
    if is_marker:
        return Version(version, at, is_marker=True)
    return Version(version, at, False, row.get("ETag", ""), row.get("Size", 0), row.get("StorageClass", "STANDARD"))
