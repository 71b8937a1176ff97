"""Is it up? Every line of a service's status, and one verdict over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain import consoles
from bot.domain.alarm_lines import item_of, lines_of
from bot.domain.figures import Evidence, newest, read, series_of, share_of
from bot.domain.items import DETAILS, AlarmLine, Detail, Item, ItemVerdict, ignorance
from bot.domain.knowledge import Answer, Known, Missing
from bot.domain.panels import Panel, panel_of
from bot.domain.queries import FunctionReading, Measured, Series
from bot.domain.questions import Answers
from bot.domain.service import Figure, Maximum, Service, Setting, Total, WorstSum
from bot.domain.verdicts import rank, since, verdict_of
from bot.domain.windows import Window

__all__ = ["DETAILS", "AlarmLine", "Detail", "Item", "Status", "StatusVerdict", "figure_item", "judge"]

StatusVerdict = Literal["healthy", "degraded", "down", "unknown"]

SUCCESS_RATE = "success_rate"
_METRICS = "cloudwatch:GetMetricData"
_FUNCTION = "lambda:GetFunctionConfiguration"


@dataclass(frozen=True, slots=True)
class Status:
    """A service's state as seen at a moment. `because` names the items that decide the verdict, the worst first."""

    service: Service
    window: Window
    at: datetime
    verdict: StatusVerdict
    because: tuple[str, ...]
    items: tuple[Item, ...]
    alarms: tuple[AlarmLine, ...]
    panels: tuple[Panel, ...]


def judge(service: Service, window: Window, now: datetime, answers: Answers) -> Status:
    """Judge a service by what the cloud said; what can't be known is said as such, and never taken for good."""
    measured: dict[Series, Measured] = {}
    for answer in (answers.fresh, answers.metrics):
        measured |= answer.value if isinstance(answer, Known) else {}
    figures = [figure_item(service, figure, window, now, answers.metrics, measured) for figure in service.figures]
    settings = [_setting_item(service, one, window, answers.functions[one.function]) for one in service.settings]
    alarms = lines_of(service, answers.alarms)
    firing = item_of(service, answers.alarms, alarms, window.name)
    items = (*figures, *settings, firing)
    if not _is_described(service):
        items = (_not_described(firing),)
    elif _nothing_here(answers):
        items, alarms = tuple(_elsewhere(item, service.region) for item in items), ()  # they may exist elsewhere
    verdict, because = _verdict(service, items)
    span = window.until(now)
    panels = tuple(panel_of(figure, measured, window, span) for figure in service.figures if figure.charted)
    return Status(service, window, now, verdict, because, items, alarms, panels)


def _verdict(service: Service, items: tuple[Item, ...]) -> tuple[StatusVerdict, tuple[str, ...]]:
    """Return the one verdict and what decides it. A figure without limits informs; it decides nothing."""
    ordered = sorted(items, key=lambda item: rank(item.verdict))
    failing = tuple(item.id for item in ordered if item.verdict == "fail")
    if any(_is_down(service, item) for item in items):
        return "down", (SUCCESS_RATE, *(one for one in failing if one != SUCCESS_RATE))
    if failing:
        return "degraded", failing
    unknown = tuple(item.id for item in ordered if item.verdict == "unknown" and item.judged)
    return ("unknown", unknown) if unknown or not items else ("healthy", ())


def _is_down(service: Service, item: Item) -> bool:
    if item.id != SUCCESS_RATE or service.down_below is None or item.verdict == "unknown":
        return False
    return item.value is not None and item.value < service.down_below


def figure_item(
    service: Service,
    figure: Figure,
    window: Window,
    now: datetime,
    answer: Answer[Mapping[Series, Measured]],
    measured: Mapping[Series, Measured],
) -> Item:
    """Judge one figure by what was measured in a window and the one before it."""
    item = Item(
        id=figure.id,
        title=figure.title,
        group="functions" if figure.function else "service",
        verdict="unknown",
        value=None,
        unit=figure.unit,
        window=window.name,
        source=_METRICS,
        console_url=consoles.of_metrics(service.region, series_of(figure, window), window),
        function=figure.function,
        normal=figure.normal.prorated(window.length) if figure.normal else None,
        alarm=figure.alarm.prorated(window.length) if figure.alarm else None,
        judged=figure.normal is not None or figure.alarm is not None,
    )
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _METRICS))
    return _weighed(service, figure, item, Evidence(measured, window, window.until(now)), now)


def _weighed(service: Service, figure: Figure, item: Item, evidence: Evidence, now: datetime) -> Item:
    """Fill in what was measured. Absence may condemn, never acquit: old or silent data let only a failure stand."""
    reading, before = read(figure, evidence), read(figure, replace(evidence, earlier=True))
    previous = None if before.hushed else _rounded(before.value)
    sample = newest(figure, evidence.measured)
    age = max(0, int((now - sample[0]).total_seconds())) if sample else None
    item = replace(item, previous=previous, data_age_seconds=age)
    value = _rounded(reading.value)
    if value is None:
        return replace(item, detail=reading.gap)
    verdict: ItemVerdict = verdict_of(value, item.normal, item.alarm)
    moved = since(value, previous, item.normal, item.alarm)
    item = replace(item, value=value, verdict=verdict, since_last=moved)
    limit = service.stale_after.total_seconds()
    stale = sample is not None and age is not None and age > limit + sample[1]
    condemned = verdict == "fail" and isinstance(figure.formula, Total | WorstSum | Maximum)
    if stale and not condemned:
        return replace(item, verdict="unknown", detail=Detail("stale", {"seconds": age, "after_seconds": int(limit)}))
    if reading.hushed and verdict != "fail":
        return replace(
            item, verdict="unknown", value=None, since_last=None, detail=Detail("silent", {"metric": reading.hushed})
        )
    if reading.spans > 1:
        return replace(item, detail=Detail("worst_of_spans", {"spans": reading.spans}))
    return _shared(figure, item, evidence)


def _shared(figure: Figure, item: Item, evidence: Evidence) -> Item:
    """Warn where a count that keeps to its own limits is too large a part of another one."""
    if figure.share is None or item.verdict != "ok" or not isinstance(figure.formula, Total | WorstSum):
        return item
    share = share_of(figure, figure.share, evidence)
    if share.value is None:
        return replace(item, verdict="unknown", detail=share.gap)
    normal = figure.share.normal.prorated(evidence.window.length)
    if normal.holds(share.value):
        return item
    facts = {"percent": _rounded(share.value), "of": figure.share.of.name, "normal": normal.bounds()}
    return replace(item, verdict="warn", detail=Detail("share_exceeded", facts))


def _rounded(value: float | None) -> float | None:
    """Drop the noise that scaling leaves in the last digits (9100 ms · 0.001)."""
    return None if value is None else round(value, 9)


def _setting_item(service: Service, setting: Setting, window: Window, answer: Answer[FunctionReading]) -> Item:
    item = Item(
        id=setting.id,
        title=setting.title,
        group="settings",
        verdict="unknown",
        value=None,
        unit=setting.unit,
        window=window.name,
        source=_FUNCTION,
        console_url=consoles.of_function(service.region, setting.function),
        function=setting.function,
        normal=setting.normal,
    )
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _FUNCTION))
    item = replace(item, data_age_seconds=0)
    facts = {"function": setting.function, "variable": setting.variable}
    if answer.value.environment is None:
        return replace(item, detail=Detail("environment_unreadable", facts))
    text = answer.value.environment.get(setting.variable)
    if text is None:
        return replace(item, detail=Detail("not_set", {"subject": f"{setting.function}.{setting.variable}"}))
    try:
        value = float(text)
        held = verdict_of(value, setting.normal, None) if value - value == 0 else None
    except ValueError:
        held = None
    if held is None:
        return replace(item, detail=Detail("not_a_number", facts))
    return replace(item, value=value, verdict=held)


def _is_described(service: Service) -> bool:
    alarms = service.alarm_prefixes or [alarm for alarm in service.alarms if alarm.source == "cloudwatch"]
    return bool(service.figures or service.settings or alarms)


def _not_described(firing: Item) -> Item:
    """Judge nothing of a service whose YAML names nothing to look at: that none of its alarms fires is no news."""
    return replace(firing, verdict="unknown", value=None, data_age_seconds=None, detail=Detail("not_described"))


def _nothing_here(answers: Answers) -> bool:
    """Say whether every answer came and all were empty: we may be looking into the wrong region or account."""
    metrics = isinstance(answers.metrics, Known) and not any(
        one.published or one.failed for one in answers.metrics.value.values()
    )
    alarms = isinstance(answers.alarms, Known) and not answers.alarms.value
    functions = all(isinstance(answer, Missing) for answer in answers.functions.values())
    return metrics and alarms and functions


def _elsewhere(item: Item, region: str) -> Item:
    return replace(item, verdict="unknown", detail=Detail("wrong_region_perhaps", {"region": region}))
