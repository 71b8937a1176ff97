"""Which JSON is a check? A JSON Schema (2020-12) of its result, `schema_version` 1, for programs that read it."""

from __future__ import annotations

from typing import Any, get_args

from bot.domain.items import ItemVerdict, SinceLast
from bot.domain.service import Unit

Schema = dict[str, Any]

SCHEMA_VERSION = 1
PERIODS = ("daily", "weekly", "monthly", "quarterly")

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"], "minLength": 1}
_NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
_MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$",
}


def check_schema() -> Schema:
    """Return the schema. It is strict: no key is missing, and there is none that it doesn't know.

    That the whole's verdict is the worst of its judged lines is for who makes it: a line doesn't say if it is judged.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Check",
        "description": "Absent knowledge is null. Moments are in UTC.",
        **_object(
            schema_version={"const": SCHEMA_VERSION},
            service=_TEXT,
            period={"enum": list(PERIODS)},
            scheduled_for={**_MOMENT, "type": ["string", "null"]},
            ran_at=_MOMENT,
            verdict=_verdict(),
            items={"type": "array", "items": _item()},
        ),
    }


def _item() -> Schema:
    return _object(
        id=_TEXT,
        title=_TEXT,
        verdict=_verdict(),
        value=_NUMBER_OR_NULL,
        previous=_NUMBER_OR_NULL,
        unit={"enum": [*get_args(Unit), None]},
        threshold={
            **_object(normal=_limits(), alarm=_limits()),
            "type": ["object", "null"],
        },
        window=_TEXT_OR_NULL,
        data_age_seconds={"type": ["number", "null"], "minimum": 0},
        since_last={"enum": [*get_args(SinceLast), None]},
        detail=_TEXT_OR_NULL,
        source=_TEXT_OR_NULL,
        console_url=_TEXT_OR_NULL,
    )


def _limits() -> Schema:
    """Return the schema of bounds: of the four each binds only where it is there."""
    number: Schema = {"type": "number"}
    return {
        "type": ["object", "null"],
        "properties": dict.fromkeys(("more_than", "at_least", "less_than", "at_most"), number),
        "additionalProperties": False,
    }


def _verdict() -> Schema:
    return {"enum": list(get_args(ItemVerdict))}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
