"""What is drawn: how did the charted figures go, over the window and the one before it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum
from typing import assert_never

from bot.domain.figures import buckets
from bot.domain.queries import Measured, Series
from bot.domain.service import Figure, Maximum, Mean, Metric, Percentile, Range, Ratio, Total, Unit, WorstSum
from bot.domain.windows import Span, Window
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart; a bucket with nothing to show is a gap (None). `since` is where the window asked for begins.

    Limits of counts are for one bucket, as the points are.
    """

    id: str
    title: Words
    unit: Unit
    points: tuple[tuple[datetime, float | None], ...]
    since: datetime
    normal: Range | None
    alarm: Range | None

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return all(value is None for _, value in self.points)


def panel_of(figure: Figure, measured: Mapping[Series, Measured], window: Window, span: Span) -> Panel:
    """Draw one figure from the same series it was computed from."""
    canvas = _Canvas(measured, window, span)
    width = timedelta(seconds=window.chart_seconds)
    values = canvas.values(figure)
    points = tuple((span.before + index * width, value) for index, value in enumerate(values))
    normal = figure.normal.prorated(width) if figure.normal else None
    alarm = figure.alarm.prorated(width) if figure.alarm else None
    return Panel(figure.id, figure.title, figure.unit, points, span.start, normal, alarm)


@dataclass(frozen=True, slots=True)
class _Canvas:
    measured: Mapping[Series, Measured]
    window: Window
    span: Span

    def values(self, figure: Figure) -> list[float | None]:
        match figure.formula:
            case Total(metric):
                return [fsum(row) if row else None for row in self._rows(metric, "Sum")]
            case WorstSum(metric, period):
                return [max(row, default=None) for row in self._rows(metric, "Sum", period)]
            case Maximum(metric, scale):
                return [max(row) * scale if row else None for row in self._rows(metric, "Maximum")]
            case Percentile(metric, percentile, scale):
                rows = self._rows(metric, percentile, self.window.chart_seconds)
                return [max(row) * scale if row else None for row in rows]
            case Mean(metric, scale):
                pairs = zip(self._sums(metric, "Sum"), self._sums(metric, "SampleCount"), strict=True)
                return [total / count * scale if count else None for total, count in pairs]
            case Ratio(part, whole):
                wholes = [fsum(sums) for sums in zip(*(self._sums(metric, "Sum") for metric in whole), strict=True)]
                pairs = zip(self._sums(part, "Sum"), wholes, strict=True)
                return [100 * share / total if total > 0 else None for share, total in pairs]
            case _ as impossible:
                assert_never(impossible)

    def _rows(self, metric: Metric, statistic: str, period: int | None = None) -> list[list[float]]:
        found = self.measured.get(Series(metric, statistic, period or self.window.bucket_seconds))
        points = found.points if found is not None else ()
        count = 2 * self.window.seconds // self.window.chart_seconds
        return buckets(points, self.span.before, self.window.chart_seconds, count)

    def _sums(self, metric: Metric, statistic: str) -> list[float]:
        return [fsum(row) for row in self._rows(metric, statistic)]
