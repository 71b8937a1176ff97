"""Are backups and security asked about at once, and is nothing called safe that isn't known to be?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audit_queries import (
    BucketVersioning,
    ContinuousBackups,
    ContinuousReading,
    RecoveryPoint,
    RecoveryPoints,
    RolePolicies,
    TableBackups,
    TimeToLive,
    VersioningReading,
)
from bot.domain.diagnostics import BucketAccess
from bot.domain.failures import Mistake, Refusal
from bot.domain.holdings import Bucket, Table
from bot.domain.knowledge import Failed
from bot.domain.queries import Query
from bot.flows.audits import backups, security
from commands import verbs
from tests.audits import BUCKET, TABLE, asked, held, rows, say, sound
from tests.fakes import FakeCloud

BARE = {"tables": (), "buckets": (), "roles": (), "cost": None}


class TestBackups:
    def test_everything_is_in_order_where_it_is(self) -> None:
        for words in ("backup list", "backup", "backup ＬＩＳＴ"):
            facts = say(words, held(), sound())()
            assert (facts["verdict"], facts["because"]) == ("ok", [])
            assert set(rows(facts)) == {
                "dynamodb_backups",
                "dynamodb_pitr",
                "dynamodb_deletion_protection",
                "s3_versioning",
            }
            assert [one["kind"] for one in facts["kept"][0]["copies"]] == ["backup", "point"]
            assert rows(facts)["dynamodb_pitr"]["about"] == TABLE

    @pytest.mark.parametrize(
        ("word", "nearest"), [("purge", None), ("lst", "list"), ("ls", "list"), ("restroe", "restore")]
    )
    def test_another_word_is_answered_with_what_there_is(self, word: str, nearest: str | None) -> None:
        with pytest.raises(Mistake) as caught:
            say(f"backup {word} x", held(), sound())()
        assert caught.value.key == "unknown_backup_verb"
        assert caught.value.facts == {"word": word, "known": ["list", "create", "restore"], "nearest": nearest}

    def test_a_long_list_is_cut_and_counted(self) -> None:
        cloud = sound()
        for number in range(20):
            at = cloud.clock.now() - timedelta(days=3 + number)
            cloud.put_point(TABLE, RecoveryPoint(f"arn:more:{number}", "Default", at, "COMPLETED"))
        (kept,) = say("backup list", held(), cloud)()["kept"]
        assert (len(kept["copies"]), kept["more"]) == (backups.SHOWN, 22 - backups.SHOWN)

    def test_what_could_not_be_read_is_said_beside_what_could(self) -> None:
        cloud = sound()
        needs = "backup:ListRecoveryPointsByResource"
        cloud.fail(RecoveryPoints, Failed("denied", needs, needs))
        facts = say("backup list", held(), cloud)()
        (gap,) = facts["kept"][0]["gaps"]
        assert (gap["key"], gap["facts"]["needs"]) == ("denied", needs)
        assert rows(facts)["dynamodb_backups"]["verdict"] == "ok"

    def test_a_service_that_holds_nothing_is_told_so(self) -> None:
        with pytest.raises(Refusal) as refused:
            say("backup list", held(**BARE), sound())()
        assert refused.value.key == "nothing_to_back_up"


class TestSecurity:
    def test_everything_is_in_order_where_it_is(self) -> None:
        facts = say("security", held(), sound())()
        assert (facts["verdict"], facts["because"]) == ("ok", [])
        assert list(rows(facts)) == [
            "iam_role",
            "s3_bucket_policy",
            "s3_public_access",
            "s3_encryption",
            "s3_lifecycle",
            "s3_versioning",
            "dynamodb_encryption",
            "dynamodb_pitr",
            "dynamodb_ttl",
            "dynamodb_backups",
        ]

    @pytest.mark.parametrize(
        ("kind", "lines"),
        [
            (RolePolicies, {"iam_role"}),
            (BucketAccess, {"s3_bucket_policy", "s3_public_access", "s3_encryption"}),
            (BucketVersioning, {"s3_versioning"}),
            (TimeToLive, {"dynamodb_ttl"}),
            (ContinuousBackups, {"dynamodb_pitr"}),
        ],
    )
    def test_a_denied_question_leaves_its_lines_unknown_and_the_others_stand(
        self, kind: type[Query[Any]], lines: set[str]
    ) -> None:
        cloud = sound()
        cloud.fail(kind, Failed("denied", "x:Action", "x:Action"))
        facts = say("security", held(), cloud)()
        unknown = {name for name, row in rows(facts).items() if row["verdict"] == "unknown"}
        assert unknown == lines
        assert {rows(facts)[one]["detail"]["facts"]["needs"] for one in lines} == {"x:Action"}
        assert (facts["verdict"], set(facts["because"])) == ("unknown", lines)

    def test_with_aws_gone_nothing_is_called_safe(self) -> None:
        cloud = sound()
        for kind in {type(one) for one in _all_asked()}:
            cloud.fail(kind, Failed("unreachable", "x:Y"))
        facts = say("security", held(), cloud)()
        assert {row["verdict"] for row in rows(facts).values()} == {"unknown"}

    def test_in_an_empty_account_nothing_is_called_safe(self) -> None:
        facts = say("security", held(), FakeCloud())()
        assert {row["verdict"] for row in rows(facts).values()} == {"unknown"}
        assert {row["detail"]["key"] for row in rows(facts).values()} == {"not_found"}

    def test_what_is_open_is_named_the_worst_first(self) -> None:
        cloud = sound()
        cloud.put_versioning(BUCKET, VersioningReading(None))
        cloud.put_continuous(TABLE, ContinuousReading(is_on=False))
        cloud.fail(TimeToLive, Failed("throttled", "dynamodb:DescribeTimeToLive"))
        facts = say("security", held(), cloud)()
        assert (facts["verdict"], facts["because"]) == ("fail", ["s3_versioning", "dynamodb_pitr", "dynamodb_ttl"])

    def test_only_what_the_file_wants_is_asked(self) -> None:
        cloud = sound()
        plain = held(tables=(Table(TABLE),), buckets=(Bucket(BUCKET),), roles=())
        facts = say("security", plain, cloud)()
        assert {"s3_lifecycle", "dynamodb_ttl", "iam_role"}.isdisjoint(rows(facts))
        assert asked(cloud, TimeToLive, RolePolicies) == 0

    def test_several_of_a_kind_have_lines_of_their_own(self) -> None:
        cloud = sound()
        facts = say("security", held(tables=(Table(TABLE), Table("Gone"))), cloud)()
        assert rows(facts)[f"dynamodb_pitr:{TABLE}"]["verdict"] == "ok"
        assert rows(facts)["dynamodb_pitr:Gone"]["verdict"] == "unknown"
        assert len({one["id"] for one in facts["items"]}) == len(facts["items"])

    def test_a_service_that_holds_nothing_is_told_so(self) -> None:
        with pytest.raises(Refusal) as refused:
            say("security", held(**BARE), sound())()
        assert refused.value.key == "nothing_to_audit"


def _all_asked() -> list[Query[Any]]:
    cloud = sound()
    security.security(held(), cloud=cloud, clock=cloud.clock)
    assert asked(cloud, TableBackups) == 1
    return cloud.reads


@pytest.mark.parametrize("name", ["cost", "backup", "security"])
def test_only_who_may_operate_is_answered(name: str) -> None:
    assert verbs()[name].needs == "operate"
