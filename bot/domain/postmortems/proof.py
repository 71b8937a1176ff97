"""Is a file still the document that was published? Its bytes, its seal and what its commit stated, put together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.postmortems.canonical import Json
from bot.domain.postmortems.manifest import Content
from bot.domain.postmortems.reading import SCHEMA_VERSION, NotADocumentError, outline_of
from bot.domain.postmortems.seal import Flaw, document_sha256, flaws

LARGEST = 200_000_000
"""So many bytes of JSON are read, no more (ours): a year of chatter fits, a file made to fill the memory does not."""
_NAME = re.compile(r"(PM-\d{4}-\d{2}-\d{2}-\d{2,})\.json", re.ASCII)


class UnreadableError(ValueError):
    """A file holds no JSON: `key` is `not_json`, or `named_twice` where `field` stands twice in one object."""

    def __init__(self, key: str, field: str = "") -> None:
        super().__init__(key)
        self.flaw: Flaw = (key, {"field": field} if field else {})


def json_of(content: bytes) -> Any:
    """Return the JSON value that bytes hold, strictly: UTF-8, no NaN, and no name twice in an object.

    Of a name that stands twice each reader takes another value, so that no digest would tell which is meant. Raises
    UnreadableError.
    """
    try:
        return json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError("not_json") from None


def document_flaws(told: object, name: str, stated: tuple[str, ...] | None) -> tuple[Flaw, ...]:
    """Return what is wrong with a document, any JSON value, that stands in a file of a name.

    `stated` are the digests that the file's last commit states; None: it stands in no checkout, so nothing is known.
    Beside those of `seal.flaws` there are `wrong_version` (`found`, `wanted`), after which nothing else is told;
    `not_a_document` (`field`, empty for all of it); `other_name` (`id`): the file is named after another postmortem;
    `trailer_missing`: it is published, and its last commit states no digest; `trailer_differs` (`found`).
    """
    if not isinstance(told, Mapping):
        return (("not_a_document", {"field": ""}),)
    version = told.get("schema_version")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        return (
            ("wrong_version", {"found": None if version is None else f"{version!r:.40}", "wanted": SCHEMA_VERSION}),
        )
    try:
        return tuple(_flaws(told, name, stated))
    except (ValueError, RecursionError):
        # Numbers without an end (1e999), or lists in lists beyond all measure: nobody could have sealed that.
        return (("not_a_document", {"field": ""}),)


def exhibit_flaws(told: Mapping[str, Any], found: Mapping[str, Content | None]) -> tuple[Flaw, ...]:
    """Compare a document's own list of evidence with the files; of a path that `found` doesn't have nothing is known.

    `evidence_missing` and `evidence_changed` (`file`). It names what a manifest that was written anew would hide.
    """
    return tuple(_compared(told.get("evidence"), found))


def exhibits_of(told: object) -> tuple[str, ...]:
    """Return the paths, in the repository, of the evidence that a document names with a digest."""
    listed = told.get("evidence") if isinstance(told, Mapping) else None
    rows = listed if isinstance(listed, list) else []
    return tuple(
        one["path"]
        for one in rows
        if isinstance(one, Mapping) and isinstance(one.get("path"), str) and isinstance(one.get("sha256"), str)
    )


def _flaws(told: Mapping[str, Any], name: str, stated: tuple[str, ...] | None) -> Iterator[Flaw]:
    yield from flaws(told)
    try:
        outline_of(told)
    except NotADocumentError as wrong:
        yield "not_a_document", {"field": wrong.field}
    named = _NAME.fullmatch(name)
    if named is not None and told.get("id") != named[1]:
        yield "other_name", {"id": f"{told.get('id')!s:.80}"}
    digest = document_sha256(told)
    if stated and digest not in stated:
        yield "trailer_differs", {"found": digest}
    elif stated == () and told.get("status") == "published":
        yield "trailer_missing", {}


def _compared(listed: Iterable[Any] | None, found: Mapping[str, Content | None]) -> Iterator[Flaw]:
    for one in listed if isinstance(listed, list) else ():
        path = one.get("path") if isinstance(one, Mapping) else None
        if not isinstance(path, str) or path not in found:
            continue
        there = found[path]
        if there is None:
            yield "evidence_missing", {"file": path}
        elif (there.sha256, there.bytes) != (one.get("sha256"), one.get("bytes")):
            yield "evidence_changed", {"file": path}


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found: Json = {}
    for name, value in pairs:
        if name in found:
            raise UnreadableError("named_twice", name)
        found[name] = value
    return found


def _no_number(_: str) -> Any:
    raise UnreadableError("not_json")
