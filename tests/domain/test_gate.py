"""Does the gate open only when every figure is known to be good and nothing grave is overdue?"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.holdings import Budget
from bot.domain.postmortems.gate import gate
from bot.domain.postmortems.standing import Standing, standings
from tests.reports import TODAY, row

BUDGETS = {"deltaE00": Budget(at_most=2.0), "ssim": Budget(at_least=0.95), "lpips": Budget(at_most=0.1)}
GOOD: dict[str, Any] = {"deltaE00": 1.4, "ssim": 0.97, "lpips": 0.05}
NUMBER = st.one_of(st.integers(-5, 5), st.floats(allow_nan=True, allow_infinity=True))
VALUE = st.one_of(NUMBER, st.booleans(), st.none(), st.text(max_size=3), st.lists(st.integers(), max_size=2))
NAME = st.sampled_from(["a", "b", "c", "d"])
BUDGET = st.builds(Budget, st.one_of(st.none(), st.floats(-3, 3)), st.one_of(st.none(), st.floats(-3, 3)))


def outcomes(metrics: dict[str, Any], budgets: dict[str, Budget] | None = None) -> dict[str, str]:
    return {one.name: one.outcome for one in gate(budgets or BUDGETS, metrics, (), TODAY).figures}


def standing(**changes: Any) -> Standing:
    (one,) = standings((), [row(**changes)])
    return one


def test_figures_within_their_budgets_open_the_gate() -> None:
    found = gate(BUDGETS, GOOD, (), TODAY)

    assert found.is_open
    assert {one.outcome for one in found.figures} == {"kept"}


@pytest.mark.parametrize(("name", "value"), [("deltaE00", 2.0), ("deltaE00", 2), ("ssim", 0.95), ("lpips", 0.1)])
def test_a_figure_at_its_bound_is_within_it(name: str, value: float) -> None:
    assert gate(BUDGETS, GOOD | {name: value}, (), TODAY).is_open


@pytest.mark.parametrize(
    ("name", "value"), [("deltaE00", 2.0000001), ("ssim", 0.9499), ("lpips", 1), ("lpips", 10**400)]
)
def test_a_figure_outside_of_its_budget_refuses(name: str, value: float) -> None:
    found = gate(BUDGETS, GOOD | {name: value}, (), TODAY)

    assert not found.is_open
    assert [one.name for one in found.figures if one.refuses] == [name]


def test_a_missing_figure_refuses() -> None:
    assert outcomes({"deltaE00": 1.4, "ssim": 0.97})["lpips"] == "missing"
    assert not gate(BUDGETS, {"deltaE00": 1.4, "ssim": 0.97}, (), TODAY).is_open


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_not_finite_refuses(value: float) -> None:
    assert outcomes(GOOD | {"ssim": value})["ssim"] == "not_finite"
    assert not gate(BUDGETS, GOOD | {"ssim": value}, (), TODAY).is_open


@pytest.mark.parametrize("value", [True, False, "0.97", None, [0.97], {"mean": 0.97}])
def test_what_is_no_number_refuses(value: object) -> None:
    assert outcomes(GOOD | {"ssim": value})["ssim"] == "no_number"
    assert not gate(BUDGETS, GOOD | {"ssim": value}, (), TODAY).is_open


def test_a_figure_without_a_budget_is_named_and_not_judged() -> None:
    found = gate(BUDGETS, GOOD | {"fid": 9000}, (), TODAY)

    assert found.is_open
    assert [(one.name, one.value) for one in found.figures if one.outcome == "unjudged"] == [("fid", 9000)]


@pytest.mark.parametrize("value", ["12", True, math.nan])
def test_a_file_with_anything_but_finite_numbers_in_it_refuses(value: object) -> None:
    assert not gate(BUDGETS, GOOD | {"fid": value}, (), TODAY).is_open


def test_a_service_without_budgets_says_so() -> None:
    found = gate({}, GOOD, (), TODAY)

    assert found.is_open
    assert not found.has_budgets


@pytest.mark.parametrize("severity", ["S0", "S1"])
def test_an_overdue_action_of_a_grave_incident_refuses(severity: str) -> None:
    late = standing(severity=severity, due=(TODAY - timedelta(days=1)).isoformat())

    found = gate(BUDGETS, GOOD, [late], TODAY)

    assert not found.is_open
    assert found.overdue == (late,)


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "S2"},
        {"severity": "S3"},
        {"status": "done"},
        {"status": "dropped"},
        {"due": TODAY.isoformat()},
        {"due": (TODAY + timedelta(days=1)).isoformat()},
    ],
)
def test_any_other_action_does_not_refuse(changes: dict[str, str]) -> None:
    assert gate(BUDGETS, GOOD, [standing(**({"due": "2026-01-01"} | changes))], TODAY).is_open


def test_an_open_action_without_a_day_is_named() -> None:
    found = gate(BUDGETS, GOOD, [standing(due=None)], TODAY)

    assert found.is_open
    assert [one.id for one in found.undated] == ["1"]


def naive(budgets: dict[str, Budget], metrics: dict[str, Any], actions: list[Standing]) -> bool:
    """Say whether the gate should open, in the plainest words."""
    for value in metrics.values():
        if type(value) not in {int, float} or not math.isfinite(value):
            return False
    for name, budget in budgets.items():
        if name not in metrics:
            return False
        if budget.at_most is not None and metrics[name] > budget.at_most:
            return False
        if budget.at_least is not None and metrics[name] < budget.at_least:
            return False
    return not any(
        one.severity in {"S0", "S1"} and one.status == "open" and one.due and one.due < TODAY for one in actions
    )


@given(
    st.dictionaries(NAME, BUDGET, max_size=3),
    st.dictionaries(NAME, VALUE, max_size=4),
    st.lists(
        st.builds(
            lambda severity, status, days: standing(
                severity=severity, status=status, due=None if days is None else (TODAY + timedelta(days)).isoformat()
            ),
            st.sampled_from(["S0", "S1", "S2", "S3"]),
            st.sampled_from(["open", "done", "dropped"]),
            st.one_of(st.none(), st.integers(-2, 2)),
        ),
        max_size=3,
    ),
)
def test_the_gate_opens_exactly_when_it_should(
    budgets: dict[str, Budget], metrics: dict[str, Any], actions: list[Standing]
) -> None:
    found = gate(budgets, metrics, actions, TODAY)

    assert found.is_open == naive(budgets, metrics, actions)
    assert {one.name for one in found.figures} == {*budgets, *metrics}
