"""How do some figures stand over the last hour, against the hour before?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.figures import FINE_SECONDS, pulse_of, series_of
from bot.domain.items import Detail, Item
from bot.domain.knowledge import Known
from bot.domain.queries import Measured, Metrics, Query, Series
from bot.domain.runbooks.answers import Answers, answer_to
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.scene import Scene
from bot.domain.service import Figure, Range, Service
from bot.domain.status import figure_item
from bot.domain.windows import WINDOWS

HOUR = WINDOWS["1h"]
"""The manual looks at the last hour."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the service, or of its diagnostics, by id.

    Signs: `<figure>_broken` (outside the normal range, or the alarm's threshold is passed), `<figure>_worse` than in
    the hour before, `<figure>_fine`. The figure is named without its function. What has no limits gives no signs.
    """

    ids: tuple[str, ...]

    @property
    def signs(self) -> frozenset[str]:
        """Three of each figure."""
        return frozenset(f"{_base(one)}_{end}" for one in self.ids for end in ("broken", "worse", "fine"))

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for every series at once."""
        series = series_for(figures_of(scene, self.ids))
        return (metrics_for(series, scene.now),) if series else ()

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Judge them as a status does."""
        figures = figures_of(scene, self.ids)
        items = items_of(scene.service, figures, scene.now, answers)
        gap = next((item.detail for item in items if item.verdict == "unknown"), None)
        if not items:
            gap = Detail("no_such_figure", {"names": list(scene.named(self.ids))})
        told = [facts_of(item) for item in items]
        return Reading(
            signs=_signs(items),
            answer={"figures": [{key: row[key] for key in _ANSWERED} for row in told]},
            said=Detail("figures", {"figures": told}),
            links=tuple(item.console_url for item in items[:2]),
            gap=gap,
        )


_ANSWERED = ("id", "verdict", "value", "previous", "unit", "since_last", "normal", "alarm")


def figures_of(scene: Scene, ids: Iterable[str]) -> tuple[Figure, ...]:
    """Find figures by their ids; one that isn't described is left out."""
    known = {one.id: one for one in (*scene.service.diagnostics, *scene.service.figures)}
    return tuple(known[name] for name in scene.named(ids) if name in known)


def series_for(figures: Iterable[Figure]) -> tuple[Series, ...]:
    """Return all that must be read of some figures over an hour: their series, and what tells the age of their data."""
    figures = tuple(figures)
    series = dict.fromkeys(one for figure in figures for one in series_of(figure, HOUR))
    fine = {one.metric for one in series if one.period_seconds == FINE_SECONDS}
    pulses = dict.fromkeys(metric for figure in figures for metric in pulse_of(figure) if metric not in fine)
    return (*series, *(Series(metric, "SampleCount", FINE_SECONDS) for metric in pulses))


def metrics_for(series: Iterable[Series], now: datetime) -> Metrics:
    """Ask for series over the last hour and the one before."""
    span = HOUR.until(now)
    return Metrics(tuple(series), span.before, span.end)


def items_of(service: Service, figures: tuple[Figure, ...], now: datetime, answers: Answers) -> tuple[Item, ...]:
    """Judge each figure by what was answered."""
    answer = answer_to(answers, metrics_for(series_for(figures), now))
    measured: dict[Series, Measured] = dict(answer.value) if isinstance(answer, Known) else {}
    return tuple(figure_item(service, figure, HOUR, now, answer, measured) for figure in figures)


def facts_of(item: Item) -> dict[str, Any]:
    """Tell one figure in plain values."""
    return {
        "id": item.id,
        "title": dict(item.title),
        "verdict": item.verdict,
        "value": item.value,
        "previous": item.previous,
        "unit": item.unit,
        "since_last": item.since_last,
        "normal": _bounds(item.normal),
        "alarm": _bounds(item.alarm),
        "judged": item.judged,
    }


def _bounds(limits: Range | None) -> dict[str, float] | None:
    return limits.bounds() if limits else None


def _base(figure: str) -> str:
    return figure.partition(":")[0]


def _signs(items: Iterable[Item]) -> dict[str, Detail]:
    """Give the signs of all that is known; of several functions' figures all must be fine for that sign."""
    found: dict[str, Detail] = {}
    not_fine: set[str] = set()
    for item in items:
        base = _base(item.id)
        told = {key: value for key, value in facts_of(item).items() if key in _PHRASED}
        if item.verdict in {"warn", "fail"} and item.judged:
            found.setdefault(f"{base}_broken", Detail("figure_broken", told))
        if item.since_last == "worse" and item.verdict != "unknown":
            found.setdefault(f"{base}_worse", Detail("figure_worse", told))
        if item.verdict == "ok" and item.judged:
            found.setdefault(f"{base}_fine", Detail("figure_fine", told))
        else:
            not_fine.add(f"{base}_fine")
    return {name: said for name, said in found.items() if name not in not_fine}


_PHRASED = ("title", "value", "previous", "unit")
