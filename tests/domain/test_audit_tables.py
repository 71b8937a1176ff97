"""Is a table called encrypted and cleaned up only when DynamoDB says so?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.audit_queries import TtlReading
from bot.domain.audits import tables
from bot.domain.audits.verdict import overall
from bot.domain.diagnostics import TableReading
from bot.domain.holdings import Table
from bot.domain.knowledge import Failed, Known, Missing
from tests.audits import TABLE, held

NOW = datetime(2026, 11, 22, tzinfo=UTC)
READING = TableReading(TABLE, "ACTIVE", is_on_demand=True, read_units=None, write_units=None)
DENIED = Failed("denied", "dynamodb:DescribeTable", "dynamodb:DescribeTable")
GONE = Missing("not_found", "dynamodb:DescribeTable", TABLE)
EXPIRING = Table(TABLE, "expires_at")


def known(value: Any) -> Known[Any]:
    return Known(value, NOW, "dynamodb:X")


@pytest.mark.parametrize(
    ("answer", "verdict", "facts"),
    [
        (known(READING), "ok", {"key": None}),
        (known(replace(READING, encryption="KMS", kms_key="arn:key")), "ok", {"key": "arn:key"}),
        (known(replace(READING, encryption="KMS")), "ok", {"key": "KMS"}),
        (known(replace(READING, encryption="KMS", key_lost_at=NOW)), "fail", {"since": "2026-11-22T00:00:00Z"}),
        (GONE, "unknown", {"subject": TABLE}),
    ],
)
def test_a_table_is_encrypted_by_somebody_s_key_unless_that_is_lost(
    answer: Any, verdict: str, facts: dict[str, Any]
) -> None:
    """DynamoDB names no key where its own encrypts, which looks like nothing and is the default."""
    item = tables.encryption_item(held(), EXPIRING, answer)
    assert item.verdict == verdict
    assert item.detail is not None
    assert item.detail.facts == facts


@pytest.mark.parametrize(
    ("answer", "verdict", "key"),
    [
        (known(TtlReading("ENABLED", "expires_at")), "ok", "ttl_on"),
        (known(TtlReading("ENABLED", "ttl")), "fail", "ttl_other"),
        (known(TtlReading("DISABLED")), "fail", "ttl_off"),
        (known(TtlReading("DISABLED", "expires_at")), "fail", "ttl_off"),
        (known(TtlReading("ENABLING", "expires_at")), "warn", "ttl_changing"),
        (known(TtlReading("DISABLING", "expires_at")), "warn", "ttl_changing"),
        (DENIED, "unknown", "denied"),
        (GONE, "unknown", "not_found"),
    ],
)
def test_items_go_by_the_attribute_that_the_file_names(answer: Any, verdict: str, key: str) -> None:
    item = tables.ttl_item(held(), EXPIRING, answer)
    assert item.verdict == verdict
    assert item.detail is not None
    assert item.detail.key == key


@pytest.mark.parametrize("is_on", [True, False])
def test_protection_from_deletion_is_told_and_decides_nothing(*, is_on: bool) -> None:
    item = tables.protection_item(held(), EXPIRING, known(replace(READING, is_deletion_protected=is_on)))
    assert (item.verdict, item.judged) == ("ok", False)
    assert item.detail is not None
    assert item.detail.facts == {"is_on": is_on}
    encrypted = tables.encryption_item(held(), EXPIRING, known(READING))
    assert overall([item, encrypted]) == ("ok", ())
    assert overall([tables.protection_item(held(), EXPIRING, DENIED), encrypted]) == ("ok", ())


def test_the_worst_line_decides_and_unknown_is_worse_than_a_warning() -> None:
    plain = tables.ttl_item(held(), EXPIRING, known(TtlReading("ENABLED", "expires_at")))
    warn, unknown, fail = (replace(plain, id=one, verdict=one) for one in ("warn", "unknown", "fail"))
    assert overall([plain, warn]) == ("warn", ("warn",))
    assert overall([plain, warn, unknown]) == ("unknown", ("unknown", "warn"))
    assert overall([warn, fail, plain, unknown]) == ("fail", ("fail", "unknown", "warn"))
    assert overall([]) == ("unknown", ())
