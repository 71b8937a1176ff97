"""Would Slack's own types take this block? A JSON Schema made from the TypeScript types that Slack publishes.

`schema.json` is made from the npm package @slack/types 3.2.0 (MIT, Slack Technologies, LLC) by ts-json-schema-generator
2 (`--path root.ts --type '*'`, where root.ts exports `KnownBlock[]`, `HomeView` and `ModalView`), without descriptions.
It knows which fields there are and of which kind, and nothing of lengths.

`manifest.json` is the schema of app manifests, version 2.0.0, of the repository slackapi/manifest-schema (MIT, likewise).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

MANIFEST: dict[str, Any] = json.loads((Path(__file__).parent / "manifest.json").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))


@lru_cache
def known() -> Mapping[str, str]:
    """Return the definition's name for each type of block."""
    union = SCHEMA["definitions"]["KnownBlock"]["anyOf"]
    names = [row["$ref"].rpartition("/")[2] for row in union]
    return {kind: name for name in names for kind in _kinds(SCHEMA["definitions"][name])}


def _kinds(definition: Mapping[str, Any]) -> set[str]:
    rows = definition.get("anyOf") or definition.get("allOf") or [definition]
    return {row["properties"]["type"]["const"] for row in rows if "type" in row.get("properties", {})}


@lru_cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


def complaints(block: Mapping[str, Any]) -> Iterator[str]:
    """Yield why Slack's types would not take a block; the deepest reason where several kinds were tried."""
    name = known().get(str(block.get("type")))
    if name is None:
        yield f"there is no block {block.get('type')!r}"
        return
    for error in _validator(name).iter_errors(block):
        deepest = max([error, *(error.context or [])], key=lambda one: len(one.absolute_path))
        yield f"{'/'.join(map(str, deepest.absolute_path))}: {deepest.message[:160]}"
