"""Are environments kept warm for an alias, at a price that is told, and said to be ready only when they are?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import functions
from bot.domain.actions.kind import Answers, Done, Make, Otherwise, Wait
from bot.domain.actions.kinds.lambda_concurrency import ProvisionedConcurrency
from bot.domain.failures import Mistake, Refusal
from bot.domain.knowledge import Missing
from tests.actions.driver import SCENE, carried_out, planned, told, undone
from tests.actions.lambdas import NAME, Function
from tests.adapters.clouds import StandIn, ministack

FIVE = ProvisionedConcurrency(NAME, "live", 5)
NONE = replace(FIVE, executions=0)
NOT_SET = Missing("not_set", "lambda:GetProvisionedConcurrencyConfig", NAME)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ministack() as address:
        yield address


@pytest.fixture
def place(address: str, tmp_path: Path) -> StandIn:
    stand_in = StandIn(address, tmp_path, knows_percentiles=True)
    stand_in.reset("/_ministack/reset")
    return stand_in


@pytest.fixture
def function(place: StandIn) -> Function:
    function = Function(place)
    function.point("live", function.publish())
    return function


def provisioned(n: int, status: str = "READY", ready: int | None = None, at: str = "t1") -> Mapping[str, Any]:
    return {
        "RequestedProvisionedConcurrentExecutions": n,
        "AvailableProvisionedConcurrentExecutions": n if ready is None else ready,
        "Status": status,
        "LastModified": at,
    }


def answers(found: Mapping[str, Any] | Missing = NOT_SET, **alias: Any) -> Answers:
    query = FIVE.questions(SCENE)[0]
    return told(
        {
            query: found,  # type: ignore[dict-item]
            functions.alias(NAME, "live"): {"Name": "live", "FunctionVersion": "1", **alias},
            functions.configured(NAME, "live"): {"FunctionName": NAME, "MemorySize": 256},
        }
    )


class TestOnAws:
    def test_it_is_set_changed_and_removed_again(self, place: StandIn, function: Function) -> None:
        first = carried_out(FIVE, place.cloud)
        assert (first.made, first.keys) == (("lambda:PutProvisionedConcurrencyConfig",), ["concurrency_ready"])
        second = carried_out(replace(FIVE, executions=8), place.cloud)
        assert second.draft.lines[0].before == "5"
        assert planned(FIVE, place.cloud).before["executions"] == 8
        undone(second, FIVE, place.cloud)
        assert planned(NONE, place.cloud).before["executions"] == 5
        back = undone(first, FIVE, place.cloud)
        assert back.made == ("lambda:DeleteProvisionedConcurrencyConfig",)
        assert planned(FIVE, place.cloud).before["executions"] == 0

    def test_the_plan_tells_the_price_of_a_month(self, place: StandIn, function: Function) -> None:
        cost, reach = planned(FIVE, place.cloud).notes
        assert (cost.key, reach.key) == ("concurrency_cost", "only_through_alias")
        assert (cost.facts["dollars_now"], cost.facts["dollars_then"]) == (0.0, 13.5)

    def test_an_alias_of_latest_is_refused_though_a_stand_in_would_take_it(
        self, place: StandIn, function: Function
    ) -> None:
        function.point("work", "$LATEST")
        with pytest.raises(Refusal) as refusal:
            planned(replace(FIVE, alias="work"), place.cloud)
        assert refusal.value.key == "concurrency_not_on_latest"

    def test_an_alias_that_is_not_there_is_said_so(self, place: StandIn, function: Function) -> None:
        with pytest.raises(Refusal) as refusal:
            planned(replace(FIVE, alias="nowhere"), place.cloud)
        assert refusal.value.key == "action_subject_missing"


class TestJudging:
    def test_it_is_done_only_when_all_of_it_is_ready(self) -> None:
        """AWS takes minutes; until then callers still meet cold starts."""
        before = FIVE.before(SCENE, answers())
        assert isinstance(FIVE.progress(SCENE, before, answers()), Make)
        underway = FIVE.progress(SCENE, before, answers(provisioned(5, "IN_PROGRESS", 2)))
        assert isinstance(underway, Wait)
        assert (underway.what.key, underway.what.facts["ready"], underway.what.facts["n"]) == (
            "concurrency_allocates",
            2,
            5,
        )
        assert FIVE.progress(SCENE, before, answers(provisioned(5, "FAILED"))) == Otherwise(("Status",))
        assert isinstance(FIVE.progress(SCENE, before, answers(provisioned(5))), Done)

    def test_what_was_taken_and_is_not_shown_yet_is_not_asked_again(self) -> None:
        before = FIVE.before(SCENE, answers())
        scene = replace(SCENE, results={"lambda:PutProvisionedConcurrencyConfig": {}})
        assert isinstance(FIVE.progress(scene, before, answers()), Wait)

    def test_a_number_that_somebody_else_chose_meanwhile_is_left(self) -> None:
        before = FIVE.before(SCENE, answers())
        found = FIVE.progress(SCENE, before, answers(provisioned(3)))
        assert found == Otherwise(("RequestedProvisionedConcurrentExecutions",))

    def test_one_that_failed_may_be_tried_again_with_the_same_number(self) -> None:
        draft = FIVE.plan(SCENE, answers(provisioned(5, "FAILED")))
        assert isinstance(FIVE.progress(SCENE, draft.before, answers(provisioned(5, "FAILED"))), Make)
        again = FIVE.progress(SCENE, draft.before, answers(provisioned(5, "FAILED", at="t2")))
        assert again == Otherwise(("Status",))

    @pytest.mark.parametrize(
        ("kind", "found", "alias", "key"),
        [
            (replace(FIVE, alias="$LATEST"), NOT_SET, {}, "concurrency_not_on_latest"),
            (FIVE, NOT_SET, {"FunctionVersion": "$LATEST"}, "concurrency_not_on_latest"),
            (FIVE, NOT_SET, {"RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}}, "alias_is_split"),
            (FIVE, provisioned(3, "IN_PROGRESS"), {}, "concurrency_is_changing"),
        ],
    )
    def test_what_aws_would_not_do_is_refused(
        self, kind: ProvisionedConcurrency, found: Any, alias: dict[str, Any], key: str
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            kind.before(SCENE, answers(found, **alias))
        assert refusal.value.key == key

    @pytest.mark.parametrize(("kind", "found"), [(NONE, NOT_SET), (FIVE, provisioned(5))])
    def test_the_same_number_is_a_mistake(self, kind: ProvisionedConcurrency, found: Any) -> None:
        with pytest.raises(Mistake) as mistake:
            kind.plan(SCENE, answers(found))
        assert mistake.value.key == "action_already_so"

    def test_numbers_are_understood_and_others_are_a_mistake(self) -> None:
        assert NONE.chosen(["５"]) == FIVE
        for word in ("-1", "many", "1.5"):
            with pytest.raises(Mistake):
                FIVE.chosen([word])
        with pytest.raises(Mistake):
            FIVE.chosen(["1", "2"])
