"""Which days of a bill does Cost Explorer know, and what do they come to?

Bills are in UTC. A day's costs are heard of late and corrected afterwards: what wasn't heard of yet is not taken for
zero, or a target would be kept by not looking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import fsum

from bot.domain.audit_queries import DayCost, Spending
from bot.domain.holdings import CostTarget
from bot.domain.items import Detail, ignorance
from bot.domain.knowledge import Answer, Known

SOURCE = "ce:GetCostAndUsage"
A_DAY = timedelta(days=1)
WEEK = 7
LATEST_DAYS = 2
"""So many of the newest days Cost Explorer may not have heard of: it is refreshed about once a day (AWS's guide)."""

MOST_USAGES = 5


@dataclass(frozen=True, slots=True)
class Usage:
    """What one kind of usage cost in the week; None for the name is all that isn't among the largest."""

    name: str | None
    dollars: float
    percent: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """The days by date, up to the first that nothing was heard of; `gap` says why there are none at all."""

    days: Mapping[date, DayCost]
    today: date
    heard_until: date
    now: datetime
    gap: Detail | None

    @staticmethod
    def of(answer: Answer[Spending], target: CostTarget, now: datetime) -> Ledger:
        """Sort what Cost Explorer told of the days before today."""
        today = now.astimezone(UTC).date()
        if not isinstance(answer, Known):
            return Ledger({}, today, today, now, ignorance(answer, SOURCE))
        days = {one.day: one for one in answer.value.days if one.day < today}
        if not any(one.by_usage for one in days.values()):
            # A name that Cost Explorer doesn't know is answered with zeros, and would always keep to its target.
            return Ledger({}, today, today, now, Detail("never_billed", {"billed_as": target.billed_as}))
        until = today
        for _ in range(LATEST_DAYS):
            newest = days.get(until - A_DAY)
            if newest is not None and (newest.by_usage or not newest.is_estimated):
                break
            until -= A_DAY
        return Ledger(days, today, until, now, None)

    @property
    def age_seconds(self) -> int:
        """Return how old the newest day's end is."""
        return int((self.now - midnight(self.heard_until)).total_seconds())

    @property
    def week(self) -> list[DayCost]:
        """Return the days of the last seven that were heard of."""
        return self.between(self.today - WEEK * A_DAY, self.today)

    @property
    def is_estimated(self) -> bool:
        """Say whether AWS may still correct a day of the week."""
        return any(one.is_estimated for one in self.week)

    def between(self, start: date, end: date) -> list[DayCost]:
        """Return the days of [start, end) that were heard of."""
        return [one for day, one in self.days.items() if start <= day < min(end, self.heard_until)]

    def mean(self) -> float:
        """Return what a day of the week cost; 0 where nothing was heard of it."""
        return total(self.week) / len(self.week) if self.week else 0.0

    def usages(self) -> tuple[Usage, ...]:
        """Return what the week's cost went to, the largest parts first, and all others as one."""
        totals: dict[str, float] = {}
        for one in self.week:
            for name, dollars in one.by_usage.items():
                totals[name] = totals.get(name, 0.0) + dollars
        whole = fsum(totals.values())
        ranked = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
        rest = fsum(dollars for _, dollars in ranked[MOST_USAGES:])
        parts: list[tuple[str | None, float]] = [*ranked[:MOST_USAGES]]
        parts += [(None, rest)] if ranked[MOST_USAGES:] else []
        return tuple(Usage(name, round(dollars, 2), 100 * dollars / whole if whole else 0.0) for name, dollars in parts)


def total(days: Iterable[DayCost]) -> float:
    """Return what some days cost."""
    return fsum(one.dollars for one in days)


def cents(dollars: float | None) -> float | None:
    """Drop what is less than a cent."""
    return None if dollars is None else round(dollars, 2)


def first_of_month(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def first_of_next_month(day: date) -> date:
    """Return the first day after the month."""
    return (first_of_month(day) + 31 * A_DAY).replace(day=1)


def midnight(day: date) -> datetime:
    """Return the moment a day begins in UTC."""
    return datetime.combine(day, time(), UTC)
