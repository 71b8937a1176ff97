"""Is one variable set, with every other left as it was, and refused wherever that can't be known?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import functions
from bot.domain.actions.call import NotMade
from bot.domain.actions.kind import ActionKind, Draft, Make, Otherwise, Wait
from bot.domain.actions.kinds.lambda_variable import LambdaVariable
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned, told, undone
from tests.actions.lambdas import NAME, Function
from tests.adapters.clouds import REGION, StandIn, ministack, moto

OFF = LambdaVariable(NAME, "ROLLOUT", "0", at_least=0, at_most=100)
LIVE = replace(OFF, alias="live")


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
    return Function(place)


def configuration(**changes: Any) -> Mapping[str, Any]:
    """Return a configuration as AWS tells it, for what stand-ins never say."""
    variables = {"Variables": {"ROLLOUT": "100", "TABLE": "Sessions"}}
    return {"FunctionName": NAME, "MemorySize": 256, "RevisionId": "r1", "Environment": variables, **changes}


def plan_of(kind: ActionKind, latest: Mapping[str, Any]) -> Draft:
    answers = {functions.configured(NAME): latest, functions.aliases(NAME): {"Aliases": []}}
    return kind.plan(SCENE, told(answers))


class TestOnAws:
    def test_one_variable_changes_and_all_others_stay(self, place: StandIn, function: Function) -> None:
        before = function.configuration()
        carried = carried_out(OFF, place.cloud)
        assert carried.keys == ["variables_kept"]
        assert carried.made == ("lambda:UpdateFunctionConfiguration",)
        assert function.variables() == {"ROLLOUT": "0", "TABLE": "Sessions", "REGION_NAME": "ap"}
        after = function.configuration()
        assert {k: after[k] for k in ("MemorySize", "Timeout", "Handler", "Role")} == {
            k: before[k] for k in ("MemorySize", "Timeout", "Handler", "Role")
        }

    def test_its_undo_brings_back_what_was(self, place: StandIn, function: Function) -> None:
        undone(carried_out(OFF, place.cloud), OFF, place.cloud)
        assert function.variables()["ROLLOUT"] == "100"

    def test_a_variable_that_was_not_there_goes_again(self, place: StandIn, function: Function) -> None:
        new = LambdaVariable(NAME, "CONFIDENCE", "85")
        carried = carried_out(new, place.cloud)
        assert function.variables()["CONFIDENCE"] == "85"
        undone(carried, new, place.cloud)
        assert function.variables() == {"ROLLOUT": "100", "TABLE": "Sessions", "REGION_NAME": "ap"}

    def test_a_plan_shows_names_and_never_the_values_of_others(self, place: StandIn, function: Function) -> None:
        draft = planned(OFF, place.cloud)
        assert draft.kept == ("REGION_NAME", "TABLE")
        assert "Sessions" not in repr([call.shown for call in draft.calls])
        assert "Sessions" not in repr(draft.before)

    def test_who_changed_it_meanwhile_is_not_overwritten(self, place: StandIn, function: Function) -> None:
        """Between the look and the request: AWS refuses the stale revision, and the other change stands."""
        draft = planned(OFF, place.cloud)
        step = OFF.progress(SCENE, draft.before, asked(OFF, place.cloud))
        function.change(Environment={"Variables": {"ROLLOUT": "50"}})
        assert isinstance(step, Make)
        outcome = place.cloud.change(step.call, region=REGION)
        assert isinstance(outcome, NotMade)
        assert outcome.reason == "stale"
        assert function.variables() == {"ROLLOUT": "50"}

    def test_a_change_between_plan_and_execution_is_seen(self, place: StandIn, function: Function) -> None:
        draft = planned(OFF, place.cloud)
        function.change(Environment={"Variables": {"ROLLOUT": "100", "TABLE": "Other", "REGION_NAME": "ap"}})
        assert OFF.before(SCENE, asked(OFF, place.cloud)) != draft.before
        assert carried_out(OFF, place.cloud, draft=draft).ended == Otherwise(("ROLLOUT", "TABLE"))
        assert function.variables()["ROLLOUT"] == "100"

    def test_moto_tells_no_revision_and_is_refused(self, tmp_path: Path) -> None:
        with moto() as address:
            place = StandIn(address, tmp_path, knows_percentiles=False)
            place.reset("/moto-api/reset")
            Function(place)
            with pytest.raises(Refusal) as refusal:
                planned(OFF, place.cloud)
        assert refusal.value.key == "no_revision_id"

    def test_who_else_holds_the_variable_is_named(self, place: StandIn, function: Function) -> None:
        Function(place, "FaceAuth-Other", ROLLOUT="100")
        draft = planned(OFF, place.cloud, replace(SCENE, functions=(NAME, "FaceAuth-Other")))
        assert [(one.key, one.facts["functions"]) for one in draft.notes] == [("also_held_by", ["FaceAuth-Other"])]


class TestThroughAnAlias:
    def test_callers_of_an_alias_get_it_by_a_published_version(self, place: StandIn, function: Function) -> None:
        function.point("live", function.publish())
        carried = carried_out(LIVE, place.cloud)
        assert carried.made == ("lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:UpdateAlias")
        assert carried.keys == ["variables_kept"]
        assert function.variables("live") == {"ROLLOUT": "0", "TABLE": "Sessions", "REGION_NAME": "ap"}
        assert function.variables("1")["ROLLOUT"] == "100"
        undone(carried, LIVE, place.cloud)
        assert function.variables("live")["ROLLOUT"] == "100"

    def test_without_the_alias_the_plan_says_who_is_not_reached(self, place: StandIn, function: Function) -> None:
        function.point("live", function.publish())
        draft = planned(OFF, place.cloud)
        assert [one.key for one in draft.notes] == ["aliases_not_reached"]
        assert [one.words for one in draft.offers] == ["0 via live"]
        assert OFF.chosen(["0", "via", "live"]) == LIVE

    @pytest.mark.parametrize("unreleased", [{"MemorySize": 512}, {"Timeout": 30}])
    def test_what_nobody_released_is_not_released_along(
        self, place: StandIn, function: Function, unreleased: dict[str, Any]
    ) -> None:
        function.point("live", function.publish())
        function.change(**unreleased)
        with pytest.raises(Refusal) as refusal:
            planned(LIVE, place.cloud)
        assert refusal.value.key == "unreleased_changes"
        assert refusal.value.facts["names"] == list(unreleased)

    def test_a_split_alias_is_not_moved(self, place: StandIn, function: Function) -> None:
        first = function.publish()
        second = function.publish(Timeout=20)
        function.point("live", second, **{f"v{first}": 0.5})
        with pytest.raises(Refusal) as refusal:
            planned(LIVE, place.cloud)
        assert refusal.value.key == "alias_is_split"

    def test_an_alias_of_latest_needs_no_going_through(self, place: StandIn, function: Function) -> None:
        function.point("live", "$LATEST")
        assert planned(OFF, place.cloud).notes == ()
        with pytest.raises(Refusal) as refusal:
            planned(LIVE, place.cloud)
        assert refusal.value.key == "alias_is_latest"

    def test_an_alias_that_somebody_moved_meanwhile_is_left_alone(self, place: StandIn, function: Function) -> None:
        function.point("live", function.publish())
        draft = planned(LIVE, place.cloud)
        function.point("live", function.publish(Timeout=20))
        function.change(Timeout=10)
        assert isinstance(carried_out(LIVE, place.cloud, draft=draft).ended, Otherwise)


class TestRefusals:
    @pytest.mark.parametrize(
        ("latest", "key"),
        [
            (
                {"Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "kms"}}},
                "variables_unreadable",
            ),
            (
                {"Environment": {"Variables": {"ROLLOUT": "100"}, "Error": {"ErrorCode": "x"}}},
                "variables_unreadable",
            ),
            ({"Environment": {}}, "variables_unreadable"),
            ({"Environment": None}, "variables_unreadable"),
            ({"RevisionId": None}, "no_revision_id"),
            ({"LastUpdateStatus": "InProgress"}, "function_is_changing"),
        ],
    )
    def test_what_cannot_be_read_whole_is_not_written(self, latest: dict[str, Any], key: str) -> None:
        with pytest.raises(Refusal) as refusal:
            plan_of(OFF, configuration(**latest))
        assert refusal.value.key == key

    def test_variables_that_vanish_after_the_plan_are_not_written_back_empty(self) -> None:
        draft = plan_of(OFF, configuration())
        locked = configuration(Environment={"Error": {"ErrorCode": "AccessDeniedException"}})
        answers = told({functions.configured(NAME): locked, functions.aliases(NAME): {"Aliases": []}})
        with pytest.raises(Refusal):
            OFF.progress(SCENE, draft.before, answers)

    def test_the_same_value_is_a_mistake_and_a_secret_is_refused(self) -> None:
        with pytest.raises(Mistake) as mistake:
            plan_of(replace(OFF, value="100"), configuration())
        assert mistake.value.key == "action_already_so"
        secret = configuration(Environment={"Variables": {"API_TOKEN": "a"}})
        with pytest.raises(Refusal) as refusal:
            plan_of(LambdaVariable(NAME, "API_TOKEN", "b"), secret)
        assert refusal.value.key == "variable_is_secret"

    @pytest.mark.parametrize(
        ("status", "revision", "expected"),
        [("InProgress", "r2", Wait), ("Failed", "r2", Otherwise), ("Failed", "r1", Make)],
    )
    def test_an_update_under_way_is_waited_for_and_one_that_failed_is_said(
        self, status: str, revision: str, expected: type
    ) -> None:
        """One that had failed before we came hinders nobody: this may be its cure."""
        draft = plan_of(OFF, configuration())
        latest = configuration(LastUpdateStatus=status, RevisionId=revision)
        answers = told({functions.configured(NAME): latest, functions.aliases(NAME): {"Aliases": []}})
        assert isinstance(OFF.progress(SCENE, draft.before, answers), expected)

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            (["101"], "value_out_of_bounds"),
            (["-1"], "value_out_of_bounds"),
            (["nan"], "value_is_no_number"),
            (["off"], "value_is_no_number"),
            (["1", "2"], "value_is_several_words"),
        ],
    )
    def test_what_cannot_be_chosen_is_a_mistake_about_the_value(self, words: list[str], key: str) -> None:
        with pytest.raises(Mistake) as mistake:
            OFF.chosen(words)
        assert (mistake.value.key, mistake.value.field) == (key, "value")

    def test_full_width_numbers_and_percents_are_understood(self) -> None:
        assert OFF.chosen(["１０％"]).value == "10"
