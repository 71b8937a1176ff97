"""How does the service fare while something is done to it? Figures and alarms, as a plan and a watch read them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.actions.course import Course, Sample
from bot.domain.actions.watching import Baseline
from bot.domain.figures import series_of
from bot.domain.items import Item
from bot.domain.knowledge import Known
from bot.domain.queries import Alarms, Metrics, Query
from bot.domain.service import Figure, Service
from bot.domain.status import Status, figure_item
from bot.domain.windows import Window
from bot.flows.asking import ask_all
from bot.flows.status import item_facts
from bot.ports import Cloud

MINUTE = 60


def seen(found: Status, *names: str | None) -> list[dict[str, Any]]:
    """Tell some figures of a status in plain values: how it stands now, against which limits."""
    wanted = [item for item in found.items if item.id in names]
    kept = ("id", "title", "value", "unit", "verdict", "normal", "alarm", "window")
    return [{name: row[name] for name in kept} for row in item_facts(wanted)]


def touched(found: Status, functions: tuple[str, ...]) -> list[dict[str, Any]]:
    """Tell how often each function was called in the last hour; None where that isn't known."""
    calls = {item.function: item.value for item in found.items if item.id.startswith("lambda_invocations:")}
    return [{"function": name, "invocations": calls.get(name)} for name in functions]


def is_beyond(found: Status, figure: str, limit: float) -> tuple[bool, float | None]:
    """Say whether a figure is known to be beyond a limit, and what it is; old data tell nothing of how it is now."""
    value = next((item.value for item in found.items if item.id == figure and item.verdict != "unknown"), None)
    return value is not None and value > limit, value


@dataclass(frozen=True, slots=True)
class Looked:
    """What a watch looks at, and how to read it."""

    figure: Figure | None
    alarm: str | None
    window: Window

    @classmethod
    def of(cls, course: Course, service: Service, now: datetime) -> Looked:
        """Look at what the plan names, over the whole minutes since it was done; that of the change itself is mixed."""
        watch = course.plan["watch"]
        figures = {one.id: one for one in (*service.figures, *service.diagnostics)}
        since = course.done.at if course.done else now
        minutes = int(now.timestamp() // MINUTE) + 1 - math.ceil(since.timestamp() / MINUTE)
        window = Window("1h", timedelta(minutes=max(1, minutes)), bucket_seconds=MINUTE, chart_seconds=MINUTE)
        figure = figures.get(watch["figure"] or "") if minutes >= 1 else None
        return cls(figure, watch["alarm"], window)

    def sample(self, service: Service, cloud: Cloud, now: datetime) -> Sample:
        """Ask, and tell what was seen; what can't be read is not known."""
        metrics = self._metrics(now)
        alarms = Alarms((self.alarm,)) if self.alarm else None
        asked: list[Query[Any]] = [one for one in (metrics, alarms) if one is not None]
        answers = ask_all(cloud, asked, region=service.region)
        item = None
        if self.figure is not None and metrics is not None:
            answer = answers[metrics]
            measured: Mapping[Any, Any] = answer.value if isinstance(answer, Known) else {}
            item = figure_item(service, self.figure, self.window, now, answer, measured)
        state = None
        if alarms is not None:
            told = answers[alarms]
            named = told.value if isinstance(told, Known) else ()
            state = next((one.state for one in named if one.name == self.alarm), None)
        return Sample(now, item.value if item else None, state, _is_normal(item))

    def _metrics(self, now: datetime) -> Metrics | None:
        if self.figure is None:
            return None
        span = self.window.until(now)
        return Metrics(series_of(self.figure, self.window), span.before, span.end)


def baseline(course: Course, service: Service) -> Baseline:
    """Return how the watched figure stood when the plan was made."""
    watch = course.plan["watch"] or {}
    name = watch.get("figure")
    seen_before: Mapping[str, Any] = next((one for one in course.plan["seen"] if one["id"] == name), {})
    value, was_well = seen_before.get("value"), seen_before.get("verdict") == "ok"
    figure = next((one for one in (*service.figures, *service.diagnostics) if one.id == name), None)
    return Baseline(value, _is_more_worse(figure), has_alarm=watch.get("alarm") is not None, was_well=was_well)


def _is_more_worse(figure: Figure | None) -> bool | None:
    """Say by a figure's limits whether more of it is worse; None: it has none, or on both sides."""
    if figure is None:
        return None
    normal, alarm = figure.normal, figure.alarm
    above = (normal is not None and (normal.less_than is not None or normal.at_most is not None)) or (
        alarm is not None and (alarm.more_than is not None or alarm.at_least is not None)
    )
    below = (normal is not None and (normal.more_than is not None or normal.at_least is not None)) or (
        alarm is not None and (alarm.less_than is not None or alarm.at_most is not None)
    )
    return None if above == below else above


def _is_normal(item: Item | None) -> bool | None:
    if item is None or item.verdict == "unknown":
        return None
    return item.verdict == "ok"
