"""How do the strict models' findings become complaints that people understand?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.catalogue.faults import Complaint, Path
from bot.catalogue.schema import keys_at
from bot.catalogue.sentences import SENTENCES

LONGEST_QUOTE = 60

_WRONG_TYPES = {
    "model_type": "not_mapping",
    "dict_type": "not_mapping",
    "tuple_type": "not_list",
    "string_type": "not_text",
    "float_type": "not_number",
    "int_type": "not_whole_number",
    "bool_type": "not_true_or_false",
    "finite_number": "not_finite",
}
_LIMITS = {
    "greater_than_equal": ("too_small", "ge"),
    "greater_than": ("too_small_or_equal", "gt"),
    "less_than_equal": ("too_great", "le"),
}


def complaints_of(model: type[BaseModel], error: ValidationError) -> list[Complaint]:
    """Return one complaint for each finding."""
    return [_complaint(model, details) for details in error.errors(include_url=False)]


def quoted(value: object) -> str:
    """Return a value as it may stand in a sentence: in YAML's own spelling, on one line, shortened."""
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def with_nearest(key: str, found: str, known: tuple[str, ...], /, **facts: object) -> tuple[str, dict[str, object]]:
    """Return the sentence's key and facts, in the form that suggests the nearest known name when there is one."""
    if nearest := get_close_matches(found, known, n=1):
        return f"{key}_nearest", {**facts, "nearest": nearest[0]}
    return key, facts


def _complaint(model: type[BaseModel], details: ErrorDetails) -> Complaint:
    kind, found, context = details["type"], details["input"], dict(details.get("ctx", {}))
    path = tuple(part for part in details["loc"] if part != "[key]")
    if kind in SENTENCES:
        at = context.pop("at", ())
        facts = {name: quoted(value) if name == "found" else value for name, value in context.items()}
        return Complaint((*path, *at), kind, facts)
    if kind in _WRONG_TYPES:
        return _wrong_type(path, _WRONG_TYPES[kind], found)
    if kind in _LIMITS:
        key, limit = _LIMITS[kind]
        return Complaint(path, key, {"found": quoted(found), "limit": f"{context[limit]:g}"})
    maker: Callable[[type[BaseModel], Path, object, Mapping[str, Any]], Complaint] = {
        "missing": _missing,
        "extra_forbidden": _unknown_key,
        "literal_error": _not_one_of,
    }.get(kind, _invalid)
    return maker(model, path, found, context)


def _wrong_type(path: Path, key: str, found: object) -> Complaint:
    if key in ("not_number", "not_whole_number") and isinstance(found, str) and _has_foreign_digits(found):
        key = "foreign_digits"
    return Complaint(path, key, {"found": quoted(found)})


def _has_foreign_digits(text: str) -> bool:
    return any(letter.isdigit() and not letter.isascii() for letter in text)


def _missing(_model: type[BaseModel], path: Path, _found: object, _context: Mapping[str, Any]) -> Complaint:
    return Complaint(path, "missing_key", {"name": path[-1]})


def _unknown_key(model: type[BaseModel], path: Path, _found: object, _context: Mapping[str, Any]) -> Complaint:
    name = str(path[-1])
    key, facts = with_nearest("unknown_key", name, keys_at(model, path[:-1]), name=quoted(name))
    return Complaint(path, key, facts)


def _not_one_of(_model: type[BaseModel], path: Path, found: object, context: Mapping[str, Any]) -> Complaint:
    # pydantic writes "'high', 'medium' or 'low'".
    allowed = tuple(context["expected"].replace(" or ", ", ").replace("'", "").split(", "))
    key, facts = with_nearest("not_one_of", str(found), allowed, found=quoted(found), allowed=", ".join(allowed))
    return Complaint(path, key, facts)


def _invalid(_model: type[BaseModel], path: Path, found: object, _context: Mapping[str, Any]) -> Complaint:
    return Complaint(path, "invalid", {"found": quoted(found)})
