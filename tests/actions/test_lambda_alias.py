"""Does an alias go back to the version it should, with a plan that says what differs, and forward again?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import functions
from bot.domain.actions.call import NotMade
from bot.domain.actions.function_versions import listed
from bot.domain.actions.kind import Answers, Draft, Make, Otherwise
from bot.domain.actions.kinds.lambda_alias import LambdaAlias
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned, told, undone
from tests.actions.lambdas import NAME, Function
from tests.adapters.clouds import REGION, StandIn, ministack, moto

BACK = LambdaAlias(NAME, "live")


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
    """Return a function with three versions, the newest of which callers get."""
    function = Function(place, A="1", SECRET_KEY="first")
    function.publish("the first")
    function.publish("the second", MemorySize=512)
    function.publish("the third", Timeout=20, Environment={"Variables": {"A": "2", "B": "1"}})
    function.point("live", "3")
    return function


def row(version: str, **more: Any) -> dict[str, Any]:
    environment = {"Variables": {"A": version}}
    modified = f"2026-11-2{version[-1]}T03:30:00.000+0000"
    return {
        "Version": version,
        "LastModified": modified,
        "CodeSha256": version * 20,
        "Environment": environment,
        **more,
    }


def answers(alias: Mapping[str, Any], *rows: Mapping[str, Any], **more: Any) -> Answers:
    """Return what AWS tells of an alias and the versions there are."""
    found = {"Name": "live", "RevisionId": "r1", **alias}
    return told({functions.alias(NAME, "live"): found, listed(NAME): {"Versions": list(rows), **more}})


def keys(draft: Draft) -> list[str]:
    return [note.key for note in draft.notes]


class TestOnAws:
    def test_it_goes_to_the_version_published_just_before(self, place: StandIn, function: Function) -> None:
        carried = carried_out(BACK, place.cloud)
        assert carried.made == ("lambda:UpdateAlias",)
        assert carried.keys == ["alias_points_at"]
        assert function.alias("live")["FunctionVersion"] == "2"
        assert function.configuration("live")["Timeout"] == 10

    def test_asked_how_far_it_is_it_does_not_go_back_twice(self, place: StandIn, function: Function) -> None:
        """Once there, "the one before" would be another: the plan's is meant."""
        carried_out(BACK, place.cloud, draft=carried_out(BACK, place.cloud).draft)
        assert function.alias("live")["FunctionVersion"] == "2"

    def test_its_undo_goes_forward_again(self, place: StandIn, function: Function) -> None:
        undone(carried_out(BACK, place.cloud), BACK, place.cloud)
        assert function.alias("live")["FunctionVersion"] == "3"

    def test_the_plan_tells_what_differs_and_no_value(self, place: StandIn, function: Function) -> None:
        draft = planned(BACK, place.cloud)
        assert [(one.name, one.before, one.after) for one in draft.lines] == [
            ("FunctionVersion", "3", "2"),
            ("Timeout", "20", "10"),
        ]
        differ = next(note for note in draft.notes if note.key == "variables_differ")
        assert differ.facts == {"added": ["SECRET_KEY"], "removed": ["B"], "changed": ["A"]}
        assert "first" not in repr([note for note in draft.notes if note.key == "variables_differ"])
        now, then = (
            next(note.facts for note in draft.notes if note.key == key) for key in ("version_now", "version_then")
        )
        assert (now["description"], then["description"]) == ("the third", "the second")
        assert str(then["published_at"]).endswith("Z")
        others = next(note for note in draft.notes if note.key == "other_versions")
        assert [one["version"] for one in others.facts["versions"]] == ["1"]  # type: ignore[attr-defined]

    def test_a_split_ends_at_the_older_version_and_its_undo_splits_again(
        self, place: StandIn, function: Function
    ) -> None:
        function.point("live", "2", v3=0.25)
        carried = carried_out(BACK, place.cloud)
        assert keys(carried.draft)[0] == "split_ends"
        assert (function.alias("live")["FunctionVersion"], function.alias("live").get("RoutingConfig")) == ("2", None)
        undone(carried, BACK, place.cloud)
        assert function.alias("live")["RoutingConfig"] == {"AdditionalVersionWeights": {"3": 0.25}}

    def test_who_moved_it_meanwhile_is_not_overwritten(self, place: StandIn, function: Function) -> None:
        draft = planned(BACK, place.cloud)
        step = BACK.progress(SCENE, draft.before, asked(BACK, place.cloud))
        assert isinstance(step, Make)
        function.point("live", "1")
        outcome = place.cloud.change(step.call, region=REGION)
        assert isinstance(outcome, NotMade)
        assert outcome.reason == "stale"
        assert carried_out(BACK, place.cloud, draft=draft).ended == Otherwise(("FunctionVersion",))
        assert function.alias("live")["FunctionVersion"] == "1"

    def test_moved_away_and_back_it_is_still_not_what_the_plan_saw(self, place: StandIn, function: Function) -> None:
        draft = planned(BACK, place.cloud)
        function.point("live", "1")
        function.point("live", "3")
        assert BACK.before(SCENE, asked(BACK, place.cloud)) != draft.before
        assert carried_out(BACK, place.cloud, draft=draft).ended == Otherwise(("RevisionId",))

    def test_it_works_on_moto_too(self, tmp_path: Path) -> None:
        """Moto never changes a revision, but it moves aliases as AWS does."""
        with moto() as address:
            place = StandIn(address, tmp_path, knows_percentiles=False)
            place.reset("/moto-api/reset")
            function = Function(place)
            function.publish()
            function.point("live", function.publish(Timeout=20))
            undone(carried_out(BACK, place.cloud), BACK, place.cloud)
            assert function.alias("live")["FunctionVersion"] == "2"
            carried_out(BACK, place.cloud)
            assert function.alias("live")["FunctionVersion"] == "1"


class TestChoosing:
    @pytest.mark.parametrize("word", ["41", "v41", "V41", "４１", "041"])
    def test_a_version_is_a_number(self, word: str) -> None:
        assert BACK.chosen([word]).version == "41"

    @pytest.mark.parametrize("words", [["prod"], ["-1"], ["4.1"], ["v"], ["1", "2"]])
    def test_anything_else_is_a_mistake(self, words: list[str]) -> None:
        with pytest.raises(Mistake) as mistake:
            BACK.chosen(words)
        assert mistake.value.field == "value"

    def test_numbers_are_ordered_as_numbers(self) -> None:
        found = answers({"FunctionVersion": "10"}, row("$LATEST"), row("2"), row("9"), row("10"), row("11"))
        assert BACK.plan(SCENE, found).before["then"] == "9"

    def test_five_others_are_named_newest_first(self) -> None:
        rows = [row(str(number)) for number in range(1, 10)]
        draft = BACK.plan(SCENE, answers({"FunctionVersion": "5"}, *rows))
        others = next(note for note in draft.notes if note.key == "other_versions")
        named: Any = others.facts["versions"]
        assert [one["version"] for one in named] == ["9", "8", "7", "6", "3"]
        assert named[0]["published_at"] == "2026-11-29T03:30:00Z"

    def test_alike_versions_are_said_to_be(self) -> None:
        same = {"CodeSha256": "x", "Environment": {"Variables": {}}}
        draft = BACK.plan(SCENE, answers({"FunctionVersion": "2"}, row("1", **same), row("2", **same)))
        assert "versions_are_alike" in keys(draft)

    def test_locked_variables_are_said_not_to_be_compared(self) -> None:
        locked = {"Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}}
        draft = BACK.plan(SCENE, answers({"FunctionVersion": "2"}, row("1"), row("2", **locked)))
        assert "variables_not_compared" in keys(draft)


class TestRefusals:
    @pytest.mark.parametrize(
        ("version", "alias", "key"),
        [
            ("$LATEST", {"FunctionVersion": "2"}, "version_is_latest"),
            (None, {"FunctionVersion": "1"}, "no_earlier_version"),
            ("2", {"FunctionVersion": "1", "RevisionId": None}, "no_revision_id"),
            ("3", {"FunctionVersion": "1"}, "version_failed"),
        ],
    )
    def test_what_must_not_be_is_refused(self, version: str | None, alias: dict[str, Any], key: str) -> None:
        found = answers(alias, row("$LATEST"), row("1"), row("2"), row("3", State="Failed"))
        with pytest.raises(Refusal) as refusal:
            replace(BACK, version=version).plan(SCENE, found)
        assert refusal.value.key == key

    @pytest.mark.parametrize(
        ("version", "now", "key"),
        [("41", "2", "no_such_release"), ("2", "2", "action_already_so"), (None, "$LATEST", "version_is_needed")],
    )
    def test_what_cannot_be_is_a_mistake_about_the_value(self, version: str | None, now: str, key: str) -> None:
        found = answers({"FunctionVersion": now}, row("$LATEST"), row("1"), row("2"))
        with pytest.raises(Mistake) as mistake:
            replace(BACK, version=version).plan(SCENE, found)
        assert (mistake.value.key, mistake.value.field) == (key, "value")
        if key == "no_such_release":
            assert mistake.value.facts["versions"] == ["2", "1"]

    def test_more_versions_than_are_read_are_no_ground_to_stand_on(self) -> None:
        with pytest.raises(Refusal) as refusal:
            BACK.plan(SCENE, answers({"FunctionVersion": "2"}, row("1"), row("2"), NextToken="more"))
        assert refusal.value.key == "too_many_versions"

    def test_from_latest_to_a_version_nothing_leads_back(self) -> None:
        found = answers({"FunctionVersion": "$LATEST"}, row("$LATEST"), row("1"))
        assert replace(BACK, version="1").plan(SCENE, found).undo is None
