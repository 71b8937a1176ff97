"""Which versions of a function were published, and which are in use?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.adapters.aws.errors import attempted
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.diagnostics import Deployment, Deployments
from bot.domain.knowledge import Answer, Failed, Known, Missing

ACTION = "lambda:ListVersionsByFunction"
ALIASES = "lambda:ListAliases"

Row = Mapping[str, Any]


def _answer(aws: Aws, query: Deployments, region: str) -> Answer[tuple[Deployment, ...]]:
    client = aws.session.client("lambda", region)
    read_at = aws.clock.now()

    def listed(operation: str, key: str) -> list[Row] | Missing:
        pages = client.get_paginator(operation).paginate(FunctionName=query.function)
        try:
            return [row for page in pages for row in page.get(key, [])]
        except client.exceptions.ResourceNotFoundException:
            return Missing("not_found", ACTION, query.function)

    calls: list[Callable[[], list[Row] | Missing | Failed]] = [
        partial(attempted, partial(listed, "list_versions_by_function", "Versions"), ACTION),
        partial(attempted, partial(listed, "list_aliases", "Aliases"), ALIASES),
    ]
    versions, aliases = together(calls)
    if isinstance(versions, Missing | Failed):
        return versions
    if isinstance(aliases, Missing | Failed):
        return aliases
    pointing = _pointing(aliases)
    published = [row for row in versions if row["Version"].isdecimal()]  # and not $LATEST, which is nobody's release
    published.sort(key=lambda row: int(row["Version"]), reverse=True)
    return Known(tuple(_deployment(row, pointing[row["Version"]]) for row in published), read_at, ACTION)


def _pointing(aliases: Iterable[Row]) -> Mapping[str, list[str]]:
    """Return the aliases of each version; one that shares its traffic points to two."""
    found: dict[str, list[str]] = defaultdict(list)
    for alias in aliases:
        shared = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        for version in dict.fromkeys([alias["FunctionVersion"], *shared]):
            found[version].append(alias["Name"])
    return found


def _deployment(row: Row, aliases: Iterable[str]) -> Deployment:
    published_at = datetime.fromisoformat(row["LastModified"]).astimezone(UTC)
    return Deployment(row["Version"], published_at, row.get("Description", ""), tuple(sorted(aliases)))


KIND = Kind(Deployments, (ACTION, ALIASES), _answer)
