"""May this change go in? Its measured figures against the service's budgets, and what is overdue from old incidents.

What can't be judged refuses: a gate that opens when the measuring broke would be no gate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeGuard

from bot.domain.holdings import Budget
from bot.domain.postmortems.standing import Standing

BINDING = ("S0", "S1")
"""The severities whose overdue corrective actions keep changes out."""

Outcome = Literal["kept", "broken", "missing", "no_number", "not_finite", "unjudged"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure: `value` is None where there is none that is a finite number; `budget` None: it has none."""

    name: str
    value: float | None
    budget: Budget | None
    outcome: Outcome

    @property
    def refuses(self) -> bool:
        """Say whether it keeps the change out."""
        return self.outcome not in {"kept", "unjudged"}


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What the gate says: each figure, those with a budget first, and each corrective action that is overdue.

    `undated` are open corrective actions of the same severities without a day on which they would be overdue; they
    refuse nothing. `has_budgets` False: the service's file names none, so that no figure was judged.
    """

    figures: tuple[Judged, ...]
    overdue: tuple[Standing, ...]
    undated: tuple[Standing, ...]
    has_budgets: bool

    @property
    def is_open(self) -> bool:
        """Say whether the change may go in."""
        return not self.overdue and not any(one.refuses for one in self.figures)


def gate(
    budgets: Mapping[str, Budget], metrics: Mapping[str, object], actions: Iterable[Standing], today: date
) -> GateVerdict:
    """Judge a change.

    `metrics` are JSON values by name. Each budget wants its figure, a finite number; a value at the bound is within it.
    Figures without a budget are named and not judged, but they too have to be finite numbers: else whatever wrote the
    file went wrong. `actions` are those of all services, for a lesson of one binds the others; `today` is the day in
    the configured time zone.
    """
    judged = [_judged(name, metrics.get(name), budgets[name], is_there=name in metrics) for name in sorted(budgets)]
    judged += [_judged(name, metrics[name], None, is_there=True) for name in sorted(metrics) if name not in budgets]
    binding = [one for one in actions if one.severity in BINDING]
    return GateVerdict(
        figures=tuple(judged),
        overdue=tuple(one for one in binding if one.is_overdue(today)),
        undated=tuple(one for one in binding if one.is_open and one.due is None),
        has_budgets=bool(budgets),
    )


def _judged(name: str, value: object, budget: Budget | None, *, is_there: bool) -> Judged:
    if not is_there:
        return Judged(name, None, budget, "missing")
    if not _is_number(value):
        return Judged(name, None, budget, "no_number")
    if isinstance(value, float) and not math.isfinite(value):
        return Judged(name, None, budget, "not_finite")
    if budget is None:
        return Judged(name, value, None, "unjudged")
    is_within = (budget.at_most is None or value <= budget.at_most) and (
        budget.at_least is None or value >= budget.at_least
    )
    return Judged(name, value, budget, "kept" if is_within else "broken")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
