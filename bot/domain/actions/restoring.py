"""What can a DynamoDB table be restored from, and what does the restored one lack?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions import tables
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Make, Scene, Wait, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Known, Missing

BY_HAND = ("autoscaling", "alarms", "streams", "policies", "deletion_protection")
"""What a restored table hasn't either, and what we don't set (DynamoDB API, RestoreTableToPointInTime)."""

RESTORES = ("dynamodb:RestoreTableToPointInTime", "dynamodb:RestoreTableFromBackup")

MOST_NAMES = 5

LATEST = "latest"


def restored_arn(scene: Scene) -> str | None:
    """Return the new table's ARN as AWS told it when it took the request; None: nobody told us."""
    told = (scene.results.get(name, {}).get("TableDescription") or {} for name in RESTORES)
    return next((str(table["TableArn"]) for table in told if table.get("TableArn")), None)


def way_back(table: str, backup: str | None, at: str | None, answers: Answers) -> dict[str, str]:
    """Choose what to restore from: `{"backup": ARN}`, or `{"moment": …}`, RFC 3339 or `latest`.

    Raises Mistake for a backup or a moment that there isn't, Refusal where there is no way back at all.
    """
    rows = tables.newest_first(known(answers, tables.backups(table)).get("BackupSummaries", []))
    usable = [row for row in rows if row["BackupStatus"] == "AVAILABLE"]
    if backup is not None:
        named = [row for row in usable if backup in {row["BackupName"], row["BackupArn"]}]
        if not named:
            names = [row["BackupName"] for row in usable][:MOST_NAMES]
            raise Mistake("backup_unknown", {"word": shortened(backup), "backups": names}, field="value")
        return {"backup": str(named[0]["BackupArn"])}
    recovery = _recovery(table, answers)
    if at is not None:
        return {"moment": _within(table, at, recovery)}
    if recovery is not None:
        return {"moment": LATEST}
    if not usable:
        raise Refusal("nothing_to_restore_from", {"table": table})
    return {"backup": str(usable[0]["BackupArn"])}


def _recovery(table: str, answers: Answers) -> Json | None:
    """Return how a table can be restored to a point in time; None: it can't, or is no more."""
    if isinstance(answers[tables.continuous(table)], Missing):
        return None
    told = known(answers, tables.continuous(table))["ContinuousBackupsDescription"]
    recovery: Json = told.get("PointInTimeRecoveryDescription") or {}
    return recovery if recovery.get("PointInTimeRecoveryStatus") == "ENABLED" else None


def _within(table: str, at: str, recovery: Json | None) -> str:
    if recovery is None:
        raise Refusal("no_point_in_time", {"table": table})
    earliest, latest = recovery.get("EarliestRestorableDateTime"), recovery.get("LatestRestorableDateTime")
    moment = tables.moment(at)
    is_early = earliest is not None and moment < tables.moment(earliest)
    if is_early or (latest is not None and moment > tables.moment(latest)):
        facts = {"word": at, "earliest": earliest, "latest": latest}
        raise Mistake("moment_out_of_bounds", facts, field="value")
    return at


@dataclass(frozen=True, slots=True)
class Lacking:
    """What of the old table's settings the new one is to be given: `expires` (an attribute or None), `recovery`."""

    target: str
    expires: str | None
    recovery: Json | None

    @classmethod
    def of(cls, target: str, before: Json) -> Lacking:
        """Make it from what `settings` put on record."""
        return cls(target, before["expires"], before["recovery"])

    @staticmethod
    def settings(table: str, answers: Answers) -> dict[str, Any]:
        """Return what the old table has; nothing of one that is gone."""
        recovery = _recovery(table, answers)
        days = None if recovery is None else {"days": recovery.get("RecoveryPeriodInDays")}
        return {"expires": _expires(table, answers), "recovery": days}

    def calls(self) -> tuple[Call, ...]:
        """Return the requests for its settings; those for its tags need to know them first."""
        made = []
        if self.expires is not None:
            wanted = {"Enabled": True, "AttributeName": self.expires}
            arguments = {"TableName": self.target, "TimeToLiveSpecification": wanted}
            made.append(Call("dynamodb", "UpdateTimeToLive", arguments, repeatable=True))
        if self.recovery is not None:
            days = {} if self.recovery["days"] is None else {"RecoveryPeriodInDays": self.recovery["days"]}
            recovery = {"PointInTimeRecoveryEnabled": True, **days}
            arguments = {"TableName": self.target, "PointInTimeRecoverySpecification": recovery}
            made.append(Call("dynamodb", "UpdateContinuousBackups", arguments, repeatable=True))
        return tuple(made)

    def step(self, scene: Scene, answers: Answers) -> Make | Wait | None:
        """Return what comes next for its settings as they are read; None: they are all there."""
        lacks = {
            "UpdateTimeToLive": _expires(self.target, answers) != self.expires,
            "UpdateContinuousBackups": _recovery(self.target, answers) is None,
        }
        call = next((one for one in self.calls() if lacks[one.operation]), None)
        if call is None:
            return None
        # A new table gets its first continuous backups by itself, and can't be recovered to a moment before that.
        if call.operation == "UpdateContinuousBackups" and not self._has_backups(answers):
            return self._waiting
        return self._wait_for(scene, call)

    def _has_backups(self, answers: Answers) -> bool:
        if isinstance(answers[tables.continuous(self.target)], Missing):
            return False
        told = known(answers, tables.continuous(self.target))["ContinuousBackupsDescription"]
        return bool(told.get("ContinuousBackupsStatus") == "ENABLED")

    def tag(self, arn: str, missing: Sequence[Json] | str) -> Call:
        """Return the request that gives it tags."""
        return Call("dynamodb", "TagResource", {"ResourceArn": arn, "Tags": missing}, repeatable=True)

    def tags_step(self, scene: Scene, answers: Answers, arn: str, source_arn: str) -> Make | Wait | None:
        """Return what comes next for its tags; None: they are all there, or can't be told (see `are_tags_known`)."""
        if not are_tags_known(answers, arn, source_arn):
            return None
        there = {one["Key"]: one["Value"] for one in _tags(answers, arn)}
        wanted = [one for one in _tags(answers, source_arn) if not str(one["Key"]).startswith("aws:")]
        missing = [one for one in wanted if there.get(one["Key"]) != one["Value"]]
        return self._wait_for(scene, self.tag(arn, missing)) if missing else None

    def _wait_for(self, scene: Scene, call: Call) -> Make | Wait:
        """Make a request, once it was not taken yet: AWS may show what it took a little late."""
        return self._waiting if call.name in scene.results else Make(call)

    @property
    def _waiting(self) -> Wait:
        return Wait(Detail("settings_follow", {"target": self.target}))


def are_tags_known(answers: Answers, arn: str, source_arn: str) -> bool:
    """Say whether both tables' tags could be read; where not, they are left to people."""
    return all(isinstance(answers.get(tables.tags(one)), Known) for one in (arn, source_arn))


def _tags(answers: Answers, arn: str) -> Sequence[Json]:
    rows: Sequence[Json] = known(answers, tables.tags(arn)).get("Tags", [])
    return rows


def _expires(table: str, answers: Answers) -> str | None:
    """Return the attribute by which a table's items expire; None: they don't, or the table is no more."""
    if isinstance(answers[tables.time_to_live(table)], Missing):
        return None
    told = known(answers, tables.time_to_live(table))["TimeToLiveDescription"]
    return told.get("AttributeName") if told.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"} else None
