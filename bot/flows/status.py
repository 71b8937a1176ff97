"""Is it up? Ask everything at once, judge it, and tell it in plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.domain import consoles, windows
from bot.domain.failures import Mistake, shortened
from bot.domain.items import AlarmLine, Detail, Item
from bot.domain.panels import Panel
from bot.domain.queries import Query
from bot.domain.questions import Answers, questions_for
from bot.domain.service import Range, Service
from bot.domain.status import Status, judge
from bot.domain.windows import Window
from bot.domain.words import Words
from bot.flows.asking import BUDGET_SECONDS, ask_all
from bot.flows.recent import Recent
from bot.ports import Clock, Cloud

KEPT_FOR_SECONDS = 15
WINDOWS = tuple(windows.WINDOWS)
"""The windows there are, by name; the first is what is meant when none is named."""


def status(
    service: Service,
    window: str = WINDOWS[0],
    *,
    cloud: Cloud,
    clock: Clock,
    budget_seconds: float = BUDGET_SECONDS,
) -> Status:
    """Read how a service is. Raises Mistake for an unknown window.

    It takes as long as the slowest single read, and never longer than the budget: what wasn't told by then is unknown.
    """
    # Look.
    chosen, now = _chosen(window), clock.now()
    questions = questions_for(service, chosen, now)
    asked: list[Query[Any]] = [questions.metrics, questions.alarms, *questions.functions]
    asked += [questions.fresh] if questions.fresh else []
    found = ask_all(cloud, asked, region=service.region, budget_seconds=budget_seconds)

    # Judge.
    answers = Answers(
        metrics=found[questions.metrics],
        fresh=found[questions.fresh] if questions.fresh else None,
        alarms=found[questions.alarms],
        functions={question.name: found[question] for question in questions.functions},
    )
    return judge(service, chosen, now, answers)


class Statuses:
    """Status answers that everybody who asks may share for 15 seconds; safe between threads."""

    def __init__(self, *, cloud: Cloud, clock: Clock) -> None:
        self._cloud, self._clock = cloud, clock
        # What could not be known a moment ago may be known now, and whoever asks again hopes for that.
        self._recent: Recent[Status] = Recent(KEPT_FOR_SECONDS, is_worth_keeping=lambda one: one.verdict != "unknown")

    def of(
        self,
        service: Service,
        window: str = WINDOWS[0],
        *,
        fresh: bool = False,
        budget_seconds: float = BUDGET_SECONDS,
    ) -> Status:
        """Say how a service is; those who ask meanwhile wait for the same reading, and `fresh` reads anew."""

        def read() -> Status:
            return status(service, window, cloud=self._cloud, clock=self._clock, budget_seconds=budget_seconds)

        return self._recent.answer((service.name, window), self._clock.now(), read, fresh=fresh)


def _chosen(window: str) -> Window:
    chosen = windows.WINDOWS.get(window)
    if chosen is None:
        facts = {"word": shortened(window), "windows": list(WINDOWS), "nearest": windows.nearest(window)}
        raise Mistake("unknown_window", facts)
    return chosen


def facts(found: Status) -> dict[str, object]:
    """Tell a status in plain JSON values, titles in every language and details as keys, for the card."""
    service = found.service
    return {
        "service": service.name,
        "title": dict(service.title),
        "window": found.window.name,
        "at": _moment(found.at),
        "verdict": found.verdict,
        "because": list(found.because),
        "items": item_facts(found.items),
        "alarms": [_alarm(line) for line in found.alarms],
        "links": {
            "dashboard": consoles.of_dashboard(service.region, service.dashboard) if service.dashboard else None,
            "runbook": service.runbook,
        },
        "incidents": [],
    }


def item_facts(items: Iterable[Item]) -> list[dict[str, object]]:
    """Tell some lines of a status in plain JSON values."""
    return [_item(item) for item in items]


def chart_facts(found: Status) -> dict[str, object]:
    """Tell what is drawn: each panel's points over the window and the one before, which ends at `since`."""
    panels = [panel_facts(panel) for panel in found.panels]
    service = found.service
    return {"service": service.name, "title": dict(service.title), "window": found.window.name, "panels": panels}


def panel_facts(panel: Panel) -> dict[str, object]:
    """Tell one panel in plain JSON values."""
    return {
        "id": panel.id,
        "title": dict(panel.title),
        "unit": panel.unit,
        "points": [[_moment(at), value] for at, value in panel.points],
        "since": _moment(panel.since),
        "normal": _range(panel.normal),
        "alarm": _range(panel.alarm),
    }


def document(found: Status, tell: Callable[[Words | Detail], str]) -> dict[str, object]:
    """Tell a status as `status --json` does: titles and details are sentences that `tell` finds."""
    items: list[dict[str, object]] = []
    for item in found.items:
        limits = {"normal": _range(item.normal), "alarm": _range(item.alarm)}
        row = _item(item)
        row["title"] = tell(item.title)
        row["threshold"] = limits if item.normal or item.alarm else None
        row["detail"] = tell(item.detail) if item.detail else None
        items.append({key: row[key] for key in _DOCUMENTED})
    return {
        "service": found.service.name,
        "window": found.window.name,
        "at": _moment(found.at),
        "verdict": found.verdict,
        "items": items,
    }


_DOCUMENTED = (
    "id",
    "title",
    "verdict",
    "value",
    "previous",
    "unit",
    "threshold",
    "window",
    "data_age_seconds",
    "since_last",
    "detail",
    "source",
    "console_url",
)


def _item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "title": dict(item.title),
        "group": item.group,
        "function": item.function,
        "verdict": item.verdict,
        "value": item.value,
        "previous": item.previous,
        "unit": item.unit,
        "normal": _range(item.normal),
        "alarm": _range(item.alarm),
        "window": item.window,
        "data_age_seconds": item.data_age_seconds,
        "since_last": item.since_last,
        "detail": {"key": item.detail.key, "facts": dict(item.detail.facts)} if item.detail else None,
        "source": item.source,
        "console_url": item.console_url,
    }


def _alarm(line: AlarmLine) -> dict[str, object]:
    return {
        "name": line.name,
        "state": line.state,
        "changed_at": _moment(line.changed_at) if line.changed_at else None,
        "importance": line.importance,
        "actions_enabled": line.actions_enabled,
        "condition": dict(line.condition) if line.condition else None,
        "reason": line.reason,
    }


def _range(limits: Range | None) -> dict[str, float] | None:
    return limits.bounds() if limits is not None else None


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
