"""What do the logs of the last hour say, and of which kind is it mostly?

AWS's patterns find more or less than one thinks, and its stand-ins understand few of them; so each line is looked at
here once more, and classified here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import LogEvent, LogLines, LogSearch
from bot.domain.items import Detail
from bot.domain.knowledge import Answer, Known
from bot.domain.masking import excerpt
from bot.domain.queries import Query
from bot.domain.runbooks.answers import Answers, answer_to, first_gap, moment
from bot.domain.runbooks.finding import Reading, Sample
from bot.domain.runbooks.scene import Scene
from bot.domain.words import Words

FEWEST = 3
"""Of fewer lines nobody says "mostly". Ours."""

OTHER = "other"
RESERVED = ("found", "none", OTHER)
"""What no class may be called."""

MOST_SAMPLES = 6


@dataclass(frozen=True, slots=True)
class LineClass:
    """A kind of line, known by any of some words in it."""

    id: str
    title: Words
    contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogLinesOf:
    """The lines of some functions that a pattern finds, and of those the ones that hold one of `matching` (any: all).

    A line belongs to the first class that knows it, or to none. Signs: `found`, `none`, `<class>` where there is such a
    line, `mostly_<class>` where it is at least half of them, and three. `none` only where all was read.
    """

    functions: tuple[str, ...]
    patterns: tuple[str, ...]
    matching: tuple[str, ...] = ()
    classes: tuple[LineClass, ...] = ()

    @property
    def signs(self) -> frozenset[str]:
        """Whether there are lines, and of which class."""
        named = [one.id for one in self.classes]
        return frozenset(["found", "none", *named, *(f"mostly_{name}" for name in named)])

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Search each function's log group."""
        return tuple(self._search(scene, function) for function in scene.named(self.functions))

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Count the lines by class, and keep the newest of each."""
        told = [answer_to(answers, self._search(scene, function)) for function in scene.named(self.functions)]
        found = sorted(_matching(told, self.matching), key=lambda event: (event.at, event.id), reverse=True)
        is_whole = all(isinstance(one, Known) and one.value.is_whole for one in told)
        unread = first_gap(told)
        gap = unread or (None if is_whole else Detail("not_all_read", {"n": len(found)}))
        rows, samples = self._by_class(found)
        counted = {"count": len(found), "is_whole": is_whole, "is_known": unread is None, "classes": rows}
        plain = [{key: row[key] for key in ("id", "count", "percent")} for row in rows]
        return Reading(
            signs=_signs(rows, len(found), is_known=gap is None),
            answer={**counted, "classes": plain},
            said=Detail("log_search", counted),
            links=tuple(
                consoles.of_log_group(scene.service.region, scene.log_group(one)) for one in scene.named(self.functions)
            ),
            samples=samples,
            gap=gap,
        )

    def _search(self, scene: Scene, function: str) -> LogSearch:
        return LogSearch(scene.log_group(function), self.patterns, scene.start, scene.now)

    def _by_class(self, found: list[LogEvent]) -> tuple[list[dict[str, Any]], tuple[Sample, ...]]:
        held: dict[str, list[LogEvent]] = {name: [] for name in (*(one.id for one in self.classes), OTHER)}
        for event in found:
            kind = next((one.id for one in self.classes if _holds(event.message, one.contains)), OTHER)
            held[kind].append(event)
        titles = {one.id: dict(one.title) for one in self.classes}
        rows = [
            {
                "id": name,
                "title": titles.get(name),
                "count": len(events),
                "percent": round(100 * len(events) / len(found), 1),
                "newest_at": moment(events[0].at),
            }
            for name, events in held.items()
            if events
        ]
        newest = [Sample(events[0].at, excerpt(events[0].message)) for events in held.values() if events]
        return rows, tuple(newest[:MOST_SAMPLES])


def _matching(told: Iterable[Answer[LogLines]], matching: tuple[str, ...]) -> Iterable[LogEvent]:
    for one in told:
        if isinstance(one, Known):
            yield from (event for event in one.value.events if not matching or _holds(event.message, matching))


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _signs(rows: Iterable[Mapping[str, Any]], count: int, *, is_known: bool) -> dict[str, Detail]:
    signs = {"found": Detail("lines_found", {"n": count})} if count else {}
    if not count and is_known:
        signs["none"] = Detail("no_lines")
    for row in rows:
        if row["id"] == OTHER:
            continue
        told = {"title": row["title"], "n": row["count"], "of": count}
        signs[row["id"]] = Detail("lines_of_class", told)
        if row["count"] >= FEWEST and 2 * row["count"] >= count:
            signs[f"mostly_{row['id']}"] = Detail("lines_mostly", told)
    return signs
