"""Is exactly one backup made, and found again even when nobody answered?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions import tables
from bot.domain.actions.kind import Answers, Done, Make, Otherwise, Wait
from bot.domain.actions.kinds.dynamodb_backup import DynamodbBackup
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned, told
from tests.actions.dynamo import ARN, NAME, Table, backup, table
from tests.adapters.clouds import REGION, StandIn, ministack, moto

KIND = DynamodbBackup(NAME)
OURS = f"{NAME}-20261122-000042"


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, str]]:
    with ministack() as one, moto() as other:
        yield {"ministack": one, "moto": other}


@pytest.fixture(params=["ministack", "moto"])
def place(request: pytest.FixtureRequest, addresses: Mapping[str, str], tmp_path: Path) -> StandIn:
    stand_in = StandIn(addresses[request.param], tmp_path, knows_percentiles=True)
    stand_in.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    return stand_in


def answers(*rows: Mapping[str, Any], status: str = "ACTIVE") -> Answers:
    found = table(status, TableId="t1")
    return told({tables.configured(NAME): found, tables.backups(NAME): {"BackupSummaries": list(rows)}})


class TestOnAws:
    def test_a_backup_is_made_and_named_after_day_and_action(self, place: StandIn) -> None:
        own = Table(place)
        carried = carried_out(KIND, place.cloud)
        assert (carried.made, carried.keys) == (("dynamodb:CreateBackup",), ["backup_made"])
        assert own.backups() == [OURS]
        assert carried.draft.undo is None

    def test_after_an_answer_that_was_lost_it_is_found_and_not_made_again(self, place: StandIn) -> None:
        own = Table(place)
        draft = planned(KIND, place.cloud)
        step = KIND.progress(SCENE, draft.before, asked(KIND, place.cloud))
        assert isinstance(step, Make)
        assert not step.call.repeatable
        place.cloud.change(step.call, region=REGION)
        next_day = replace(SCENE, now=SCENE.now + timedelta(days=1))
        carried = carried_out(KIND, place.cloud, next_day, draft=draft)
        assert (carried.made, carried.keys) == ((), ["backup_made"])
        assert own.backups() == [OURS]

    def test_two_actions_make_two(self, place: StandIn) -> None:
        own = Table(place)
        carried_out(KIND, place.cloud)
        carried_out(KIND, place.cloud, replace(SCENE, token="action-liveness-000043"))
        assert len(own.backups()) == 2

    def test_a_table_that_is_not_there_is_said_so(self, place: StandIn) -> None:
        with pytest.raises(Refusal) as refusal:
            planned(KIND, place.cloud)
        assert refusal.value.key == "action_subject_missing"


class TestJudging:
    def test_it_is_done_only_when_it_can_be_used(self) -> None:
        before = KIND.before(SCENE, answers())
        at = "2026-11-22T03:30:01Z"
        assert isinstance(KIND.progress(SCENE, before, answers(backup(OURS, at, "CREATING"))), Wait)
        assert isinstance(KIND.progress(SCENE, before, answers(backup(OURS, at))), Done)
        assert KIND.progress(SCENE, before, answers(backup(OURS, at, "DELETED"))) == Otherwise(("BackupStatus",))

    def test_another_backup_is_none_of_ours(self) -> None:
        before = KIND.before(SCENE, answers())
        others = (
            backup(f"{NAME}-20261122", "2026-11-22T03:00:00Z"),
            backup(f"{NAME}-x-000042", "2026-11-22T03:00:00Z"),
        )
        assert isinstance(KIND.progress(SCENE, before, answers(*others)), Make)

    def test_what_bore_our_name_before_is_none_of_ours(self) -> None:
        """The end of a name is short enough to come again some day."""
        old = backup(f"{NAME}-20250101-000042", "2025-01-01T00:00:00Z")
        before = KIND.before(SCENE, answers(old))
        assert isinstance(KIND.progress(SCENE, before, answers(old)), Make)
        new = backup(OURS, "2026-11-22T03:30:01Z")
        done = KIND.progress(SCENE, before, answers(old, new))
        assert isinstance(done, Done)
        assert done.notes[0].facts["name"] == OURS

    def test_what_was_taken_and_is_not_listed_yet_is_not_asked_again(self) -> None:
        before = KIND.before(SCENE, answers())
        scene = replace(SCENE, results={"dynamodb:CreateBackup": {}})
        assert isinstance(KIND.progress(scene, before, answers()), Wait)

    def test_known_by_its_arn_it_is_asked_for_by_it(self) -> None:
        arn = f"{ARN}/backup/1"
        scene = replace(SCENE, results={"dynamodb:CreateBackup": {"BackupDetails": {"BackupArn": arn}}})
        assert tables.backup(arn) in KIND.questions(scene)

    def test_the_longest_name_of_a_table_leaves_room_for_the_rest(self) -> None:
        longest = "x" * 255
        kind = DynamodbBackup(longest)
        rows = told({tables.configured(longest): table(name=longest), tables.backups(longest): {"BackupSummaries": []}})
        name = kind.plan(SCENE, rows).lines[0].after
        assert name is not None
        assert len(name) == 255
        assert name.endswith("-20261122-000042")

    @pytest.mark.parametrize("status", ["CREATING", "DELETING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"])
    def test_a_table_that_cannot_be_backed_up_is_refused(self, status: str) -> None:
        with pytest.raises(Refusal) as refusal:
            KIND.plan(SCENE, answers(status=status))
        assert refusal.value.key == "table_is_changing"

    def test_the_plan_tells_size_price_and_how_old_the_count_is(self) -> None:
        holds, stays = KIND.plan(SCENE, answers()).notes
        assert (holds.key, stays.key) == ("backup_holds", "backup_stays")
        assert (holds.facts["items"], holds.facts["hours_old"]) == (7, 6)

    def test_there_is_nothing_to_choose(self) -> None:
        assert KIND.chosen([]) == KIND
        with pytest.raises(Mistake):
            KIND.chosen(["now"])
