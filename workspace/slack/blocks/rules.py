"""How is one rule about a layout's JSON written down, and how does a breach of it read?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[[Any, str, list[str]], None]
"""Look at a value, say what is wrong with it: each finding ends with its JSON pointer, as Slack's do."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def fault(findings: list[str], words: str, pointer: str) -> None:
    """Note a finding in Slack's form (Slack docs, ``invalid_blocks``: response_metadata.messages)."""
    findings.append(f"{words} [json-pointer:{pointer}]")


def string(most: int | None = None, least: int = 0) -> Rule:
    """Want text of so many characters."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if not isinstance(value, str):
            fault(findings, "must be a string", pointer)
        elif most is not None and len(value) > most:
            fault(findings, f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            fault(findings, f"must be more than {least - 1} characters", pointer)

    return check


def url(most: int = 3000) -> Rule:
    """Want an absolute address."""
    length = string(most, 1)

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        length(value, pointer, findings)
        if isinstance(value, str) and value and not _URL.match(value):
            fault(findings, "must be a valid URL", pointer)

    return check


def pattern(expression: str, words: str) -> Rule:
    """Want text of a form."""
    form = re.compile(expression)

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if not isinstance(value, str) or not form.match(value):
            fault(findings, f"must be {words}", pointer)

    return check


def flag() -> Rule:
    """Want true or false."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if not isinstance(value, bool):
            fault(findings, "must be a boolean", pointer)

    return check


def whole(least: int = 0, most: int | None = None) -> Rule:
    """Want a whole number in a range."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            fault(findings, "must be an integer", pointer)
        elif value < least or (most is not None and value > most):
            fault(findings, f"must be between {least} and {most}", pointer)

    return check


def one_of(*allowed: str) -> Rule:
    """Want one of these words."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if value not in allowed:
            fault(findings, f"must be one of: {', '.join(allowed)}", pointer)

    return check


def many(rule: Rule, most: int | None = None, least: int = 1) -> Rule:
    """Want a list of so many things."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        if not isinstance(value, list):
            fault(findings, "must be an array", pointer)
            return
        if most is not None and len(value) > most:
            fault(findings, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            fault(findings, f"must have at least {least} item(s)", pointer)
        for index, item in enumerate(value):
            rule(item, f"{pointer}/{index}", findings)

    return check


def anything() -> Rule:
    """Want nothing in particular."""

    def check(_value: Any, _pointer: str, _findings: list[str]) -> None:
        return

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its fields with a rule each, which are required, and which must not be there together."""

    fields: Mapping[str, Rule]
    required: frozenset[str] = frozenset()
    either: frozenset[str] = field(default_factory=frozenset)  # at least one of these

    def check(self, value: Any, pointer: str, findings: list[str]) -> None:
        """Note what is wrong with an object."""
        if not isinstance(value, dict):
            fault(findings, "must be an object", pointer)
            return
        for name in sorted(self.required - value.keys()):
            fault(findings, f"missing required field: {name}", pointer)
        if self.either and not self.either & value.keys():
            fault(findings, f"missing required field: {' or '.join(sorted(self.either))}", pointer)
        for name, item in value.items():
            rule = self.fields.get(name)
            if rule is None:
                fault(findings, f"unsupported additional property: {name}", f"{pointer}/{name}")
            elif item is not None:
                rule(item, f"{pointer}/{name}", findings)


def shape(required: str, either: str = "", /, **fields: Rule) -> Shape:
    """Write a shape down; ``type`` is a field of every one."""
    return Shape({"type": anything(), **fields}, frozenset(required.split()), frozenset(either.split()))


def typed(shapes: Mapping[str, Shape], what: str) -> Rule:
    """Want an object whose ``type`` names its shape."""

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        found = shapes.get(kind) if isinstance(kind, str) else None
        if found is None:
            fault(findings, f"unsupported {what} type: {kind}", pointer)
        else:
            found.check(value, pointer, findings)

    return check


def only(shapes: Mapping[str, Shape], *names: str) -> dict[str, Shape]:
    """Pick some shapes by name."""
    return {name: shapes[name] for name in names}
