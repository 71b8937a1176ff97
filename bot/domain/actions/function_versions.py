"""Which versions of a function are there, and what differs between two of them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.actions import functions
from bot.domain.actions.call import Json
from bot.domain.actions.kind import Line
from bot.domain.failures import Refusal
from bot.domain.items import Detail
from bot.domain.masking import excerpt
from bot.domain.queries import Described, described

MOST = 5000
"""So many versions are read, the oldest first, 50 at a time."""

_DIGEST = 12
"""So many characters of a digest tell two apart."""

_LONGEST = 80


def listed(function: str) -> Described:
    """Ask for all versions of a function."""
    return described("lambda", "ListVersionsByFunction", most=MOST, FunctionName=function)


@dataclass(frozen=True, slots=True)
class FunctionVersions:
    """All versions by their number, $LATEST among them."""

    rows: Mapping[str, Json]

    @classmethod
    def of(cls, function: str, answer: Json) -> FunctionVersions:
        """Read them from what AWS lists; a Refusal where there are more than are read."""
        if answer.get("NextToken"):
            raise Refusal("too_many_versions", {"function": function, "most": MOST})
        return cls({str(row["Version"]): row for row in answer["Versions"]})

    @property
    def newest_first(self) -> list[str]:
        """Return the numbers of those that are published."""
        return sorted({*self.rows} - {functions.LATEST}, key=functions.number, reverse=True)

    def just_before(self, version: str) -> str | None:
        """Return the number of the one that was published before this one; None: there is none any more."""
        return next((one for one in self.newest_first if functions.number(one) < functions.number(version)), None)


def told(row: Json) -> dict[str, Any]:
    """Return what tells one version from another: its number, when it was published, and what was said of it."""
    return {
        "version": str(row["Version"]),
        "published_at": functions.moment(str(row.get("LastModified", ""))),
        "description": excerpt(str(row.get("Description", "")), _LONGEST),
    }


def differences(now: Json, then: Json) -> tuple[tuple[Line, ...], tuple[Detail, ...]]:
    """Return a line for each setting that differs, and by name the variables that do; values of those are not shown."""
    one, other = functions.settings(now), functions.settings(then)
    names = [name for name in functions.SETTINGS if one.get(name) != other.get(name)]
    lines = tuple(Line(name, _shown(name, one.get(name)), _shown(name, other.get(name))) for name in names)
    notes = _variables(now, then)
    if not lines and not notes:
        return (), (Detail("versions_are_alike", {"version": now["Version"], "other": then["Version"]}),)
    return lines, notes


def _variables(now: Json, then: Json) -> tuple[Detail, ...]:
    if any((row.get("Environment") or {}).get("Error") for row in (now, then)):
        return (Detail("variables_not_compared", {"function": now.get("FunctionName", "")}),)
    before, after = functions.readable_variables(now) or {}, functions.readable_variables(then) or {}
    told_of = {
        "added": sorted({*after} - {*before}),
        "removed": sorted({*before} - {*after}),
        "changed": sorted(name for name in {*before} & {*after} if before[name] != after[name]),
    }
    return (Detail("variables_differ", told_of),) if any(told_of.values()) else ()


def _shown(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name == "CodeSha256":
        return str(value)[:_DIGEST]
    if name == "Layers":
        # `arn:aws:lambda:us-east-1:123456789012:layer:name:7` is known by its name and number.
        return ", ".join(":".join(str(layer.get("Arn", "")).split(":")[-2:]) for layer in value)
    return excerpt(functions.text(value), _LONGEST)
