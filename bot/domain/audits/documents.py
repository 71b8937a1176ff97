"""What does a policy document say? The shapes that IAM allows, read as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Statement = Mapping[str, Any]


def statements(document: Mapping[str, object] | None) -> list[Statement]:
    """Return a policy's statements; a single one may stand without a list."""
    held = (document or {}).get("Statement", [])
    return [one for one in (held if isinstance(held, list) else [held]) if isinstance(one, Mapping)]


def texts(value: object) -> list[str]:
    """Return what a part of a statement names: one text, or several in a list."""
    rows = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one) for one in rows]


def is_for_everybody(statement: Statement) -> bool:
    """Say whether a statement is about everybody there is."""
    principal = statement.get("Principal")
    return principal == "*" or (isinstance(principal, Mapping) and "*" in texts(principal.get("AWS")))


def conditions(statement: Statement) -> dict[str, dict[str, list[str]]]:
    """Return a statement's conditions in small letters, values as lists of texts: IAM takes all these alike."""
    held = statement.get("Condition")
    found: dict[str, dict[str, list[str]]] = {}
    for operator, keys in held.items() if isinstance(held, Mapping) else ():
        named = found.setdefault(str(operator).lower(), {})
        for key, value in keys.items() if isinstance(keys, Mapping) else ():
            named[str(key).lower()] = [one.lower() for one in texts(value)]
    return found
