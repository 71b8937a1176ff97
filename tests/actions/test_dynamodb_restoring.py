"""Is every way back judged rightly, and is nothing asked for twice? Pure, with answers that no stand-in gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.actions import tables
from bot.domain.actions.kind import Answers, Done, Make, Otherwise, Scene, Wait
from bot.domain.actions.kinds.dynamodb_restore import DynamodbRestore
from bot.domain.failures import Mistake, Refusal
from bot.domain.knowledge import Failed, Missing
from tests.actions.driver import SCENE, told
from tests.actions.dynamo import ARN, NAME, backup, table

KIND = DynamodbRestore(NAME)
NEW = f"{NAME}-Restored"
POINT, FROM_BACKUP = "dynamodb:RestoreTableToPointInTime", "dynamodb:RestoreTableFromBackup"
GONE = Missing("not_found", "dynamodb:DescribeTable", NEW)
TAKEN = replace(SCENE, results={POINT: {"TableDescription": {"TableArn": f"{ARN}-Restored"}}})


def history(*, on: bool = True, ready: bool = True, days: int | None = 35) -> dict[str, Any]:
    kept: dict[str, Any] = {"PointInTimeRecoveryStatus": "ENABLED" if on else "DISABLED"}
    if on:
        kept |= {"EarliestRestorableDateTime": "2026-11-01T00:00:00Z", "RecoveryPeriodInDays": days}
        kept |= {"LatestRestorableDateTime": "2026-11-22T03:25:00Z"}
    status = "ENABLED" if ready else "DISABLED"
    return {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": status, "PointInTimeRecoveryDescription": kept}}


def expiry(attribute: str | None, status: str = "ENABLED") -> dict[str, Any]:
    told_of = (
        {"TimeToLiveStatus": status, "AttributeName": attribute} if attribute else {"TimeToLiveStatus": "DISABLED"}
    )
    return {"TimeToLiveDescription": told_of}


def tags(**told_of: str) -> dict[str, Any]:
    return {"Tags": [{"Key": name.replace("__", ":"), "Value": value} for name, value in told_of.items()]}


def answers(*rows: Mapping[str, Any], new: Any = GONE, **changes: Any) -> Answers:
    """Return the old table with history and expiry; the new one, if there is one, with neither."""
    found: dict[Any, Any] = {
        tables.configured(NAME): table(),
        tables.configured(NEW): new,
        tables.continuous(NAME): changes.get("kept", history()),
        tables.continuous(NEW): GONE if new is GONE else changes.get("new_kept", history(on=False)),
        tables.time_to_live(NAME): changes.get("expires", expiry("expires_at")),
        tables.time_to_live(NEW): GONE if new is GONE else changes.get("new_expires", expiry(None)),
        tables.backups(NAME): {"BackupSummaries": list(rows)},
        tables.tags(ARN): changes.get("tags", tags(team="ops", aws__cloudformation="x")),
        tables.tags(f"{ARN}-Restored"): changes.get("new_tags", tags()),
    }
    return told(found)


class TestWaysBack:
    def test_history_is_preferred_and_the_plan_tells_to_when(self) -> None:
        draft = KIND.plan(SCENE, answers(backup("b", "2026-11-22T03:00:00Z")))
        assert draft.before["from"] == {"moment": "latest"}
        assert (draft.lines[1].name, draft.lines[1].after) == ("LatestRestorableDateTime", "2026-11-22T03:25:00Z")
        assert draft.calls[0].arguments["UseLatestRestorableTime"] is True

    def test_a_chosen_moment_is_sent_in_utc(self) -> None:
        draft = KIND.chosen(["2026-11-22T12:00+09:00"]).plan(SCENE, answers())
        assert draft.calls[0].arguments["RestoreDateTime"] == "2026-11-22T03:00:00Z"

    @pytest.mark.parametrize("moment", ["2026-10-31T23:59Z", "2026-11-22T03:26Z"])
    def test_a_moment_outside_of_history_is_a_mistake_that_tells_the_bounds(self, moment: str) -> None:
        with pytest.raises(Mistake) as mistake:
            KIND.chosen([moment]).plan(SCENE, answers())
        assert (mistake.value.key, mistake.value.field) == ("moment_out_of_bounds", "value")
        assert mistake.value.facts["latest"] == "2026-11-22T03:25:00Z"

    def test_without_history_there_is_no_moment(self) -> None:
        with pytest.raises(Refusal) as refusal:
            KIND.chosen(["2026-11-22T03:00Z"]).plan(SCENE, answers(kept=history(on=False)))
        assert refusal.value.key == "no_point_in_time"

    def test_the_newest_backup_that_can_be_used_is_taken_to_the_fraction_of_a_second(self) -> None:
        rows = [
            backup("older", "2026-11-22T03:00:00Z"),
            backup("newest", "2026-11-22T03:00:00.500000Z"),
            backup("making", "2026-11-22T03:29:00Z", "CREATING"),
        ]
        draft = KIND.plan(SCENE, answers(*rows, kept=history(on=False)))
        assert draft.before["from"] == {"backup": f"{ARN}/backup/newest"}

    def test_of_backups_with_one_name_the_newest_is_meant(self) -> None:
        rows = [
            backup("same", "2026-11-01T00:00:00Z", arn=f"{ARN}/backup/1"),
            backup("same", "2026-11-02T00:00:00Z", arn=f"{ARN}/backup/2"),
        ]
        assert KIND.chosen(["same"]).plan(SCENE, answers(*rows)).before["from"] == {"backup": f"{ARN}/backup/2"}

    @pytest.mark.parametrize("status", ["CREATING", "DELETED"])
    def test_a_backup_that_cannot_be_used_is_a_mistake_that_names_others(self, status: str) -> None:
        rows = [backup("good", "2026-11-01T00:00:00Z"), backup("bad", "2026-11-02T00:00:00Z", status)]
        with pytest.raises(Mistake) as mistake:
            KIND.chosen(["bad"]).plan(SCENE, answers(*rows))
        assert (mistake.value.key, mistake.value.facts["backups"]) == ("backup_unknown", ["good"])

    def test_who_may_not_look_whether_the_target_is_there_restores_nothing(self) -> None:
        found = {
            **answers(),
            tables.configured(NEW): Failed("denied", "dynamodb:DescribeTable", "dynamodb:DescribeTable"),
        }
        with pytest.raises(Refusal) as refusal:
            KIND.plan(SCENE, found)
        assert refusal.value.key == "action_cannot_look"


class TestChoosing:
    def test_moment_backup_and_name_are_told_apart(self) -> None:
        assert KIND.chosen(["2026-11-22 03:00Z"]).at == "2026-11-22T03:00:00Z"
        assert KIND.chosen(["2026-11-22", "03:00Z"]).at == "2026-11-22T03:00:00Z"
        assert KIND.chosen(["weekly-7"]).backup == "weekly-7"
        both = KIND.chosen(["weekly-7", "as", f"{NAME}-2"])
        assert (both.backup, both.target, both.at) == ("weekly-7", f"{NAME}-2", None)
        assert KIND.chosen([]) == KIND

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            (["2026-11-22T03:00"], "moment_without_zone"),
            (["two", "words"], "value_is_several_words"),
            (["as", "Elsewhere"], "table_name_unusable"),
            (["as", f"{NAME}-with space"], "table_name_unusable"),
            (["as"], "table_name_unusable"),
        ],
    )
    def test_what_cannot_be_is_a_mistake_about_the_value(self, words: list[str], key: str) -> None:
        with pytest.raises(Mistake) as mistake:
            KIND.chosen(words)
        assert (mistake.value.key, mistake.value.field) == (key, "value")

    def test_only_tables_named_after_the_old_one_may_be_made(self) -> None:
        arn = "arn:aws:dynamodb:{region}:*:table/"
        assert KIND.resources == (f"{arn}{NAME}", f"{arn}{NAME}/backup/*", f"{arn}{NAME}-*")
        assert f"{arn}Elsewhere" in replace(KIND, target="Elsewhere").resources


class TestAfterwards:
    def step(self, scene: Scene = TAKEN, **changes: Any) -> Any:
        before = KIND.before(SCENE, answers())
        return KIND.progress(scene, before, answers(new=changes.pop("new", table(name=NEW)), **changes))

    @pytest.mark.parametrize("new", [GONE, table("CREATING", name=NEW)])
    def test_a_table_still_being_made_is_waited_for_and_not_made_again(self, new: Any) -> None:
        assert isinstance(self.step(new=new), Wait)

    def test_settings_follow_one_after_another_each_as_it_is_read(self) -> None:
        ttl = self.step()
        assert isinstance(ttl, Make)
        assert ttl.call.arguments == {
            "TableName": NEW,
            "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires_at"},
        }
        kept = self.step(new_expires=expiry("expires_at", "ENABLING"))
        assert isinstance(kept, Make)
        assert kept.call.arguments == {
            "TableName": NEW,
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35},
        }
        tagged = self.step(new_expires=expiry("expires_at"), new_kept=history())
        assert isinstance(tagged, Make)
        assert tagged.call.arguments == {
            "ResourceArn": f"{ARN}-Restored",
            "Tags": [{"Key": "team", "Value": "ops"}],
        }, "tags that begin with aws: are AWS's own"
        assert all(one.call.repeatable for one in (ttl, kept, tagged))
        done = self.step(new_expires=expiry("expires_at"), new_kept=history(), new_tags=tags(team="ops"))
        assert isinstance(done, Done)
        assert "tags" not in str(done.notes[1].facts["names"])

    def test_what_was_taken_and_is_not_shown_yet_is_not_asked_again(self) -> None:
        """A second change of the expiry within the hour would be refused (DynamoDB API, UpdateTimeToLive)."""
        scene = replace(TAKEN, results={**TAKEN.results, "dynamodb:UpdateTimeToLive": {}})
        assert isinstance(self.step(scene), Wait)

    def test_recovery_waits_until_the_new_table_has_its_first_backups(self) -> None:
        assert isinstance(self.step(new_expires=expiry("expires_at"), new_kept=history(on=False, ready=False)), Wait)
        assert isinstance(self.step(new_expires=expiry("expires_at"), new_kept=GONE), Wait)

    def test_tags_that_may_not_be_read_are_left_to_people(self) -> None:
        before = KIND.before(SCENE, answers())
        denied = Failed("denied", "dynamodb:ListTagsOfResource")
        found = answers(new=table(name=NEW), new_expires=expiry("expires_at"), new_kept=history())
        done = KIND.progress(TAKEN, before, {**found, tables.tags(ARN): denied})
        assert isinstance(done, Done)
        assert "tags" in str(done.notes[1].facts["names"])

    def test_counts_are_told_with_their_age_and_prove_nothing(self) -> None:
        done = self.step(new_expires=expiry("expires_at"), new_kept=history(), new_tags=tags(team="ops"))
        assert isinstance(done, Done)
        counts, _, switch = done.notes
        assert (counts.facts["items"], counts.facts["restored"], counts.facts["hours_old"]) == (7, 7, 6)
        assert switch.facts == {"table": NAME, "target": NEW}

    def test_one_that_came_to_nothing_is_said(self) -> None:
        assert self.step(new=table("DELETING", name=NEW)) == Otherwise(("TableStatus",))

    def test_of_an_unconfirmed_one_only_what_was_restored_alike_is_ours(self) -> None:
        before = KIND.before(SCENE, answers())
        ours = answers(new=table("CREATING", name=NEW, RestoreSummary={"SourceTableArn": ARN}))
        assert isinstance(KIND.progress(SCENE, before, ours), Wait)
        from_backup = {"SourceTableArn": ARN, "SourceBackupArn": f"{ARN}/backup/x"}
        others = answers(new=table("CREATING", name=NEW, RestoreSummary=from_backup))
        assert KIND.progress(SCENE, before, others) == Otherwise(("TableName",))
        assert isinstance(KIND.progress(SCENE, before, answers()), Make)
