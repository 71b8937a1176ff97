"""What does the service cost, and what will the month come to?"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import fsum

from bot.domain import consoles
from bot.domain.audit_queries import CostAndUsage, CostForecast, Spending
from bot.domain.audits.ledger import (
    A_DAY,
    SOURCE,
    WEEK,
    Ledger,
    Usage,
    cents,
    first_of_month,
    first_of_next_month,
    midnight,
    total,
)
from bot.domain.audits.verdict import overall
from bot.domain.holdings import CostTarget
from bot.domain.items import Detail, Item, ItemVerdict, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.queries import Measured, Metrics, Series
from bot.domain.service import Range, Service, Total
from bot.domain.verdicts import since, verdict_of

SESSIONS = "sessions_created"
PER = 1000
"""Sessions that a price is told for: one session's would be rounded away."""

_FORECAST, _METRICS = "ce:GetCostForecast", "cloudwatch:GetMetricData"
_TITLES = {
    "cost_yesterday": {"en": "Yesterday", "ja": "昨日"},
    "cost_week": {"en": "Month at the rate of the last 7 days", "ja": "直近7日間からの月額換算"},
    "cost_month_to_date": {"en": "This month so far", "ja": "今月の累計"},
    "cost_forecast": {"en": "Forecast for the month", "ja": "今月の予測"},
    "cost_per_1000_sessions": {"en": "Per 1,000 sessions", "ja": "1,000セッションあたり"},
}


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked to know a service's cost; `sessions` only where its file says how they are counted."""

    spending: CostAndUsage
    forecast: CostForecast
    sessions: Metrics | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What the cloud said to each question."""

    spending: Answer[Spending]
    forecast: Answer[float]
    sessions: Answer[Mapping[Series, Measured]] | None


@dataclass(frozen=True, slots=True)
class Costs:
    """A service's cost as read at a moment. `heard_until` is the first day that Cost Explorer knows nothing of.

    `requests` are those that Cost Explorer answered, each of which it bills.
    """

    at: datetime
    verdict: ItemVerdict
    because: tuple[str, ...]
    items: tuple[Item, ...]
    usages: tuple[Usage, ...]
    heard_until: date
    is_estimated: bool
    requests: int


def questions_for(service: Service, target: CostTarget, now: datetime) -> Questions:
    """Return what to ask: two weeks and the month so far at once, the rest of the month, the week's sessions."""
    today = now.astimezone(UTC).date()
    start = min(first_of_month(today), today - 2 * WEEK * A_DAY)
    counted = _session_series(service)
    return Questions(
        CostAndUsage(target.billed_as, start, today),
        CostForecast(target.billed_as, today, first_of_next_month(today)),
        Metrics((counted,), midnight(today - WEEK * A_DAY), midnight(today)) if counted else None,
    )


def judge(service: Service, target: CostTarget, now: datetime, answers: Answers) -> Costs:
    """Judge what was spent and what is to come by the month's target; less than the target is fine."""
    book = Ledger.of(answers.spending, target, now)
    items = [
        _yesterday(_line(service, "cost_yesterday"), book),
        _week(_line(service, "cost_week", _at_most(target)), book),
        _so_far(_line(service, "cost_month_to_date", _at_most(target)), book),
        _month(_line(service, "cost_forecast", _at_most(target)), book, answers.forecast),
    ]
    if answers.sessions is not None:
        items.append(_per_sessions(_line(service, "cost_per_1000_sessions"), book, answers.sessions, service))
    verdict, because = overall(items)
    read_at = answers.spending.read_at if isinstance(answers.spending, Known) else now
    requests = answers.spending.value.requests if isinstance(answers.spending, Known) else 0
    requests += isinstance(answers.forecast, Known)
    return Costs(read_at, verdict, because, tuple(items), book.usages(), book.heard_until, book.is_estimated, requests)


def _yesterday(item: Item, book: Ledger) -> Item:
    if book.gap is not None:
        return replace(item, detail=book.gap)
    found, before = (book.days.get(book.today - days * A_DAY) for days in (1, 2))
    if found is None or book.heard_until < book.today:
        return replace(item, detail=Detail("not_billed_yet"))
    detail = Detail("cost_estimated") if found.is_estimated else None
    previous = before.dollars if before is not None else None
    item = replace(item, value=cents(found.dollars), previous=cents(previous), verdict="ok", detail=detail)
    return replace(item, data_age_seconds=book.age_seconds)


def _week(item: Item, book: Ledger) -> Item:
    """Carry the week on over the month; days that nothing was heard of yet are taken to cost as much as the others."""
    if book.gap is not None:
        return replace(item, detail=book.gap)
    start = book.today - WEEK * A_DAY
    days, before = book.between(start, book.today), book.between(start - WEEK * A_DAY, start)
    if not days:
        return replace(item, detail=Detail("not_billed_yet"))
    month = calendar.monthrange(book.today.year, book.today.month)[1]
    facts = {"dollars": cents(total(days)), "days": len(days), "is_estimated": book.is_estimated}
    previous = total(before) * month / len(before) if before else None
    item = replace(item, value=cents(total(days) * month / len(days)), previous=cents(previous))
    return _judged(replace(item, detail=Detail("cost_carried_on", facts)), book)


def _so_far(item: Item, book: Ledger) -> Item:
    if book.gap is not None:
        return replace(item, detail=book.gap)
    days = book.between(first_of_month(book.today), book.today)
    detail = Detail("cost_estimated") if any(one.is_estimated for one in days) else None
    detail = Detail("month_begins") if book.today == first_of_month(book.today) else detail
    return _judged(replace(item, value=cents(total(days)), detail=detail), book)


def _month(item: Item, book: Ledger, forecast: Answer[float]) -> Item:
    """Add what is to come to what was spent: a forecast alone begins with today, and the target is the month's."""
    if book.gap is not None or not isinstance(forecast, Known):
        return replace(item, detail=book.gap if isinstance(forecast, Known) else ignorance(forecast, _FORECAST))
    first = first_of_month(book.today)
    unheard = max(0, (book.today - max(first, book.heard_until)).days)
    spent, to_come = total(book.between(first, book.today)), forecast.value + unheard * book.mean()
    facts = {"spent": cents(spent), "to_come": cents(to_come), "is_estimated": book.is_estimated}
    return _judged(replace(item, value=cents(spent + to_come), detail=Detail("cost_forecast", facts)), book)


def _per_sessions(item: Item, book: Ledger, answer: Answer[Mapping[Series, Measured]], service: Service) -> Item:
    if book.gap is not None or not isinstance(answer, Known):
        return replace(item, detail=book.gap if isinstance(answer, Known) else ignorance(answer, _METRICS))
    series = _session_series(service)
    found = answer.value.get(series) if series else None
    if found is None or found.failed is not None or not found.published:
        gap = found.failed if found is not None else None
        metric = series.metric.name if series else SESSIONS
        return replace(item, detail=ignorance(gap) if gap else Detail("never_published", {"metric": metric}))
    until = midnight(book.heard_until)
    sessions = fsum(one.value for one in found.points if one.at < until)
    if sessions <= 0 or not book.week:
        return replace(item, detail=Detail("no_traffic" if book.week else "not_billed_yet"))
    detail = Detail("cost_of_sessions", {"sessions": int(sessions), "days": len(book.week)})
    item = replace(item, value=cents(PER * total(book.week) / sessions), verdict="ok", detail=detail)
    return replace(item, source=f"{SOURCE}, {_METRICS}", data_age_seconds=book.age_seconds)


def _judged(item: Item, book: Ledger) -> Item:
    if item.value is None:
        return item
    verdict = verdict_of(item.value, item.normal, None)
    # Where nothing is compared, `since` would call every value new.
    moved = since(item.value, item.previous, item.normal, None) if item.previous is not None else None
    return replace(item, verdict=verdict, since_last=moved, data_age_seconds=book.age_seconds)


def _line(service: Service, line: str, normal: Range | None = None) -> Item:
    windows = {"cost_yesterday": "24h", "cost_week": "7d", "cost_per_1000_sessions": "7d"}
    return Item(
        id=line,
        title=_TITLES[line],
        group="costs",
        verdict="unknown",
        value=None,
        unit="dollars",
        window=windows.get(line, "month"),
        source=f"{SOURCE}, {_FORECAST}" if line == "cost_forecast" else SOURCE,
        console_url=consoles.of_costs(service.region),
        normal=normal,
        judged=normal is not None,
    )


def _session_series(service: Service) -> Series | None:
    counted = next((one.formula for one in service.figures if one.id == SESSIONS), None)
    return Series(counted.metric, "Sum", 3600) if isinstance(counted, Total) else None


def _at_most(target: CostTarget) -> Range:
    return Range(at_most=target.at_most)
