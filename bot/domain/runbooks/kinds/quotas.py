"""Which limits does AWS set us, and did the calls of the last hour come near them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain import consoles
from bot.domain.diagnostics import Quota, Quotas
from bot.domain.items import Detail
from bot.domain.knowledge import Known
from bot.domain.queries import Query, Series
from bot.domain.runbooks.answers import Answers, answer_to, first_gap
from bot.domain.runbooks.finding import Reading
from bot.domain.runbooks.kinds.figures import figures_of, metrics_for
from bot.domain.runbooks.scene import Scene
from bot.domain.service import Total

NEAR = 0.8
"""From this part of a quota on we call it near. Ours."""

MINUTE = 60


@dataclass(frozen=True, slots=True)
class QuotasOf:
    """The quotas of an AWS product whose names hold one of the words; `calls` names for a word the figure that counts.

    The busiest minute's mean is compared, which hides shorter bursts: it can show that a limit was near, never that it
    was far. Sign: `near`.
    """

    product: str
    words: tuple[str, ...] = ()
    calls: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def signs(self) -> frozenset[str]:
        """That a limit was near."""
        return frozenset({"near"})

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the quotas, and for the calls by the minute."""
        series = self._series(scene)
        counted = (metrics_for(series.values(), scene.now),) if series else ()
        return (Quotas(self.product, self.words), *counted)

    def read(self, scene: Scene, answers: Answers) -> Reading:
        """Compare each quota with the calls it limits."""
        answer = answer_to(answers, Quotas(self.product, self.words))
        peaks, asked = self._peaks(scene, answers)
        quotas = answer.value if isinstance(answer, Known) else ()
        rows = [_row(one, peaks) for one in quotas]
        near = [row for row in rows if row["peak"] is not None and row["value"] and row["peak"] >= NEAR * row["value"]]
        told = {"name": near[0]["name"], "peak": near[0]["peak"], "value": near[0]["value"]} if near else {}
        return Reading(
            signs={"near": Detail("quota_near", told)} if near else {},
            answer={"quotas": rows},
            said=Detail("quotas", {"product": self.product, "quotas": rows, "is_known": isinstance(answer, Known)}),
            links=(consoles.of_quotas(scene.service.region, self.product),),
            gap=first_gap([answer, *asked]),
        )

    def _series(self, scene: Scene) -> dict[str, Series]:
        """Return for each word the series of what is counted."""
        found: dict[str, Series] = {}
        for word, name in self.calls.items():
            for figure in figures_of(scene, [name]):
                if isinstance(figure.formula, Total):
                    found[word] = Series(figure.formula.metric, "Sum", MINUTE)
        return found

    def _peaks(self, scene: Scene, answers: Answers) -> tuple[dict[str, float], list[Any]]:
        """Return the calls a second in the busiest minute of the hour, by word; a word without data is left out."""
        series = self._series(scene)
        if not series:
            return {}, []
        answer = answer_to(answers, metrics_for(series.values(), scene.now))
        if not isinstance(answer, Known):
            return {}, [answer]
        peaks: dict[str, float] = {}
        for word, one in series.items():
            measured = answer.value.get(one)
            values = [point.value for point in measured.points if point.at >= scene.start] if measured else []
            if values:
                peaks[word] = round(max(values) / MINUTE, 2)
        failed = [one.failed for one in answer.value.values() if one.failed is not None]
        return peaks, failed[:1]


def _row(quota: Quota, peaks: Mapping[str, float]) -> dict[str, Any]:
    peak = max(_of(quota.name, peaks), default=None)
    told = {"name": quota.name, "code": quota.code, "value": quota.value, "is_adjustable": quota.is_adjustable}
    return {**told, "peak": peak}


def _of(name: str, peaks: Mapping[str, float]) -> Iterable[float]:
    return (peak for word, peak in peaks.items() if word.casefold() in name.casefold())
