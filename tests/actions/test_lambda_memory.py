"""Does a function get its memory, at a price that is told, with all else left as it was?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import functions
from bot.domain.actions.kind import Done, Make, Otherwise, Scene, Wait
from bot.domain.actions.kinds.lambda_memory import LambdaMemory
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned, told, undone
from tests.actions.lambdas import NAME, Function
from tests.adapters.clouds import StandIn, ministack

MORE = LambdaMemory(NAME, 512)
LIVE = replace(MORE, alias="live")


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


class TestOnAws:
    def test_only_the_memory_changes(self, place: StandIn, function: Function) -> None:
        before = functions.settings(function.configuration())
        carried = carried_out(MORE, place.cloud)
        assert carried.keys == ["settings_kept"]
        assert functions.settings(function.configuration()) == {**before, "MemorySize": 512}
        assert function.variables() == {"ROLLOUT": "100", "TABLE": "Sessions", "REGION_NAME": "ap"}
        undone(carried, MORE, place.cloud)
        assert functions.settings(function.configuration()) == before

    def test_the_plan_tells_the_factor_of_the_price(self, place: StandIn, function: Function) -> None:
        draft = planned(MORE, place.cloud)
        assert [(note.key, note.facts) for note in draft.notes] == [
            ("memory_cost", {"factor": 2.0, "before_mb": 256, "mb": 512})
        ]
        assert {"Timeout", "Role", "TABLE"} <= set(draft.kept)
        assert "MemorySize" not in draft.kept
        assert all("Environment" not in call.arguments for call in draft.calls), "variables are never sent"

    def test_callers_of_an_alias_are_reached_only_through_it(self, place: StandIn, function: Function) -> None:
        function.point("live", function.publish())
        draft = planned(MORE, place.cloud)
        assert [note.key for note in draft.notes] == ["aliases_not_reached", "memory_cost"]
        assert [one.words for one in draft.offers] == ["512 via live"]
        assert MORE.chosen(draft.offers[0].words.split()) == LIVE
        carried = carried_out(LIVE, place.cloud)
        assert function.configuration("live")["MemorySize"] == 512
        undone(carried, LIVE, place.cloud)
        assert function.configuration("live")["MemorySize"] == 256

    def test_what_nobody_released_is_not_released_along(self, place: StandIn, function: Function) -> None:
        function.point("live", function.publish())
        function.change(Environment={"Variables": {"ROLLOUT": "0"}})
        with pytest.raises(Refusal) as refusal:
            planned(LIVE, place.cloud)
        assert refusal.value.key == "unreleased_changes"
        assert refusal.value.facts["names"] == ["REGION_NAME", "ROLLOUT", "TABLE"]

    def test_what_somebody_else_changes_meanwhile_is_not_published(self, place: StandIn, function: Function) -> None:
        """After our change and before the version is published: callers of the alias must not get it."""
        function.point("live", function.publish())
        draft = planned(LIVE, place.cloud)
        function.change(MemorySize=512, Timeout=30)
        carried = carried_out(LIVE, place.cloud, draft=draft)
        assert carried.ended == Otherwise(("Timeout",))
        assert function.configuration("live")["MemorySize"] == 256

    def test_a_version_is_waited_for_and_compared_before_anybody_gets_it(
        self, place: StandIn, function: Function
    ) -> None:
        function.point("live", function.publish())
        draft, scene = planned(LIVE, place.cloud), SCENE
        function.change(MemorySize=512)
        version = function.publish()
        scene = Scene(scene.token, scene.now, scene.region, results={"lambda:PublishVersion": {"Version": version}})
        found = asked(LIVE, place.cloud, scene)
        published = {**function.configuration(version), "State": "Pending"}
        pending = {**found, **told({functions.configured(NAME, version): published})}
        assert isinstance(LIVE.progress(scene, draft.before, pending), Wait)
        failed = {**found, **told({functions.configured(NAME, version): {**published, "State": "Failed"}})}
        assert LIVE.progress(scene, draft.before, failed) == Otherwise(("State",))
        other = {
            **found,
            **told({functions.configured(NAME, version): {**published, "State": "Active", "Timeout": 99}}),
        }
        assert LIVE.progress(scene, draft.before, other) == Otherwise(("Timeout",))


def configuration(**changes: Any) -> dict[str, Any]:
    variables = {"Variables": {"A": "1"}}
    return {"FunctionName": NAME, "MemorySize": 256, "RevisionId": "r1", "Environment": variables, **changes}


def answers(**changes: Any) -> Any:
    return told({functions.configured(NAME): configuration(**changes), functions.aliases(NAME): {"Aliases": []}})


class TestJudging:
    def test_exactly_what_was_read_back_is_published(self) -> None:
        """By its revision and its code's digest: what somebody changes in between, AWS refuses to publish."""
        alias = {functions.alias(NAME, "live"): {"FunctionVersion": "1", "RevisionId": "a1"}}

        def found(**changes: Any) -> Any:
            served = {functions.configured(NAME, "live"): configuration(CodeSha256="sha")}
            return {**answers(CodeSha256="sha", **changes), **told({**served, **alias})}

        draft = LIVE.plan(SCENE, found())
        step = LIVE.progress(SCENE, draft.before, found(MemorySize=512, RevisionId="r2"))
        assert isinstance(step, Make)
        assert step.call.arguments == {
            "FunctionName": NAME,
            "Description": SCENE.token,
            "CodeSha256": "sha",
            "RevisionId": "r2",
        }
        assert [call.name for call in draft.calls][1:] == ["lambda:PublishVersion", "lambda:UpdateAlias"]

    def test_locked_variables_hinder_nobody_and_are_said_to_be_unchecked(self) -> None:
        """Memory is changed without sending variables, so none can be lost."""
        locked = {"Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}}
        draft = MORE.plan(SCENE, answers(**locked))
        assert [note.key for note in draft.notes] == ["memory_cost", "variables_unchecked"]
        after = MORE.progress(SCENE, draft.before, answers(MemorySize=512, RevisionId="r2", **locked))
        assert isinstance(after, Done)

    def test_a_variable_that_changed_along_is_not_done(self) -> None:
        draft = MORE.plan(SCENE, answers())
        changed = answers(MemorySize=512, RevisionId="r2", Environment={"Variables": {"A": "2"}})
        assert MORE.progress(SCENE, draft.before, changed) == Otherwise(("A",))

    def test_what_is_empty_is_the_same_as_what_is_left_out(self) -> None:
        draft = MORE.plan(SCENE, answers(Layers=[], VpcConfig={"SubnetIds": [], "VpcId": ""}, KMSKeyArn=""))
        assert isinstance(MORE.progress(SCENE, draft.before, answers(MemorySize=512, RevisionId="r2")), Done)

    def test_the_same_memory_is_a_mistake(self) -> None:
        with pytest.raises(Mistake) as mistake:
            LambdaMemory(NAME, 256).plan(SCENE, answers())
        assert mistake.value.key == "action_already_so"

    @pytest.mark.parametrize("size", [127, 10_241])
    def test_bounds_hold_for_what_a_file_says_too(self, size: int) -> None:
        with pytest.raises(Mistake) as mistake:
            LambdaMemory(NAME, size).plan(SCENE, answers())
        assert mistake.value.key == "value_out_of_bounds"

    @pytest.mark.parametrize("words", [["1024"], ["1024MB"], ["1024", "MB"], ["１０２４"], ["1024", "via", "live"]])
    def test_sizes_are_understood(self, words: list[str]) -> None:
        assert MORE.chosen(words).memory_mb == 1024

    @pytest.mark.parametrize(
        ("words", "key"),
        [(["64"], "value_out_of_bounds"), (["20000"], "value_out_of_bounds"), (["much"], "value_is_no_number")],
    )
    def test_others_are_a_mistake(self, words: list[str], key: str) -> None:
        with pytest.raises(Mistake) as mistake:
            MORE.chosen(words)
        assert (mistake.value.key, mistake.value.field) == (key, "value")
