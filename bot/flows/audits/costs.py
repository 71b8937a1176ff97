"""What does it cost? Asking costs as well, so an answer is shared for an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.audits.costs import Answers, Costs, judge, questions_for
from bot.domain.failures import Refusal
from bot.domain.holdings import CostTarget
from bot.domain.knowledge import Failed
from bot.domain.queries import Query
from bot.domain.service import Service
from bot.flows.asking import BUDGET_SECONDS, ask_all
from bot.flows.audits.telling import card
from bot.flows.recent import Recent
from bot.ports import Clock, Cloud

KEPT_FOR_SECONDS = 3600
DOLLARS_A_REQUEST = 0.01
"""What AWS bills for each request to Cost Explorer's API (AWS Cost Management pricing)."""


def read(
    service: Service, target: CostTarget, *, cloud: Cloud, clock: Clock, budget_seconds: float = BUDGET_SECONDS
) -> tuple[Costs, bool]:
    """Ask what a service costs; also say whether all was answered, if only with nothing to tell."""
    # Look.
    now = clock.now()
    questions = questions_for(service, target, now)
    asked: list[Query[Any]] = [questions.spending, questions.forecast]
    asked += [questions.sessions] if questions.sessions else []
    found = ask_all(cloud, asked, region=service.region, budget_seconds=budget_seconds)

    # Judge.
    sessions = found[questions.sessions] if questions.sessions else None
    answers = Answers(found[questions.spending], found[questions.forecast], sessions)
    is_whole = not any(isinstance(found[one], Failed) for one in (questions.spending, questions.forecast))
    return judge(service, target, now, answers), is_whole


class RecentCosts:
    """Costs that everybody who asks within an hour may share; safe between threads. What failed is asked for again."""

    def __init__(self) -> None:
        self._recent: Recent[tuple[Costs, bool]] = Recent(KEPT_FOR_SECONDS, is_worth_keeping=lambda one: one[1])

    def of(self, service: Service, *, cloud: Cloud, clock: Clock, budget_seconds: float = BUDGET_SECONDS) -> Costs:
        """Say what a service costs. Raises Refusal where its file names no target: nobody says what it is billed as."""
        target = service.cost
        if target is None:
            raise Refusal("no_cost_target", {"service": service.name})
        now = clock.now()

        def find() -> tuple[Costs, bool]:
            return read(service, target, cloud=cloud, clock=clock, budget_seconds=budget_seconds)

        # With the day in the key an answer ends with the day that it speaks of.
        return self._recent.answer((service.name, target, now.date()), now, find)[0]


def facts(service: Service, found: Costs, now: datetime) -> dict[str, Any]:
    """Tell costs in plain JSON values; `age_seconds` is how long ago Cost Explorer was asked and paid."""
    target = service.cost
    return {
        **card(service, found.items, found.at),
        "billed_as": target.billed_as if target else "",
        "target": {"at_least": target.at_least, "at_most": target.at_most} if target else {},
        "usages": [{"name": one.name, "dollars": one.dollars, "percent": one.percent} for one in found.usages],
        "known_to": f"{(found.heard_until - timedelta(days=1)).isoformat()}T12:00:00Z",
        "is_estimated": found.is_estimated,
        "age_seconds": max(0, int((now - found.at).total_seconds())),
        "kept_for_seconds": KEPT_FOR_SECONDS,
        "price": round(found.requests * DOLLARS_A_REQUEST, 2),
    }
