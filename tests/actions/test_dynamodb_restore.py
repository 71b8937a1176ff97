"""Is a table restored into a new one from the right moment, with the settings it had, and nothing old touched?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.actions.kind import Make, Otherwise
from bot.domain.actions.kinds.dynamodb_restore import DynamodbRestore
from bot.domain.failures import Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned
from tests.actions.dynamo import NAME, Table
from tests.adapters.clouds import REGION, StandIn, ministack, moto

KIND = DynamodbRestore(NAME)
NEW = f"{NAME}-Restored"


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, str]]:
    with ministack() as one, moto() as other:
        yield {"ministack": one, "moto": other}


@pytest.fixture(params=["ministack", "moto"])
def place(request: pytest.FixtureRequest, addresses: Mapping[str, str], tmp_path: Path) -> StandIn:
    stand_in = StandIn(addresses[request.param], tmp_path, knows_percentiles=True)
    stand_in.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    return stand_in


@pytest.fixture
def own(place: StandIn) -> Table:
    own = Table(place, Tags=[{"Key": "team", "Value": "ops"}, {"Key": "cost", "Value": "liveness"}])
    own.put("a", "b")
    return own


def test_from_the_newest_backup_where_no_history_is_kept(place: StandIn, own: Table) -> None:
    own.back_up("old")
    own.put("c")
    own.back_up("new")
    own.put("d")
    carried = carried_out(KIND, place.cloud)
    assert own.ids(NEW) == ["a", "b", "c"]
    assert own.ids(NAME) == ["a", "b", "c", "d"]
    assert carried.made == ("dynamodb:RestoreTableFromBackup", "dynamodb:TagResource")
    assert carried.keys == ["items_compared", "left_by_hand", "switch_offered"]
    assert carried.draft.undo is None


def test_from_history_where_it_is_kept_and_with_all_that_the_new_one_lacks(place: StandIn, own: Table) -> None:
    own.back_up("old")
    own.expire("expires_at")
    own.keep_history()
    carried = carried_out(KIND, place.cloud)
    assert carried.made == (
        "dynamodb:RestoreTableToPointInTime",
        "dynamodb:UpdateTimeToLive",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:TagResource",
    )
    assert own.settings(NEW) == ("expires_at", True, {"team": "ops", "cost": "liveness"})
    assert own.ids(NEW) == ["a", "b"]
    assert [call.name for call in carried.draft.calls] == list(carried.made)


def test_a_named_backup_wins_over_history(place: StandIn, own: Table) -> None:
    arn = own.back_up("before-the-storm")
    own.keep_history()
    for chosen in ("before-the-storm", arn):
        draft = planned(KIND.chosen([chosen]), place.cloud)
        assert draft.before["from"] == {"backup": arn}
        assert "before-the-storm" in str(draft.lines[1].after)


def test_into_a_table_of_another_name(place: StandIn, own: Table) -> None:
    own.back_up("one")
    carried_out(KIND.chosen(["as", f"{NAME}-Restored-2"]), place.cloud)
    assert own.ids(f"{NAME}-Restored-2") == ["a", "b"]


def test_never_over_a_table_that_is_there(place: StandIn, own: Table) -> None:
    own.back_up("one")
    Table(place, NEW)
    with pytest.raises(Refusal) as refusal:
        planned(KIND, place.cloud)
    assert (refusal.value.key, refusal.value.facts["choice"]) == ("target_exists", f"as {NAME}-Restored-2")


def test_a_table_that_appears_meanwhile_is_not_taken_for_ours(place: StandIn, own: Table) -> None:
    own.back_up("one")
    draft = planned(KIND, place.cloud)
    Table(place, NEW)
    assert carried_out(KIND, place.cloud, draft=draft).ended == Otherwise(("TableName",))


def test_with_nothing_to_restore_from_it_is_refused(place: StandIn, own: Table) -> None:
    with pytest.raises(Refusal) as refusal:
        planned(KIND, place.cloud)
    assert refusal.value.key == "nothing_to_restore_from"


def test_a_newer_backup_after_the_plan_changes_what_the_plan_saw(place: StandIn, own: Table) -> None:
    own.back_up("old")
    draft = planned(KIND, place.cloud)
    own.back_up("new")
    assert KIND.before(SCENE, asked(KIND, place.cloud)) != draft.before


def test_a_deleted_table_is_restored_from_its_backup(place: StandIn, own: Table) -> None:
    own.back_up("one")
    own.client.delete_table(TableName=NAME)
    carried = carried_out(KIND, place.cloud)
    assert own.ids(NEW) == ["a", "b"]
    assert carried.notes[0].facts["items"] is None


def test_after_an_answer_that_was_lost_the_new_table_is_found(addresses: Mapping[str, str], tmp_path: Path) -> None:
    """Only moto tells afterwards what a table was restored from, as AWS does. Its tags are left to people then."""
    place = StandIn(addresses["moto"], tmp_path, knows_percentiles=False)
    place.reset("/moto-api/reset")
    own = Table(place)
    own.expire("expires_at")
    own.keep_history()
    draft = planned(KIND, place.cloud)
    step = KIND.progress(SCENE, draft.before, asked(KIND, place.cloud))
    assert isinstance(step, Make)
    assert step.call.repeatable
    place.cloud.change(step.call, region=REGION)
    carried = carried_out(KIND, place.cloud, draft=draft)
    assert carried.made == ("dynamodb:UpdateTimeToLive", "dynamodb:UpdateContinuousBackups")
    assert carried.notes[1].key == "left_by_hand"
    assert "tags" in str(carried.notes[1].facts["names"])
    other = replace(KIND, backup="another")
    other_before = {**draft.before, "from": {"backup": "arn:another"}}
    assert other.progress(SCENE, other_before, asked(other, place.cloud)) == Otherwise(("TableName",))
