"""What does the report repository hold, as far as it can be read? Bytes of files become documents and actions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.postmortems.paths import ReportPaths

Json = dict[str, Any]
SCHEMA_VERSION = 1
SEVERITIES = ("S0", "S1", "S2", "S3")
_STATUSES = ("open", "done", "dropped")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read: documents in the order of their ids, and the rows of `actions.json`.

    `unreadable` are the paths of files that are no such thing; their content is in none of the others.
    """

    documents: tuple[Json, ...] = ()
    actions: tuple[Json, ...] = ()
    unreadable: tuple[str, ...] = ()


def shelf_of(files: Mapping[str, bytes], paths: ReportPaths) -> Shelf:
    """Read the files that match `paths.documents` and `paths.actions`, by their path."""
    documents: list[Json] = []
    actions: list[Json] = []
    unreadable: list[str] = []
    for path in sorted(files):
        try:
            if path == paths.actions:
                actions += _actions(files[path])
            else:
                documents.append(_document(files[path], path, paths))
        except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
            unreadable.append(path)
    return Shelf(tuple(sorted(documents, key=lambda one: str(one["id"]))), tuple(actions), tuple(unreadable))


def _document(content: bytes, path: str, paths: ReportPaths) -> Json:
    """Return a document. Raises ValueError for what is none, or is not that which its file's name says.

    Only what figures and gates read is looked at; `schema.py` says what a whole document is.
    """
    told = _object(content)
    if paths.document(str(told.get("id"))) != path:
        raise ValueError("the file's name and the document's id differ")
    _check(told.get("severity") in SEVERITIES, "the severity")
    _check(isinstance(told.get("drill", False), bool), "whether it was a drill")
    _check(isinstance(told.get("kpis", {}), dict), "the figures")
    for one in _rows(told, "corrective_actions"):
        _check_action(one)
    for one in _rows(told, "checklist"):
        _check(isinstance(one.get("id"), str), "an item's id")
    return told


def _actions(content: bytes) -> list[Json]:
    found = list(_rows(_object(content), "actions"))
    for one in found:
        _check(isinstance(one.get("postmortem"), str), "an action's postmortem")
        _check(one.get("severity") in SEVERITIES, "an action's severity")
        _check_action(one)
    return found


def _object(content: bytes) -> Json:
    told = json.loads(content.decode())
    if not isinstance(told, dict) or told.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
        raise ValueError("no object of the version that we know")
    return told


def _rows(told: Json, name: str) -> Iterator[Json]:
    rows = told.get(name, [])
    _check(isinstance(rows, list), name)
    for one in rows:
        _check(isinstance(one, dict), name)
        yield one


def _check_action(told: Json) -> None:
    _check(isinstance(told.get("id"), str), "an action's id")
    _check(told.get("status") in _STATUSES, "an action's status")
    if told.get("due") is not None:
        date.fromisoformat(str(told["due"]))


def _check(holds: bool, what: str) -> None:  # noqa: FBT001 - it reads like an assertion
    if not holds:
        raise ValueError(f"{what} is not what it should be")
