"""Is a table called safe only when something fresh is known that it can be restored from?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audit_queries import ContinuousReading, RecoveryPoint, TableBackup
from bot.domain.audits.backups import Sources, backups_item, copies, pitr_item
from bot.domain.holdings import Table
from bot.domain.items import Item
from bot.domain.knowledge import Failed, Known, Missing
from tests.audits import TABLE, held

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
DENIED = Failed("denied", "backup:ListRecoveryPointsByResource", "backup:ListRecoveryPointsByResource")
GONE = Missing("not_found", "dynamodb:DescribeContinuousBackups", TABLE)


def known(value: Any) -> Known[Any]:
    return Known(value, NOW, "dynamodb:DescribeContinuousBackups")


def backup(days: float, status: Any = "AVAILABLE", arn: str = "arn:1") -> TableBackup:
    return TableBackup("backup", arn, NOW - timedelta(days=days), status)


def point(days: float, status: str = "COMPLETED", arn: str = "arn:2") -> RecoveryPoint:
    return RecoveryPoint(arn, "Default", NOW - timedelta(days=days), status)


OFF = known(ContinuousReading(is_on=False))
ON = known(ContinuousReading(True, NOW - timedelta(days=35), NOW - timedelta(minutes=5)))


def judged(backups: Any = (), points: Any = (), continuous: Any = OFF, table: Table | None = None) -> Item:
    parts = [one if isinstance(one, Failed | Missing) else known(tuple(one)) for one in (backups, points)]
    return backups_item(held(), table or Table(TABLE), Sources(parts[0], parts[1], continuous), NOW)


@pytest.mark.parametrize(
    ("backups", "points", "continuous", "verdict", "kind"),
    [
        ([backup(1)], [], OFF, "ok", "backup"),
        ([backup(7)], [], OFF, "ok", "backup"),
        ([backup(7.01)], [], OFF, "warn", "backup"),
        ([backup(30)], [point(2)], OFF, "ok", "point"),
        ([backup(30)], [], ON, "ok", "pitr"),
        ([backup(1, "CREATING"), backup(9)], [], OFF, "warn", "backup"),
        ([], [point(1, "PARTIAL"), point(9, "AVAILABLE")], OFF, "warn", "point"),
    ],
)
def test_the_newest_thing_to_restore_from_counts(
    backups: Any, points: Any, continuous: Any, verdict: str, kind: str
) -> None:
    item = judged(backups, points, continuous)
    assert item.verdict == verdict
    assert item.detail is not None
    assert (item.detail.key, item.detail.facts["kind"]) == ("restorable", kind)


def test_nothing_at_all_is_a_failure() -> None:
    for item in (judged(), judged([backup(1, "DELETED")], [point(1, "EXPIRED")])):
        assert (item.verdict, item.value) == ("fail", None)
        assert item.detail is not None
        assert item.detail.key == "nothing_to_restore"


@pytest.mark.parametrize("backups", [[], [backup(30)]])
def test_what_could_not_be_read_is_not_taken_for_nothing(backups: Any) -> None:
    item = judged(backups, DENIED)
    assert item.verdict == "unknown"
    assert item.detail is not None
    assert (item.detail.key, item.detail.facts["needs"]) == ("denied", "backup:ListRecoveryPointsByResource")


def test_something_fresh_that_is_known_is_enough() -> None:
    assert judged([backup(1)], DENIED).verdict == "ok"
    assert judged(DENIED, DENIED, ON).verdict == "ok"
    assert judged([backup(1)], [], DENIED).verdict == "ok"


def test_backups_that_outlived_their_table_say_nothing_of_it() -> None:
    item = judged([backup(1)], GONE, GONE)
    assert item.verdict == "unknown"
    assert item.detail is not None
    assert item.detail.key == "not_found"


def test_how_old_is_too_old_is_the_file_s_to_say() -> None:
    strict = Table(TABLE, backup_within=timedelta(hours=12))
    item = judged([backup(1)], table=strict)
    assert (item.verdict, item.value) == ("warn", 86400)
    assert item.normal is not None
    assert item.normal.at_most == 12 * 3600


def test_what_both_services_list_stands_once_and_the_newest_first() -> None:
    sources = Sources(known((backup(2, arn="arn:same"), backup(3))), known((point(2, arn="arn:same"), point(1))), OFF)
    assert [(one.kind, one.arn) for one in copies(sources)] == [
        ("point", "arn:2"),
        ("backup", "arn:same"),
        ("backup", "arn:1"),
    ]


@pytest.mark.parametrize(
    ("answer", "verdict", "key"),
    [
        (ON, "ok", "pitr_on"),
        (OFF, "fail", "pitr_off"),
        (known(ContinuousReading(True, NOW - timedelta(days=9), NOW - timedelta(hours=2))), "warn", "pitr_behind"),
        (known(ContinuousReading(True)), "warn", "pitr_behind"),
        (DENIED, "unknown", "denied"),
        (GONE, "unknown", "not_found"),
    ],
)
def test_point_in_time_recovery_is_on_and_up_to_date_or_not(answer: Any, verdict: str, key: str) -> None:
    item = pitr_item(held(), Table(TABLE), answer, NOW)
    assert item.verdict == verdict
    assert item.detail is not None
    assert item.detail.key == key


def test_lines_of_several_tables_have_names_of_their_own() -> None:
    service = held(tables=(Table("One"), Table("Two")))
    ids = {pitr_item(service, table, ON, NOW).id for table in service.tables}
    assert ids == {"dynamodb_pitr:One", "dynamodb_pitr:Two"}
    assert pitr_item(held(), Table(TABLE), ON, NOW).id == "dynamodb_pitr"
