"""Is a document still what was sealed?

Anybody can recompute it, with the rule of docs/postmortem-format.md:

- The link of a timeline's row is the hex SHA-256 of: the link before it (64 zeros for the first), a line feed, and the
  row as JSON on one line (keys sorted, no spaces, UTF-8). `head` is the last link, 64 zeros for an empty timeline. All
  of them stand in `links`, so that a changed row can be named.
- `document_sha256` is the hex SHA-256 of the canonical bytes (`canonical.py`) of the document without `integrity`.

A seal shows that something was changed, not who did it: who can write the file can seal it anew. That is why the digest
stands in the commit's trailer as well, and signing commits is possible.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.postmortems.canonical import Json, canonical, compact

ALGORITHM = "sha256-chain"
FIRST_LINK = "0" * 64
_FIELDS = ("algorithm", "document_sha256", "head", "links")

Flaw = tuple[str, Mapping[str, object]]
"""Something that was changed: a sentence's key and its facts."""


def sealed(document: Mapping[str, Any]) -> Json:
    """Return the document with its seal; one that it had is replaced. The document given is left as it is."""
    bare = {key: value for key, value in document.items() if key != "integrity"}
    chain = links(bare["timeline"])
    return {
        **bare,
        "integrity": {
            "algorithm": ALGORITHM,
            "document_sha256": document_sha256(bare),
            "head": chain[-1] if chain else FIRST_LINK,
            "links": chain,
        },
    }


def links(rows: Iterable[object]) -> list[str]:
    """Return the link of each row: it covers the row and, through the link before it, all rows before."""
    before, found = FIRST_LINK, []
    for row in rows:
        before = hashlib.sha256(f"{before}\n".encode() + compact(row)).hexdigest()
        found.append(before)
    return found


def document_sha256(document: Mapping[str, Any]) -> str:
    """Return the hex digest of a document, whatever its `integrity` says."""
    return hashlib.sha256(canonical({key: document[key] for key in document if key != "integrity"})).hexdigest()


def flaws(document: Mapping[str, Any]) -> tuple[Flaw, ...]:
    """Return what isn't as it was sealed; nothing for a whole document.

    `document` is any JSON object. `not_sealed`; `integrity_changed` (`field`): the seal itself was touched;
    `row_changed` (`row`, counted from 1, `at`): the first row that is another, or before which one is missing;
    `rows_missing` (`found`, `wanted`), `rows_added` likewise; `document_changed`: something outside of the timeline, or
    the digest. The last is told of an untouched timeline only, for a changed row changes the digest too.
    """
    integrity = document.get("integrity")
    if not isinstance(integrity, Mapping) or "document_sha256" not in integrity:
        return (("not_sealed", {}),)
    timeline = document.get("timeline")
    rows = timeline if isinstance(timeline, list) else []
    is_same = integrity["document_sha256"] == document_sha256(document)
    chain = links(rows)
    found: list[Flaw] = []
    if not is_same:
        # A digest that holds proves the rows; only where it doesn't can the links say which one is another.
        found += [*_rows_changed(rows, chain, integrity.get("links"))] or [("document_changed", {})]
    wanted = {"algorithm": ALGORITHM, "head": chain[-1] if chain else FIRST_LINK, "links": chain}
    broken = [key for key in wanted if is_same and integrity.get(key) != wanted[key]]
    if not is_same:
        broken = _inconsistent(integrity)
    broken += sorted(str(key) for key in integrity if key not in _FIELDS)
    return (*found, *(("integrity_changed", {"field": f"integrity.{key}"}) for key in broken))


def _rows_changed(rows: list[Any], chain: list[str], stated: object) -> Iterator[Flaw]:
    """Compare the links with those that were sealed: the first that differs is the row in question."""
    if not isinstance(stated, list):
        return
    for place, (link, before) in enumerate(zip(chain, stated, strict=False), 1):
        if link != before:
            row = rows[place - 1]
            yield "row_changed", {"row": place, "at": row.get("at") if isinstance(row, Mapping) else None}
            break
    if len(chain) != len(stated):
        key = "rows_missing" if len(chain) < len(stated) else "rows_added"
        yield key, {"found": len(chain), "wanted": len(stated)}


def _inconsistent(integrity: Mapping[str, Any]) -> list[str]:
    """Return the parts of a seal that contradict its others."""
    stated = integrity.get("links")
    last = (stated or [FIRST_LINK])[-1] if isinstance(stated, list) else None
    found = [] if integrity.get("algorithm") == ALGORITHM else ["algorithm"]
    found += [] if isinstance(stated, list) else ["links"]
    return found + ([] if integrity.get("head") == last else ["head"])
