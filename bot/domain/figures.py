"""What must be read to know a figure, and what does it come to?

All arithmetic is done here, from raw sums: CloudWatch's own metric math answers an empty list where there is no
traffic, which looks like good news. Silence is handled by one rule: **absence may condemn, never acquit**.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from typing import assert_never

from bot.domain.items import Detail, ignorance
from bot.domain.knowledge import Failed
from bot.domain.queries import Measured, Point, Series
from bot.domain.service import Figure, Maximum, Mean, Metric, Percentile, Ratio, Share, Total, WorstSum
from bot.domain.windows import Span, Window

FINE_SECONDS = 60
"""The bucket by which the age of data is told."""


_UNREAD = Measured(published=False, failed=Failed("failing", "cloudwatch:GetMetricData"))
"""A series that nobody answered for is not one that was never published."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure's value, or why there is none. `hushed` names a metric whose silence was taken for zero, unproven."""

    value: float | None = None
    gap: Detail | None = None
    hushed: str | None = None
    spans: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of all series, cut to one window: the one asked for, or (`earlier`) the one before it."""

    measured: Mapping[Series, Measured]
    window: Window
    span: Span
    earlier: bool = False

    def of(self, metric: Metric, statistic: str, period: int | None = None) -> Measured:
        """Return one series with only this window's buckets.

        A bucket that reaches over the boundary belongs to the later window, where it matters more.
        """
        series = Series(metric, statistic, period or self.window.bucket_seconds)
        found = self.measured.get(series) or _UNREAD
        start = self.span.start.timestamp()
        points = tuple(p for p in found.points if (p.at.timestamp() + series.period_seconds <= start) is self.earlier)
        return Measured(found.published, points, found.failed)


def series_of(figure: Figure, window: Window) -> tuple[Series, ...]:
    """Return every series that a figure is computed, charted and judged by in a window."""
    width = window.bucket_seconds
    match figure.formula:
        case Total(metric):
            needed = [Series(metric, "Sum", width)]
        case Ratio(part, whole):
            needed = [Series(metric, "Sum", width) for metric in (part, *whole)]
        case Mean(metric):
            needed = [Series(metric, statistic, width) for statistic in ("Sum", "SampleCount")]
        case Percentile(metric, percentile):
            needed = [Series(metric, percentile, window.seconds)]
            needed += [Series(metric, percentile, window.chart_seconds)] if figure.charted else []
        case Maximum(metric):
            needed = [Series(metric, "Maximum", width)]
        case WorstSum(metric, period):
            needed = [Series(metric, "Sum", period)]
        case _ as impossible:
            assert_never(impossible)
    if figure.share is not None:
        needed += [Series(figure.share.of, "Sum", width)]
    if figure.traffic is not None:
        needed.append(Series(figure.traffic, "Sum", width))
    return tuple(dict.fromkeys(needed))


def pulse_of(figure: Figure) -> tuple[Metric, ...]:
    """Return the metrics whose newest sample tells how old a figure is; sparse ones are judged by their traffic too."""
    own = _own(figure)
    is_sparse = all(metric.sparse for metric in own)
    return (*own, figure.traffic) if is_sparse and figure.traffic is not None else own


def _own(figure: Figure) -> tuple[Metric, ...]:
    """Return the metrics whose samples the figure is made of."""
    return figure.formula.whole if isinstance(figure.formula, Ratio) else (figure.formula.metric,)


def newest(figure: Figure, measured: Mapping[Series, Measured]) -> tuple[datetime, int] | None:
    """Return when the figure's newest bucket with samples starts and how long it is; None when there is none at all."""
    found: list[tuple[datetime, int]] = []
    for metric in pulse_of(figure):
        readings = [(s.period_seconds, m.points[-1].at) for s, m in measured.items() if s.metric == metric and m.points]
        if readings:
            period, at = min(readings, key=lambda reading: reading[0])
            found.append((at, period))
    return max(found, default=None)


def read(figure: Figure, evidence: Evidence) -> Reading:
    """Compute a figure in one window; never raises, and never takes silence for a value that could be good."""
    match figure.formula:
        case Total(metric):
            return _counted(figure, metric, evidence.of(metric, "Sum"), evidence, fsum)
        case WorstSum(metric, period):
            return _counted(figure, metric, evidence.of(metric, "Sum", period), evidence, max)
        case Ratio(part, whole):
            return _ratio(figure, part, whole, evidence)
        case Mean(metric, scale):
            return _mean(figure, metric, scale, evidence)
        case Maximum(metric, scale):
            found = evidence.of(metric, "Maximum")
            return _sampled(figure, found, evidence) or Reading(max(_values(found)) * scale)
        case Percentile(metric, percentile, scale):
            found = evidence.of(metric, percentile, evidence.window.seconds)
            none = _sampled(figure, found, evidence)
            return none or Reading(max(_values(found)) * scale, spans=len(found.points))
        case _ as impossible:
            assert_never(impossible)


def _values(found: Measured) -> list[float]:
    return [point.value for point in found.points]


def _counted(
    figure: Figure, metric: Metric, found: Measured, evidence: Evidence, join: Callable[[Iterable[float]], float]
) -> Reading:
    """Join sums; without any, zero is proven only for a sparse metric that had traffic."""
    if found.points:
        return Reading(join(_values(found)))
    gap = ignorance(found.failed) if found.failed is not None else None
    if gap is None and not found.published and not (metric.sparse and figure.traffic is not None):
        gap = Detail("never_published", {"metric": metric.name})
    is_its_own = figure.traffic is None or figure.traffic == metric
    if gap is None and figure.traffic is not None and not is_its_own:
        gap = _no_traffic(figure.traffic, evidence)
    if gap is not None:
        return Reading(gap=gap)
    return Reading(0.0, hushed=None if metric.sparse and not is_its_own else metric.name)


def _no_traffic(traffic: Metric, evidence: Evidence) -> Detail | None:
    """Say why the traffic metric proves nothing; None when there was traffic."""
    found = evidence.of(traffic, "Sum")
    if fsum(_values(found)) > 0:
        return None
    if found.failed is not None:
        return ignorance(found.failed)
    return Detail("no_traffic") if found.published else Detail("never_published", {"metric": traffic.name})


def _ratio(figure: Figure, part: Metric, whole: Sequence[Metric], evidence: Evidence) -> Reading:
    """Return 100 · part / whole from sums; a metric that is silent while the others have traffic counts as zero."""
    hushed: str | None = None
    for metric in (*whole, part):
        found = evidence.of(metric, "Sum")
        if found.failed is not None:
            return Reading(gap=ignorance(found.failed))
        if not found.points and not metric.sparse:
            if not found.published:
                return Reading(gap=Detail("never_published", {"metric": metric.name}))
            hushed = metric.name
    total = fsum(value for metric in whole for value in _values(evidence.of(metric, "Sum")))
    if total <= 0:
        return Reading(gap=_nothing_to_divide(figure, whole, evidence))
    return Reading(100 * fsum(_values(evidence.of(part, "Sum"))) / total, hushed=hushed)


def _nothing_to_divide(figure: Figure, whole: Sequence[Metric], evidence: Evidence) -> Detail:
    """Say why there is no rate: nobody came, or somebody did and nothing was told of it."""
    if not any(evidence.of(metric, "Sum").published for metric in whole):
        return Detail("never_published", {"metric": whole[0].name})
    if figure.traffic is not None and figure.traffic not in whole and _no_traffic(figure.traffic, evidence) is None:
        return Detail("silent", {"metric": whole[0].name})
    return Detail("no_traffic")


def _mean(figure: Figure, metric: Metric, scale: float, evidence: Evidence) -> Reading:
    total, count = evidence.of(metric, "Sum"), evidence.of(metric, "SampleCount")
    if count.failed is not None:
        return Reading(gap=ignorance(count.failed))
    none = _sampled(figure, total, evidence)
    samples = fsum(_values(count))
    if none is not None or samples <= 0:
        return none or Reading(gap=Detail("no_traffic"))
    return Reading(fsum(_values(total)) / samples * scale)


def _sampled(figure: Figure, found: Measured, evidence: Evidence) -> Reading | None:
    """Say why there are no samples to take a mean or an extreme of; None when there are."""
    if found.failed is not None:
        return Reading(gap=ignorance(found.failed))
    if found.points:
        return None
    name = next(iter(pulse_of(figure))).name
    if not found.published:
        return Reading(gap=Detail("never_published", {"metric": name}))
    if figure.traffic is not None and _no_traffic(figure.traffic, evidence) is None:
        return Reading(gap=Detail("silent", {"metric": name}))
    return Reading(gap=Detail("no_traffic"))


def buckets(points: Sequence[Point], start: datetime, width: int, count: int) -> list[list[float]]:
    """Sort points into `count` buckets of `width` seconds from `start`; a point before or after them is left out."""
    rows: list[list[float]] = [[] for _ in range(count)]
    for point in points:
        index = int((point.at.timestamp() - start.timestamp()) // width)
        if 0 <= index < count:
            rows[index].append(point.value)
    return rows


def share_of(figure: Figure, share: Share, evidence: Evidence) -> Reading:
    """Return a count in percent of the sum of the metric it is a share of; a count of nothing is zero percent."""
    period = figure.formula.period_seconds if isinstance(figure.formula, WorstSum) else None
    part = fsum(value for metric in _own(figure) for value in _values(evidence.of(metric, "Sum", period)))
    if part == 0:
        return Reading(0.0)
    gap = _no_traffic(share.of, evidence)
    return Reading(gap=gap) if gap is not None else Reading(100 * part / fsum(_values(evidence.of(share.of, "Sum"))))
