"""Make a backup of a DynamoDB table, found again by its name: it ends in the action's own token.

Nothing takes it back: we never delete what could be needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from bot.domain.actions import tables
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, Wait, known
from bot.domain.failures import Mistake, shortened
from bot.domain.items import Detail
from bot.domain.queries import Query

DOLLARS_PER_GB_MONTH = 0.10
"""List price of keeping a backup, us-east-1 (DynamoDB pricing)."""

BYTES_PER_GB = 1024**3

LONGEST_NAME = 255
"""Of a backup (DynamoDB API, BackupName)."""

_TOKEN = 6


@dataclass(frozen=True, slots=True)
class DynamodbBackup:
    """The table that is backed up."""

    NAME: ClassVar[str] = "dynamodb_backup"
    READS: ClassVar[tuple[str, ...]] = ("dynamodb:DescribeTable", "dynamodb:ListBackups", "dynamodb:DescribeBackup")
    CHANGES: ClassVar[tuple[str, ...]] = ("dynamodb:CreateBackup",)

    table: str

    @property
    def subject(self) -> str:
        """The table."""
        return self.table

    @property
    def resources(self) -> tuple[str, ...]:
        """The table."""
        return (tables.arn(self.table),)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take nothing: there is nothing to choose."""
        if words:
            raise Mistake("nothing_to_choose", {"word": shortened(" ".join(words))}, field="value")
        return self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the table and its backups, and for the one that was made once its ARN is known."""
        arn = _made(scene).get("BackupArn")
        asked: tuple[Query[Any], ...] = (tables.configured(self.table), tables.backups(self.table))
        return asked if arn is None else (*asked, tables.backup(arn))

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the backup's name, how much it will hold, and what keeping it costs in a month."""
        before, table = self.before(scene, answers), known(answers, tables.configured(self.table))["Table"]
        size = int(table.get("TableSizeBytes") or 0)
        holds: dict[str, object] = {
            "bytes": size,
            "items": int(table.get("ItemCount") or 0),
            "hours_old": tables.HOURS_OLD,
            "dollars_per_month": round(size / BYTES_PER_GB * DOLLARS_PER_GB_MONTH, 2),
            "dollars_per_gb": DOLLARS_PER_GB_MONTH,
        }
        call = self._call(scene)
        return Draft(
            lines=(Line("BackupName", None, str(call.arguments["BackupName"])),),
            calls=(call,),
            before=before,
            notes=(Detail("backup_holds", holds), Detail("backup_stays", {"table": self.table})),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:
        """Return which table it is, and what bears this action's name already: nothing, but for a strange accident."""
        table = tables.usable(known(answers, tables.configured(self.table)), "ACTIVE", "UPDATING")
        taken = [row["BackupArn"] for row in self._own(scene, answers)]
        return {"table": table.get("TableId") or table["TableArn"], "taken": sorted(taken)}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Find the backup by its ARN or, where nobody told us that, by its name; Done only when it can be used."""
        told = self._found(scene, before, answers)
        runs = Wait(Detail("backup_runs", {"table": self.table}))
        if told is None:
            # Nothing yet: it is shown a little late, or was not made.
            return runs if "dynamodb:CreateBackup" in scene.results else Make(self._call(scene))
        if told["BackupStatus"] == "CREATING":
            return runs
        if told["BackupStatus"] != "AVAILABLE":
            return Otherwise(("BackupStatus",))
        facts = {"name": told["BackupName"], "arn": told["BackupArn"], "bytes": told.get("BackupSizeBytes")}
        return Done((Detail("backup_made", facts),))

    def _found(self, scene: Scene, before: Json, answers: Answers) -> Json | None:
        arn = _made(scene).get("BackupArn")
        if arn is not None:
            told: Json = known(answers, tables.backup(arn))["BackupDescription"]["BackupDetails"]
            return told
        return next((row for row in self._own(scene, answers) if row["BackupArn"] not in before["taken"]), None)

    def _own(self, scene: Scene, answers: Answers) -> list[dict[str, Any]]:
        """Return the backups that bear this action's name; the day in it is when it was made, whenever we look."""
        start, end = self._name_around(scene)
        pattern = re.compile(rf"{re.escape(start)}\d{{8}}{re.escape(end)}")
        rows = known(answers, tables.backups(self.table)).get("BackupSummaries", [])
        return [row for row in tables.newest_first(rows) if pattern.fullmatch(row["BackupName"])]

    def _name_around(self, scene: Scene) -> tuple[str, str]:
        own = re.sub(r"[^A-Za-z0-9]", "", scene.token)[-_TOKEN:]
        end = f"-{own}"
        return f"{self.table[: LONGEST_NAME - len('-20261122') - len(end)]}-", end

    def _call(self, scene: Scene) -> Call:
        start, end = self._name_around(scene)
        # Made twice it would be there twice: never again without a look.
        named = {"TableName": self.table, "BackupName": f"{start}{scene.now:%Y%m%d}{end}"}
        return Call("dynamodb", "CreateBackup", named)


def _made(scene: Scene) -> Json:
    """Return what AWS told of the backup when it took the request."""
    told: Json = scene.results.get("dynamodb:CreateBackup", {}).get("BackupDetails") or {}
    return told
