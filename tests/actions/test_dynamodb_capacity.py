"""Does a table get its capacity, refused before AWS would, and back as it was?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import tables
from bot.domain.actions.kind import Answers, Done, Make, Otherwise, Wait
from bot.domain.actions.kinds.dynamodb_capacity import DynamodbCapacity
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, carried_out, planned, told, undone
from tests.actions.dynamo import NAME, Table, index, on_demand, table
from tests.adapters.clouds import StandIn, ministack, moto

ON_DEMAND = DynamodbCapacity(NAME)
MORE = DynamodbCapacity(NAME, "provisioned", 10, 20)
MADE: Mapping[str, Any] = {"dynamodb:UpdateTable": {}}


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, str]]:
    with ministack() as one, moto() as other:
        yield {"ministack": one, "moto": other}


@pytest.fixture(params=["ministack", "moto"])
def place(request: pytest.FixtureRequest, addresses: Mapping[str, str], tmp_path: Path) -> StandIn:
    stand_in = StandIn(addresses[request.param], tmp_path, knows_percentiles=True)
    stand_in.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    return stand_in


def answers(found: Mapping[str, Any]) -> Answers:
    return told({tables.configured(NAME): found})


class TestOnAws:
    def test_it_is_billed_on_demand_and_back_with_the_same_units(self, place: StandIn) -> None:
        own = Table(place)
        carried = carried_out(ON_DEMAND, place.cloud)
        assert carried.keys == ["capacity_is"]
        assert own.described()["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        undone(carried, ON_DEMAND, place.cloud)
        assert own.described()["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
        assert own.described()["ProvisionedThroughput"]["WriteCapacityUnits"] == 5

    def test_units_are_raised_and_those_of_an_index_stay(self, place: StandIn) -> None:
        own = Table(place, index=True)
        carried = carried_out(MORE, place.cloud)
        assert [(one.name, one.before, one.after) for one in carried.draft.lines] == [
            ("ReadCapacityUnits", "5", "10"),
            ("WriteCapacityUnits", "5", "20"),
        ]
        found = own.described()
        assert found["ProvisionedThroughput"]["WriteCapacityUnits"] == 20
        assert found["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"] == 5
        undone(carried, MORE, place.cloud)
        assert own.described()["ProvisionedThroughput"]["ReadCapacityUnits"] == 5

    def test_an_index_gets_its_units_back_too(self, place: StandIn) -> None:
        own = Table(place, index=True)
        carried = carried_out(ON_DEMAND, place.cloud)
        assert carried.draft.undo is not None
        assert carried.draft.undo["indexes"] == ["by_user=5/5"]
        undone(carried, ON_DEMAND, place.cloud)
        assert own.described()["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 5

    def test_a_table_that_is_not_there_is_said_so(self, place: StandIn) -> None:
        with pytest.raises(Refusal) as refusal:
            planned(ON_DEMAND, place.cloud)
        assert refusal.value.key == "action_subject_missing"


class TestPlans:
    def test_soon_after_a_switch_to_on_demand_there_is_none_again(self) -> None:
        lately = table(BillingModeSummary={"LastUpdateToPayPerRequestDateTime": "2026-11-21T03:31:00Z"})
        with pytest.raises(Refusal) as refusal:
            ON_DEMAND.plan(SCENE, answers(lately))
        assert refusal.value.key == "switched_lately"
        assert refusal.value.facts["may_again_at"] == "2026-11-22T03:31:00Z"
        day = table(BillingModeSummary={"LastUpdateToPayPerRequestDateTime": "2026-11-21T03:30:00Z"})
        assert ON_DEMAND.plan(SCENE, answers(day)).lines[0].after == "on_demand"

    def test_leaving_on_demand_says_when_one_may_return(self) -> None:
        notes = MORE.plan(SCENE, answers(on_demand("2026-11-22T03:00:00.5Z"))).notes
        assert [note.key for note in notes] == ["return_must_wait", "autoscaling_may_override"]
        assert notes[0].facts["may_again_at"] == "2026-11-23T03:00:00.500000Z"
        assert [note.key for note in MORE.plan(SCENE, answers(on_demand())).notes] == ["autoscaling_may_override"]

    def test_replicas_that_follow_are_named(self) -> None:
        copied = table(Replicas=[{"RegionName": "ap-northeast-1"}])
        notes = ON_DEMAND.plan(SCENE, answers(copied)).notes
        assert [(note.key, note.facts["regions"]) for note in notes] == [("replicas_follow", ["ap-northeast-1"])]

    def test_from_on_demand_every_index_needs_units_of_its_own(self) -> None:
        found = answers(on_demand(GlobalSecondaryIndexes=[index("by_user", 0, 0), index("by_day", 0, 0)]))
        with pytest.raises(Refusal) as refusal:
            replace(MORE, indexes=("by_user=3/4",)).plan(SCENE, found)
        assert (refusal.value.key, refusal.value.facts["indexes"]) == ("indexes_need_capacity", ["by_day"])
        call = replace(MORE, indexes=("by_user=3/4", "by_day=1/1")).plan(SCENE, found).calls[0]
        assert call.arguments == {
            "TableName": NAME,
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 20},
            "GlobalSecondaryIndexUpdates": [
                {"Update": {"IndexName": name, "ProvisionedThroughput": units}}
                for name, units in (
                    ("by_day", {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}),
                    ("by_user", {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}),
                )
            ],
        }

    def test_what_is_as_it_was_is_not_sent_since_aws_would_refuse_it(self) -> None:
        found = answers(table(GlobalSecondaryIndexes=[index("by_user")]))
        call = DynamodbCapacity(NAME, "provisioned", 5, 5, ("by_user=6/5",)).plan(SCENE, found).calls[0]
        assert set(call.arguments) == {"TableName", "GlobalSecondaryIndexUpdates"}

    @pytest.mark.parametrize(
        ("kind", "found"), [(ON_DEMAND, on_demand()), (DynamodbCapacity(NAME, "provisioned", 5, 5), table())]
    )
    def test_what_is_so_already_is_a_mistake(self, kind: DynamodbCapacity, found: dict[str, Any]) -> None:
        with pytest.raises(Mistake) as mistake:
            kind.plan(SCENE, answers(found))
        assert mistake.value.key == "action_already_so"

    @pytest.mark.parametrize("status", ["UPDATING", "CREATING", "DELETING", "ARCHIVED"])
    def test_a_table_that_is_changing_is_left_alone(self, status: str) -> None:
        with pytest.raises(Refusal) as refusal:
            ON_DEMAND.plan(SCENE, answers(table(status)))
        assert (refusal.value.key, refusal.value.facts["status"]) == ("table_is_changing", status)

    @pytest.mark.parametrize(
        "kind",
        [
            DynamodbCapacity(NAME, "provisioned"),
            DynamodbCapacity(NAME, "provisioned", 5, 0),
            DynamodbCapacity(NAME, "free"),
            replace(MORE, indexes=("by_user",)),
        ],
    )
    def test_a_file_that_says_too_little_is_a_mistake(self, kind: DynamodbCapacity) -> None:
        with pytest.raises(Mistake) as mistake:
            kind.plan(SCENE, answers(table()))
        assert mistake.value.key == "capacity_unreadable"

    def test_an_index_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(Refusal) as refusal:
            replace(MORE, indexes=("nowhere=1/1",)).plan(SCENE, answers(table()))
        assert refusal.value.key == "no_such_index"


class TestJudging:
    def test_it_is_done_only_when_aws_is_through_with_table_and_indexes(self) -> None:
        before = MORE.before(SCENE, answers(table()))
        there: dict[str, Any] = {"ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 20}}
        assert isinstance(MORE.progress(SCENE, before, answers(table())), Make)
        assert isinstance(MORE.progress(SCENE, before, answers(table("UPDATING", **there))), Wait)
        assert isinstance(MORE.progress(SCENE, before, answers(table(**there))), Done)
        rebuilding = table(GlobalSecondaryIndexes=[index("by_user", status="UPDATING")], **there)
        assert isinstance(MORE.progress(SCENE, before, answers(rebuilding)), Wait)

    def test_what_was_taken_and_is_not_shown_yet_is_not_asked_again(self) -> None:
        before = MORE.before(SCENE, answers(table()))
        assert isinstance(MORE.progress(replace(SCENE, results=MADE), before, answers(table())), Wait)

    def test_units_that_somebody_else_chose_meanwhile_are_named(self) -> None:
        before = MORE.before(SCENE, answers(table()))
        other = table(ProvisionedThroughput={"ReadCapacityUnits": 10, "WriteCapacityUnits": 7})
        assert MORE.progress(SCENE, before, answers(other)) == Otherwise(("write",))


class TestChoosing:
    @pytest.mark.parametrize("words", [["on-demand"], ["On-Demand"], ["on", "demand"], ["オンデマンド"], ["ｵﾝﾃﾞﾏﾝﾄﾞ"]])
    def test_on_demand_has_many_names(self, words: list[str]) -> None:
        assert MORE.chosen(words) == ON_DEMAND

    @pytest.mark.parametrize("words", [["10", "20"], ["１０", "２０"], ["provisioned", "10", "20"]])
    def test_two_numbers_are_reading_and_writing(self, words: list[str]) -> None:
        assert ON_DEMAND.chosen(words) == MORE

    @pytest.mark.parametrize("words", [["10"], ["10", "0"], ["10", "x"], ["1", "2", "3"], ["provisioned"]])
    def test_anything_else_is_a_mistake(self, words: list[str]) -> None:
        with pytest.raises(Mistake) as mistake:
            MORE.chosen(words)
        assert (mistake.value.key, mistake.value.field) == ("capacity_unreadable", "value")
