"""What do all actions on a Lambda function ask, and what of its configuration is compared?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.actions.call import Json
from bot.domain.actions.kind import Otherwise, Scene, Wait, fingerprint
from bot.domain.failures import Refusal
from bot.domain.items import Detail
from bot.domain.queries import Described, described

LATEST = "$LATEST"
"""What is being worked on: the only version that can be changed."""

VIA = "via"
"""The word before the alias through which callers shall be reached."""

SETTINGS = (
    "Architectures",
    "CapacityProviderConfig",
    "CodeSha256",
    "DeadLetterConfig",
    "DurableConfig",
    "EphemeralStorage",
    "FileSystemConfigs",
    "Handler",
    "ImageConfigResponse",
    "KMSKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "Role",
    "Runtime",
    "SnapStart",
    "TenancyConfig",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)
"""What of a configuration people set, besides the variables and the description (Lambda API, FunctionConfiguration)."""


def configured(function: str, qualifier: str | None = None) -> Described:
    """Ask how a function is configured: as it is now ($LATEST), or as callers of an alias or version get it."""
    if qualifier is None:
        return described("lambda", "GetFunctionConfiguration", FunctionName=function)
    return described("lambda", "GetFunctionConfiguration", FunctionName=function, Qualifier=qualifier)


def aliases(function: str) -> Described:
    """Ask for a function's aliases."""
    return described("lambda", "ListAliases", FunctionName=function)


def alias(function: str, name: str) -> Described:
    """Ask for one alias."""
    return described("lambda", "GetAlias", subject=f"{function}:{name}", FunctionName=function, Name=name)


def arns(function: str) -> tuple[str, ...]:
    """Return the ARNs of a function, and of its versions and aliases; the region is left open."""
    arn = f"arn:aws:lambda:{{region}}:*:function:{function}"
    return (arn, f"{arn}:*")


def at_rest(configuration: Json) -> Json:
    """Return the configuration; a Refusal while AWS works on it, or where it names no revision."""
    function = configuration.get("FunctionName", "")
    if configuration.get("LastUpdateStatus") == "InProgress":
        raise Refusal("function_is_changing", {"function": function})
    return with_revision(configuration, function)


def with_revision(told: Json, function: str) -> Json:
    """Return it; a Refusal where it names no revision, without which a change could overwrite somebody else's."""
    if not told.get("RevisionId"):
        raise Refusal("no_revision_id", {"function": function})
    return told


def unsettled(configuration: Json, revision: str) -> Wait | Otherwise | None:
    """Say that a change made after this revision is under way or failed; None when it is through."""
    status: Any = configuration.get("LastUpdateStatus")
    if status == "InProgress":
        return Wait(Detail("function_settles", {"function": configuration.get("FunctionName", "")}))
    is_ours = configuration.get("RevisionId") != revision
    return Otherwise(("LastUpdateStatus",)) if status == "Failed" and is_ours else None


def weights(told: Json) -> Mapping[str, float]:
    """Return which other versions an alias gives a share of its calls; none: its own version takes them all."""
    shares: Mapping[str, float] = (told.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    return shares


def variables(configuration: Json, function: str) -> Mapping[str, str]:
    """Return the variables; a Refusal where AWS could not decrypt them, told by an Error in their place."""
    readable = readable_variables(configuration)
    if readable is None:
        raise Refusal("variables_unreadable", {"function": function})
    return readable


def readable_variables(configuration: Json) -> Mapping[str, str] | None:
    """Return the variables, or None where they are not told: locked, or none at all, which looks no different."""
    environment = configuration.get("Environment") or {}
    if environment.get("Error") or "Variables" not in environment:
        return None
    told: Mapping[str, str] = environment["Variables"]
    return told


def settings(configuration: Json) -> dict[str, Any]:
    """Return what is set, without what is empty: AWS leaves that out of one answer and not of another."""
    told = {name: _filled(configuration.get(name)) for name in SETTINGS}
    # How far a snapshot is differs between $LATEST and a version that was made of it.
    told["SnapStart"] = (told["SnapStart"] or {}).get("ApplyOn")
    return {name: value for name, value in told.items() if value is not None}


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {name: _filled(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not None} or None
    return None if value in ("", []) else value


def state(scene: Scene, configuration: Json) -> dict[str, Any]:
    """Return fingerprints of every variable (None: not readable) and every setting, by their names."""
    told = readable_variables(configuration)
    return {
        "variables": None if told is None else fingerprints(scene, told),
        "settings": fingerprints(scene, settings(configuration)),
    }


def fingerprints(scene: Scene, values: Mapping[str, Any]) -> dict[str, str]:
    """Return by name what tells whether a value is still the same, and not what it is."""
    return {name: fingerprint(scene, name, text(value)) for name, value in sorted(values.items())}


def text(value: Any) -> str:
    """Return a setting as text: itself, or JSON."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def different(found: Json, wanted: Json) -> tuple[str, ...]:
    """Name what two states of a function differ in: settings and variables by their own names."""
    names: list[str] = []
    for part in ("settings", "variables"):
        one, other = found[part] or {}, wanted[part] or {}
        names += [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
    return tuple(names or ["Environment"])


def split_words(words: Sequence[str], alias_now: str | None) -> tuple[list[str], str | None]:
    """Part what was chosen from the alias to reach callers by (`10 via live`)."""
    rest = list(words)
    if VIA not in rest:
        return rest, alias_now
    at = rest.index(VIA)
    return rest[:at] + rest[at + 2 :], "".join(rest[at + 1 : at + 2]) or None


def number(version: str) -> int:
    """Return a version's number, by which versions are ordered in time: numbers are never used again."""
    return int(version)


def moment(last_modified: str) -> str:
    """Return Lambda's own way to write a moment (`2026-11-22T03:30:00.000+0000`) as RFC 3339 in UTC."""
    try:
        return datetime.fromisoformat(last_modified).astimezone(UTC).isoformat().replace("+00:00", "Z")
    except ValueError:
        return last_modified
