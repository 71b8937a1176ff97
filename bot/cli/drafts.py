"""Where do drafts of postmortems go, so that none is half there and nobody's writing is lost?"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from bot.domain.failures import Mistake, shortened
from bot.domain.postmortems.document import canonical
from bot.domain.postmortems.paths import ReportPaths

Document = dict[str, Any]


class Drafts:
    """A folder of drafts, each a document and its report."""

    def __init__(self, folder: Path, name: str | None) -> None:
        """Take the folder, which is made when something is kept, and the id that was asked for, if any."""
        self._folder = folder
        self._name = name
        if name is not None:
            _file_names(name)

    def id_for(self, day: date) -> str:
        """Return the id that was asked for, or the day's next that is free."""
        if self._name is not None:
            return self._name
        number = 1
        while any((self._folder / file).exists() for file in _file_names(f"PM-{day}-{number:02}")):
            number += 1
        return f"PM-{day}-{number:02}"

    def keep(self, name: str, made: Document, report: str, rendered: Callable[[Document], str]) -> tuple[Path, Path]:
        """Write both files, each whole or not at all, and return their paths: report, document.

        `rendered` writes the report of a document that is there: a report that is not as it was made is somebody's
        work. A Mistake says so, or that nothing can be written.
        """
        report_file, document_file = (self._folder / file for file in _file_names(name))
        content = canonical(made)
        if _read(report_file) not in (None, report.encode(), _as_made(document_file, rendered)):
            raise Mistake("postmortem_written_by_hand", {"path": str(report_file)})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for path, whole in ((report_file, report.encode()), (document_file, content)):
                _replace(path, whole)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Mistake("folder_unwritable", {"path": str(self._folder), "reason": reason}) from error
        return report_file, document_file


def _file_names(name: str) -> tuple[str, str]:
    """Return the names of report and document; a Mistake says that it is no id."""
    paths = ReportPaths()
    try:
        return PurePosixPath(paths.markdown(name)).name, PurePosixPath(paths.document(name)).name
    except ValueError as error:
        raise Mistake("bad_postmortem_id", {"word": shortened(name)}, example="PM-2026-11-22-01") from error


def _as_made(document_file: Path, rendered: Callable[[Document], str]) -> bytes | None:
    """Return the report as it was made from the document beside it; None where that can't be told."""
    content = _read(document_file)
    try:
        return None if content is None else rendered(json.loads(content)).encode()
    except Exception:  # noqa: BLE001 - whatever stands there, it is no document of ours
        return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place in one step; what was there stays until then."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
