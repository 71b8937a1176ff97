"""How many runs of the last hour began with a cold start, and how long did those take?

Before anybody pays for provisioned concurrency: Lambda's own REPORT lines tell, each run's one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import LogSearch
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene

PATTERN = '"REPORT RequestId"'
REPORT = re.compile(r"^REPORT RequestId: \S+")
INIT = re.compile(r"\bInit Duration: ([0-9]+(?:\.[0-9]+)?) ms")
"""Lambda's line at the end of a run; `Init Duration` stands in it only where an instance was started for it."""

MANY_PERCENT = 20
MANY = 5
"""From here on cold starts are many. Ours: a fifth of the runs, and at least five."""

LATELY = timedelta(minutes=15)
"""A deployment starts everything cold, and an hour of warm runs before it would hide that."""

SLOW_SECONDS = 1.0
"""A cold start that takes longer is felt. Ours."""


@dataclass(frozen=True, slots=True)
class ColdStarts:
    """The share of cold starts of some functions together, and the 95th percentile of what they took.

    Signs: `many` (a fifth of the runs or more, and five, in the whole stretch or its last quarter of an hour), `few`,
    `none` where all was read and there were runs; `slow` where they take a second or longer.
    """

    functions: tuple[str, ...]

    @property
    def signs(self) -> frozenset[str]:
        """How many."""
        return frozenset({"many", "few", "none", "slow"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Search for the REPORT lines of each function."""
        return tuple(self._search(scene, function) for function in scene.named(self.functions))

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Count them function by function, and judge the one that had the largest share."""
        names = scene.named(self.functions)
        told = {name: answer_to(answers, self._search(scene, name)) for name in names}
        found = {name: answer.value.events for name, answer in told.items() if isinstance(answer, Known)}
        since = scene.now - LATELY
        rows = [_row(name, (event.message for event in events)) for name, events in found.items()]
        lately = [_row(name, (one.message for one in events if one.at >= since)) for name, events in found.items()]
        is_whole = all(one.value.is_whole for one in told.values() if isinstance(one, Known))
        runs = sum(row["runs"] for row in rows)
        gap = first_gap(told.values()) or (None if is_whole else Detail("not_all_read", {"n": runs}))
        gap = gap or (None if runs else Detail("no_runs", {"names": list(names)}))
        facts = {"functions": rows, "is_whole": is_whole}
        return Reading(
            signs=_signs(rows, lately, is_known=gap is None),
            answer=facts,
            said=Detail("cold_starts", facts),
            links=tuple(consoles.of_log_group(scene.service.region, scene.log_group(name)) for name in names),
            gap=gap,
        )

    def _search(self, scene: Scene, function: str) -> LogSearch:
        return LogSearch(scene.log_group(function), (PATTERN,), scene.start, scene.now)


def _row(name: str, messages: Iterable[str]) -> dict[str, Any]:
    reports = [message for message in messages if REPORT.match(message)]
    starts = sorted(float(found[1]) / 1000 for found in (INIT.search(one) for one in reports) if found)
    return {
        "name": name,
        "runs": len(reports),
        "starts": len(starts),
        "percent": round(100 * len(starts) / len(reports), 1) if reports else None,
        "p95_seconds": round(starts[math.ceil(0.95 * len(starts)) - 1], 2) if starts else None,
    }


def _signs(rows: list[dict[str, Any]], lately: list[dict[str, Any]], *, is_known: bool) -> dict[str, Detail]:
    """Judge by the function with the largest share of those that had many, or else of all."""
    cold = _coldest_first(rows)
    if not cold:
        return {"none": Detail("no_cold_starts")} if is_known else {}
    many, many_lately = ([row for row in _coldest_first(part) if _are_many(row)] for part in (rows, lately))
    signs = {"few": Detail("few_cold_starts", cold[0])}
    if many:
        signs = {"many": Detail("many_cold_starts", many[0])}
    elif many_lately:
        signs = {"many": Detail("many_cold_starts_lately", many_lately[0])}
    slowest = max(cold, key=lambda row: (float(row["p95_seconds"]), row["name"]))
    return {**signs, "slow": Detail("slow_cold_starts", slowest)} if slowest["p95_seconds"] >= SLOW_SECONDS else signs


def _coldest_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((row for row in rows if row["starts"]), key=lambda row: (-row["percent"], row["name"]))


def _are_many(row: dict[str, Any]) -> bool:
    return bool(row["starts"] >= MANY and row["percent"] >= MANY_PERCENT)
