"""Bill a DynamoDB table on demand, or give it so much capacity for reading and writing.

A table's capacity has no revision: what somebody else changes between our look and our request is overwritten, and seen
only when it is read back. A global secondary index has a capacity of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from bot.domain.actions import tables
from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Otherwise, Progress, Scene, Wait, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.queries import Query

ON_DEMAND, PROVISIONED = "on_demand", "provisioned"

BETWEEN_SWITCHES = timedelta(hours=24)
"""From one switch to on-demand to the next. AWS's own pages give this, and lately four switches in 24 hours; a table
tells only its last one, so the stricter rule is kept."""

_UNITS = re.compile(r"0*[1-9][0-9]{0,8}", re.ASCII)
_ON_DEMAND = frozenset({"on-demand", "on_demand", "ondemand", "on demand", "オンデマンド"})
_PROVISIONED = frozenset({"provisioned", "プロビジョンド", "プロビジョニング済み"})


@dataclass(frozen=True, slots=True)
class DynamodbCapacity:
    """The mode the table shall be billed in (`on_demand`, `provisioned`), and how many units it shall have then.

    `indexes` are the units of global secondary indexes (`by_user=5/5`: reading, writing); those of others stay.
    """

    NAME: ClassVar[str] = "dynamodb_capacity"
    READS: ClassVar[tuple[str, ...]] = ("dynamodb:DescribeTable",)
    CHANGES: ClassVar[tuple[str, ...]] = ("dynamodb:UpdateTable",)

    table: str
    mode: str = ON_DEMAND
    read_units: int | None = None
    write_units: int | None = None
    indexes: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The table."""
        return self.table

    @property
    def resources(self) -> tuple[str, ...]:
        """The table and its indexes."""
        return (tables.arn(self.table), f"{tables.arn(self.table)}/index/*")

    def chosen(self, words: Sequence[str]) -> Self:
        """Take another mode (`on-demand`) or other units (`10 20`: reading, writing)."""
        texts = [unicodedata.normalize("NFKC", word).strip().lower() for word in words]
        if not texts:
            return self
        if " ".join(texts) in _ON_DEMAND:
            return replace(self, mode=ON_DEMAND, read_units=None, write_units=None, indexes=())
        numbers = texts[1:] if texts[0] in _PROVISIONED else texts
        if len(numbers) != 2 or not all(_UNITS.fullmatch(one) for one in numbers):  # noqa: PLR2004
            raise Mistake("capacity_unreadable", {"word": shortened(" ".join(words))}, example="10 20", field="value")
        return replace(self, mode=PROVISIONED, read_units=int(numbers[0]), write_units=int(numbers[1]))

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:  # noqa: ARG002 - every kind is given the same
        """Ask for the table."""
        return (tables.configured(self.table),)

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the mode and the units now and then; refuse what AWS would."""
        before = self.before(scene, answers)
        wanted, table = self._wanted(before), known(answers, tables.configured(self.table))["Table"]
        if wanted == before:
            raise Mistake("action_already_so", {"subject": self.subject, "value": self.mode}, field="value")
        switched = (table.get("BillingModeSummary") or {}).get("LastUpdateToPayPerRequestDateTime")
        may_again_at = tables.moment(switched) + BETWEEN_SWITCHES if switched else None
        if wanted["mode"] == ON_DEMAND:
            _refuse_early(self.table, switched, may_again_at, scene.now)
        return Draft(
            lines=tuple(_lines(before, wanted)),
            calls=(self._call(before),),
            before=before,
            notes=tuple(self._notes(before, table, may_again_at, scene.now)),
            undo=self._undo(before),
        )

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - every kind is given the same
        """Return the mode and all units; refuse while the table is changing."""
        return _state(tables.usable(known(answers, tables.configured(self.table)), "ACTIVE"))

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:
        """Wait while AWS is at it, then compare the mode and all units."""
        table = known(answers, tables.configured(self.table))["Table"]
        settles = Wait(Detail("table_settles", {"table": self.table, "status": table["TableStatus"]}))
        indexes = [index.get("IndexStatus") for index in table.get("GlobalSecondaryIndexes") or []]
        if "UPDATING" in {table["TableStatus"], *indexes}:
            return settles
        found, wanted, call = _state(table), self._wanted(before), self._call(before)
        if found == wanted:
            return Done((Detail("capacity_is", {"table": self.table, **found}),))
        if found != before:
            return Otherwise(tuple(part for part in found if found[part] != wanted[part]))
        if table["TableStatus"] != "ACTIVE":
            return Otherwise(("TableStatus",))
        # AWS may tell a change a little late; asked again at once, it would be refused as being under way.
        return settles if call.name in scene.results else Make(call)

    def _wanted(self, before: Json) -> dict[str, Any]:
        if self.mode == ON_DEMAND:
            return {**before, "mode": ON_DEMAND, "read": None, "write": None, "indexes": {}}
        if self.mode != PROVISIONED or not self.read_units or not self.write_units:
            raise Mistake("capacity_unreadable", {"word": self.mode}, example="10 20", field="value")
        given = self._given()
        strange = sorted(set(given) - set(before["names"]))
        if strange:
            raise Refusal("no_such_index", {"table": self.table, "indexes": strange})
        units = {**before["indexes"], **given}
        missing = [name for name in before["names"] if name not in units]
        if missing:
            raise Refusal("indexes_need_capacity", {"table": self.table, "indexes": missing})
        units_of = {"read": self.read_units, "write": self.write_units, "indexes": units}
        return {**before, "mode": PROVISIONED, **units_of}

    def _given(self) -> dict[str, list[int]]:
        try:
            parts = (one.rpartition("=") for one in self.indexes)
            return {name: [int(unit) for unit in units.split("/")] for name, _, units in parts}
        except ValueError:
            raise Mistake("capacity_unreadable", {"word": shortened(" ".join(self.indexes))}) from None

    def _call(self, before: Json) -> Call:
        wanted = self._wanted(before)
        arguments: dict[str, Any] = {"TableName": self.table}
        if wanted["mode"] != before["mode"]:
            arguments["BillingMode"] = "PAY_PER_REQUEST" if wanted["mode"] == ON_DEMAND else "PROVISIONED"
        if wanted["mode"] == PROVISIONED:
            # AWS refuses units that equal the present ones.
            if [wanted["read"], wanted["write"]] != [before["read"], before["write"]]:
                arguments["ProvisionedThroughput"] = _throughput([wanted["read"], wanted["write"]])
            updates = [
                {"Update": {"IndexName": name, "ProvisionedThroughput": _throughput(units)}}
                for name, units in sorted(wanted["indexes"].items())
                if units != before["indexes"].get(name)
            ]
            if updates:
                arguments["GlobalSecondaryIndexUpdates"] = updates
        return Call("dynamodb", "UpdateTable", arguments, repeatable=True)

    def _notes(self, before: Json, table: Json, may_again_at: datetime | None, now: datetime) -> list[Detail]:
        notes = []
        if before["mode"] == ON_DEMAND and may_again_at is not None and may_again_at > now:
            notes.append(Detail("return_must_wait", {"table": self.table, "may_again_at": _told(may_again_at)}))
        if self.mode == PROVISIONED:
            notes.append(Detail("autoscaling_may_override", {"table": self.table}))
        regions = sorted(str(one.get("RegionName")) for one in table.get("Replicas") or [])
        return [*notes, Detail("replicas_follow", {"table": self.table, "regions": regions})] if regions else notes

    def _undo(self, before: Json) -> Json:
        was = {"table": self.table, "mode": before["mode"]}
        if before["mode"] == ON_DEMAND:
            return was
        indexes = [f"{name}={read}/{write}" for name, (read, write) in sorted(before["indexes"].items())]
        return {**was, "read_units": before["read"], "write_units": before["write"], "indexes": indexes}


def _refuse_early(table: str, switched: str | None, may_again_at: datetime | None, now: datetime) -> None:
    if may_again_at is not None and now < may_again_at:
        facts = {"table": table, "switched_at": switched, "may_again_at": _told(may_again_at)}
        raise Refusal("switched_lately", facts)


def _state(table: Json) -> dict[str, Any]:
    """Return the mode, and the units that count in it; the names of all indexes beside those with units."""
    is_on_demand = (table.get("BillingModeSummary") or {}).get("BillingMode") == "PAY_PER_REQUEST"
    indexes = {row["IndexName"]: _units(row) for row in table.get("GlobalSecondaryIndexes") or []}
    read, write = (None, None) if is_on_demand else _units(table)
    return {
        "mode": ON_DEMAND if is_on_demand else PROVISIONED,
        "read": read,
        "write": write,
        "indexes": {} if is_on_demand else indexes,
        "names": sorted(indexes),
    }


def _units(row: Json) -> list[int]:
    told = row.get("ProvisionedThroughput") or {}
    return [int(told.get("ReadCapacityUnits") or 0), int(told.get("WriteCapacityUnits") or 0)]


def _throughput(units: Sequence[int]) -> Mapping[str, int]:
    return {"ReadCapacityUnits": units[0], "WriteCapacityUnits": units[1]}


def _lines(before: Json, wanted: Json) -> list[Line]:
    rows = [("BillingMode", before["mode"], wanted["mode"])]
    rows += [("ReadCapacityUnits", before["read"], wanted["read"])]
    rows += [("WriteCapacityUnits", before["write"], wanted["write"])]
    for name in before["names"]:
        rows.append((name, _pair(before["indexes"].get(name)), _pair(wanted["indexes"].get(name))))
    return [Line(name, _text(was), _text(then)) for name, was, then in rows if was != then]


def _pair(units: Sequence[int] | None) -> str | None:
    return None if units is None else f"{units[0]}/{units[1]}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _told(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
