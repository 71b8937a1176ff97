"""What does a service file look like, as a JSON Schema (2020-12) for editors and other programs?"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from bot.catalogue.faults import Path
from bot.catalogue.figures import FORMULAS
from bot.catalogue.service_file import ServiceFile
from bot.domain.runbooks.kinds import KINDS

Json = dict[str, Any]


def service_schema() -> Json:
    """Return the schema of `services/<name>.yaml`; what it can't say (references, clashes) only `validate` checks."""
    schema = _without_nothing(ServiceFile.model_json_schema(mode="validation"))
    schema["$defs"]["FigureEntry"]["oneOf"] = [{"required": [name]} for name in FORMULAS]
    schema["$defs"]["StepEntry"]["oneOf"] = [{"required": [name]} for name in KINDS]
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def keys_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that are known at a place of a file."""
    whole = _schema_of(model)
    here = whole
    for part in path:
        here = _resolved(whole, _inner(here, part))
    return tuple(here.get("properties", {}))


@cache
def _schema_of(model: type[BaseModel]) -> Json:
    return dict(_without_nothing(model.model_json_schema(mode="validation")))


def _inner(schema: Json, part: str | int) -> Json:
    if isinstance(part, int):
        return dict(schema.get("items", {}))
    return dict(schema.get("properties", {}).get(part) or schema.get("additionalProperties") or {})


def _resolved(whole: Json, schema: Json) -> Json:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return dict(whole["$defs"][name]) if name else schema


def _without_nothing(schema: Any) -> Any:
    """Take `null` out: a key left out is optional, a key left blank is a fault."""
    if isinstance(schema, list):
        return [_without_nothing(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _without_nothing(value) for key, value in schema.items() if not (key == "default" and value is None)}
    choices = [choice for choice in rest.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del rest["anyOf"]
        rest.update(choices[0])
    return rest
