"""Which JSON is a postmortem? A JSON Schema (2020-12) of what `document` writes, for programs that read it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from bot.domain.incidents.checklist import ITEMS
from bot.domain.incidents.corrective import SIZES, TYPES
from bot.domain.incidents.incident import COMMANDER, LEAD, MILESTONES, ON_CALL
from bot.domain.incidents.severities import SEVERITIES
from bot.domain.postmortems.outline import CauseKind, Narrative, Outcome, RowKind, Source, Stage
from bot.domain.postmortems.postmortem import REFLECTIONS
from bot.domain.postmortems.reading import SCHEMA_VERSION, STATUSES
from bot.domain.postmortems.seal import ALGORITHM

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{6})?Z$",
}
_DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SPAN: Schema = {"type": ["number", "null"], "minimum": 0}


def postmortem_schema() -> Schema:
    """Return the schema. It is strict: no key is missing, `narrative` excepted, and there is none that it doesn't know.

    Only roles may have names of their own.
    """
    schema = _whole()
    schema["required"].remove("narrative")
    return schema


def _whole() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Postmortem",
        "description": "Absent knowledge is null. Moments are in UTC. People are Slack user ids.",
        **_object(
            schema_version={"const": SCHEMA_VERSION},
            id={"type": "string", "pattern": "^PM-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2,}$"},
            drill=_TRUTH,
            title={"type": "string"},
            service=_or_null(_TEXT),
            severity=_one_of(SEVERITIES),
            status=_one_of(get_args(Stage)),
            timezone=_TEXT,
            context=_object(discovered_at=_or_null(_MOMENT), impact=_or_null(_TEXT), stakeholders=_list(_TEXT)),
            milestones=_object(**{f"{name}_at": _or_null(_MOMENT) for name in (*MILESTONES, "published")}),
            severities=_list(
                _object(severity=_one_of(SEVERITIES), from_at=_MOMENT, until_at=_or_null(_MOMENT)),
            ),
            roles={
                **_object(**{role: _or_null(_TEXT) for role in (COMMANDER, ON_CALL, LEAD)}),
                "additionalProperties": _or_null(_TEXT),
            },
            timeline=_list(_row()),
            completeness=_object(
                messages_seen=_or_null(_COUNT),
                gaps=_list(_object(from_at=_MOMENT, until_at=_MOMENT, refilled=_TRUTH)),
                redactions_total=_COUNT,
            ),
            root_cause=_root_cause(),
            corrective_actions=_list(_corrective()),
            lessons_learned=_list(_TEXT),
            narrative=_narrative(),
            checklist=_checklist(),
            kpis=_object(
                minutes_to_acknowledge=_SPAN,
                minutes_to_mitigate=_SPAN,
                minutes_to_resolve=_SPAN,
                hours_to_publish=_SPAN,
            ),
            evidence=_list(
                _object(path=_TEXT, sha256=_or_null(_DIGEST), bytes=_COUNT, description=_or_null(_TEXT)),
            ),
            approvals=_list(_object(by=_TEXT, at=_MOMENT)),
            integrity=_object(
                algorithm={"const": ALGORITHM}, head=_DIGEST, document_sha256=_DIGEST, links=_list(_DIGEST)
            ),
        ),
    }


def _row() -> Schema:
    return _object(
        at=_MOMENT,
        event=_or_null(_TEXT),
        owner=_or_null(_TEXT),
        kind=_one_of(get_args(RowKind)),
        source=_one_of(get_args(Source)),
        permalink=_or_null(_TEXT),
        message_ts=_or_null(_TEXT),
        edited=_TRUTH,
        deleted=_TRUTH,
        redactions=_COUNT,
    ) | {
        "if": {"properties": {"deleted": {"const": True}}},
        "then": {"properties": {"event": {"type": "null"}}},
    }


def _root_cause() -> Schema:
    words = _or_null(_TEXT)
    return _object(
        direct_cause=words,
        contributing_factors=_list(_TEXT),
        systemic_factors=_list(_TEXT),
        five_whys=_list(_object(why=words, because=words)),
        perspectives=_object(model=words, data=words, operations=words),
        hypotheses=_list(_object(statement=words, experiment=words, outcome={"enum": [*get_args(Outcome), None]})),
        causal_map=_object(
            nodes=_list(_object(id={"type": "string"}, label=words, kind=_one_of(get_args(CauseKind)))),
            edges=_list(_object(**{"from": {"type": "string"}, "to": {"type": "string"}})),
        ),
    )


def _narrative() -> Schema:
    return _object(
        **{one.name: _list(_TEXT) if one.name in REFLECTIONS else _or_null(_TEXT) for one in fields(Narrative)},
    )


def _corrective() -> Schema:
    return _object(
        id={"type": "string"},
        title={"type": "string"},
        owner=_or_null(_TEXT),
        due=_or_null(_DAY),
        size={"enum": [*SIZES, None]},
        effect={"enum": [*SIZES, None]},
        type=_one_of(TYPES),
        ticket=_or_null(_TEXT),
        status=_one_of(STATUSES),
        closed_by=_or_null(_TEXT),
    )


def _checklist() -> Schema:
    """Return the schema of the five items in their order."""
    met: Schema = {"type": ["boolean", "null"]}
    return {
        "type": "array",
        "prefixItems": [_object(id={"const": name}, met=met, note=_or_null(_TEXT)) for name in ITEMS],
        "items": False,
        "minItems": len(ITEMS),
    }


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(values: tuple[str, ...]) -> Schema:
    return {"enum": list(values)}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}
