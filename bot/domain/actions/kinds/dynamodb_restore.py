"""Restore a DynamoDB table into a new one, and give that what a restored table lacks. Nothing old is touched.

A restored table has the items, the indexes, the capacity and the encryption; its expiry, its point-in-time recovery and
its tags must be set anew, and much else by hand (DynamoDB API, RestoreTableToPointInTime). Callers go on using the old
table: switching is an action of its own. Nothing takes this back: we never delete tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from bot.domain.actions import tables
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, Wait, known
from bot.domain.actions.restoring import BY_HAND, LATEST, Lacking, are_tags_known, restored_arn, way_back
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.knowledge import Missing
from bot.domain.queries import Query

AS = "as"
"""The word before the new table's name."""

_TABLE_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")


@dataclass(frozen=True, slots=True)
class DynamodbRestore:
    """The table, the new one's name (None: the table's with `-Restored`), and what it is restored from.

    `backup` is a backup's name or ARN, `at` a moment (RFC 3339). Neither: the latest moment there is where
    point-in-time recovery is on, and the newest backup where it isn't.
    """

    NAME: ClassVar[str] = "dynamodb_restore"
    READS: ClassVar[tuple[str, ...]] = (
        "dynamodb:DescribeTable",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:ListBackups",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
    )
    CHANGES: ClassVar[tuple[str, ...]] = (
        "dynamodb:RestoreTableFromBackup",
        "dynamodb:RestoreTableToPointInTime",
        # A restore writes the items as us (DynamoDB docs, "Using IAM with backup and restore").
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:UpdateItem",
        "dynamodb:TagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTimeToLive",
    )

    table: str
    target: str | None = None
    backup: str | None = None
    at: str | None = None

    @property
    def subject(self) -> str:
        """The table."""
        return self.table

    @property
    def resources(self) -> tuple[str, ...]:
        """The table, its backups, and the new tables that may be made of it."""
        own = tables.arn(self.table)
        new = () if self._target.startswith(f"{self.table}-") else (tables.arn(self._target),)
        return (own, f"{own}/backup/*", f"{own}-*", *new)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another backup or moment (`2026-11-22T03:00Z`), and another name for the new table (`as NAME`)."""
        chosen, rest = self, list(words)
        if AS in rest:
            place = rest.index(AS)
            chosen = replace(chosen, target=self._named("".join(rest[place + 1 : place + 2])))
            rest = rest[:place] + rest[place + 2 :]
        if not rest:
            return chosen
        text = unicodedata.normalize("NFKC", " ".join(rest)).strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            if len(rest) > 1:
                raise Mistake("value_is_several_words", {"word": shortened(text)}, field="value") from None
            return replace(chosen, backup=text, at=None)
        if moment.tzinfo is None:
            example = f"{moment:%Y-%m-%dT%H:%M}+09:00"
            raise Mistake("moment_without_zone", {"word": shortened(text)}, example=example, field="value")
        return replace(chosen, backup=None, at=_told(moment))

    def _named(self, name: str) -> str:
        """Return a name for the new table. It begins as the old one's: only such tables may we make."""
        if not (_TABLE_NAME.fullmatch(name) and name.startswith(f"{self.table}-")):
            facts = {"word": shortened(name), "start": f"{self.table}-"}
            raise Mistake("table_name_unusable", facts, example=f"{AS} {self.table}-Restored-2", field="value")
        return name

    @property
    def _target(self) -> str:
        return self.target or f"{self.table}-Restored"

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for both tables, the ways back, and what of the old one's the new one lacks."""
        arn = restored_arn(scene)
        tags = () if arn is None else (tables.tags(arn), tables.tags(self._source_arn(arn)))
        of_each = (tables.configured, tables.continuous, tables.time_to_live)
        return (
            *(ask(name) for ask in of_each for name in (self.table, self._target)),
            tables.backups(self.table),
            *tags,
        )

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the new table, what it is restored from, and what will have to be done by hand."""
        before = self.before(scene, answers)
        lacking = Lacking.of(self._target, before)
        by_hand = Detail("left_by_hand", {"target": self._target, "names": list(BY_HAND)})
        return Draft(
            lines=(Line("TableName", None, self._target), self._source_line(before, answers)),
            calls=(self._restore(before), *lacking.calls(), *self._tagging(lacking, answers)),
            before=before,
            notes=(Detail("old_table_stays", {"table": self.table, "target": self._target}), by_hand),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - every kind is given the same
        """Return what it is restored from, and what of the old table's settings the new one is to be given."""
        if not isinstance(answers[tables.configured(self._target)], Missing):
            known(answers, tables.configured(self._target))
            facts = {"target": self._target, "choice": f"{AS} {self.table}-Restored-2"}
            raise Refusal("target_exists", facts)
        return {
            "from": way_back(self.table, self.backup, self.at, answers),
            **Lacking.settings(self.table, answers),
        }

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Wait for the new table, then give it one after another what it lacks."""
        restore = self._restore(before)
        restores = Wait(Detail("table_restores", {"table": self.table, "target": self._target}))
        if isinstance(answers[tables.configured(self._target)], Missing):
            # Not shown yet, or not made.
            return restores if restore.name in scene.results else Make(restore)
        new = known(answers, tables.configured(self._target))["Table"]
        if restore.name not in scene.results and not self._is_ours(new, before):
            return Otherwise(("TableName",))
        if new["TableStatus"] == "CREATING":
            return restores
        if new["TableStatus"] not in {"ACTIVE", "UPDATING"}:
            return Otherwise(("TableStatus",))
        lacking, arn = Lacking.of(self._target, before), restored_arn(scene)
        step = lacking.step(scene, answers)
        if step is None and arn is not None:
            step = lacking.tags_step(scene, answers, arn, self._source_arn(arn))
        return step if step is not None else Done(self._notes(answers, new, arn))

    def _is_ours(self, new: Json, before: Json) -> bool:
        """Say whether a table whose making nobody confirmed was restored as we wanted."""
        told = new.get("RestoreSummary") or {}
        if "backup" in before["from"]:
            return bool(told.get("SourceBackupArn") == before["from"]["backup"])
        return str(told.get("SourceTableArn", "")).endswith(f":table/{self.table}") and "SourceBackupArn" not in told

    def _restore(self, before: Json) -> Call:
        # Made twice it is refused the second time: the table is there already.
        way = before["from"]
        if "backup" in way:
            named = {"TargetTableName": self._target, "BackupArn": way["backup"]}
            return Call("dynamodb", "RestoreTableFromBackup", named, repeatable=True)
        named = {"SourceTableName": self.table, "TargetTableName": self._target}
        is_latest = way["moment"] == LATEST
        when = {"UseLatestRestorableTime": True} if is_latest else {"RestoreDateTime": way["moment"]}
        return Call("dynamodb", "RestoreTableToPointInTime", {**named, **when}, repeatable=True)

    def _source_line(self, before: Json, answers: Answers) -> Line:
        way = before["from"]
        if "backup" in way:
            rows = known(answers, tables.backups(self.table))["BackupSummaries"]
            row = next(one for one in rows if one["BackupArn"] == way["backup"])
            return Line("BackupName", None, f"{row['BackupName']} ({row['BackupCreationDateTime']})")
        if way["moment"] != LATEST:
            return Line("RestoreDateTime", None, str(way["moment"]))
        told = known(answers, tables.continuous(self.table))["ContinuousBackupsDescription"]
        latest = told["PointInTimeRecoveryDescription"].get("LatestRestorableDateTime")
        return Line("LatestRestorableDateTime", None, str(latest or LATEST))

    def _tagging(self, lacking: Lacking, answers: Answers) -> tuple[Call, ...]:
        """Return the request that copies the tags, which are read once the new table is there."""
        source = answers[tables.configured(self.table)]
        if isinstance(source, Missing):
            return ()
        arn = known(answers, tables.configured(self.table))["Table"]["TableArn"]
        return (lacking.tag(f"{arn.rpartition('/')[0]}/{self._target}", "…"),)

    def _source_arn(self, arn: str) -> str:
        """Return the old table's ARN by the new one's, which lies in the same account and region."""
        return f"{arn.rpartition('/')[0]}/{self.table}"

    def _notes(self, answers: Answers, new: Json, arn: str | None) -> tuple[Detail, ...]:
        source = answers[tables.configured(self.table)]
        items = None if isinstance(source, Missing) else _count(known(answers, tables.configured(self.table)))
        counts = {"items": items, "restored": int(new.get("ItemCount") or 0), "hours_old": tables.HOURS_OLD}
        are_tagged = arn is not None and are_tags_known(answers, arn, self._source_arn(arn))
        by_hand = [*BY_HAND, *([] if are_tagged else ["tags"])]
        both = {"table": self.table, "target": self._target}
        return (
            Detail("items_compared", {**both, **counts}),
            Detail("left_by_hand", {"target": self._target, "names": by_hand}),
            Detail("switch_offered", both),
        )


def _count(told: Json) -> int:
    """Return how many items a table held when AWS counted them last."""
    return int(told["Table"].get("ItemCount") or 0)


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
