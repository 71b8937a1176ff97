"""Do an audit's questions find the same in every cloud: the fake, and AWS's stand-ins where these are true to AWS?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.audit_queries import (
    BucketLifecycle,
    BucketPolicyStatus,
    BucketVersioning,
    ContinuousBackups,
    ContinuousReading,
    LifecycleRule,
    RecoveryPoints,
    RolePolicies,
    RolePolicy,
    TableBackup,
    TableBackups,
    TimeToLive,
    TtlReading,
    VersioningReading,
)
from bot.domain.diagnostics import BucketReading, TableConfiguration, TableReading
from bot.domain.knowledge import Known, Missing
from bot.domain.queries import Query
from tests.adapters.audit_estates import AnyAuditEstate, AuditEstate
from tests.adapters.clouds import REGION, InMemory, ministack, moto
from tests.adapters.estates import ACCOUNT

BUCKET, TABLE, ROLE = "face-auth-images", "FaceAuth-LivenessSessions", "FaceAuthLambdaExecutionRole"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": f"arn:aws:s3:::{BUCKET}/*"}],
}

everywhere = pytest.mark.parametrize("estate", ["memory", "moto", "ministack"], indirect=True)


@pytest.fixture(scope="module")
def moto_address() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture(scope="module")
def ministack_address() -> Iterator[str]:
    with ministack() as address:
        yield address


@pytest.fixture
def estate(request: pytest.FixtureRequest, tmp_path: Path) -> AnyAuditEstate:
    """Make a cloud of the kind asked for, with one table and one bucket that have nothing set."""
    made: AnyAuditEstate
    if request.param == "memory":
        made = InMemory()
    else:
        made = AuditEstate(request.getfixturevalue(f"{request.param}_address"), tmp_path)
        made.reset("/moto-api/reset" if request.param == "moto" else "/_ministack/reset")
    made.put_table(TableReading(TABLE, "ACTIVE", is_on_demand=True, read_units=None, write_units=None))
    made.put_bucket(BucketReading(BUCKET, None, None, None, encryption=None))
    return made


def known(estate: AnyAuditEstate, query: Query[Any], source: str) -> Any:
    answer = estate.cloud.read(query, region=REGION)
    assert isinstance(answer, Known), answer
    assert answer.source == source
    return answer.value


@everywhere
class TestTables:
    def test_backups_are_told_with_their_age_and_state(self, estate: AnyAuditEstate) -> None:
        now = estate.clock.now()
        for name in ("first", "second"):
            estate.put_backup(TABLE, TableBackup(name, f"arn:{name}", now, "AVAILABLE", size_bytes=0))
        found = known(estate, TableBackups(TABLE), "dynamodb:ListBackups")
        assert {one.name for one in found} == {"first", "second"}
        assert len({one.arn for one in found}) == 2
        assert {(one.status, one.kind) for one in found} == {("AVAILABLE", "USER")}
        assert all(abs(one.created_at - now) < timedelta(minutes=5) for one in found)
        assert found[0].created_at >= found[1].created_at
        assert all(isinstance(one.size_bytes, int) for one in found)

    def test_a_table_without_backups_has_none(self, estate: AnyAuditEstate) -> None:
        assert known(estate, TableBackups(TABLE), "dynamodb:ListBackups") == ()

    def test_point_in_time_recovery_is_off_until_it_is_on(self, estate: AnyAuditEstate) -> None:
        source = "dynamodb:DescribeContinuousBackups"
        assert known(estate, ContinuousBackups(TABLE), source) == ContinuousReading(is_on=False)
        now = estate.clock.now()
        estate.put_continuous(TABLE, ContinuousReading(True, now, now))
        found = known(estate, ContinuousBackups(TABLE), source)
        assert found.is_on
        assert found.earliest_at <= found.latest_at <= now + timedelta(minutes=5)

    def test_items_stay_until_their_expiry_is_set(self, estate: AnyAuditEstate) -> None:
        source = "dynamodb:DescribeTimeToLive"
        assert known(estate, TimeToLive(TABLE), source).status == "DISABLED"
        estate.put_ttl(TABLE, TtlReading("ENABLED", "expires_at"))
        assert known(estate, TimeToLive(TABLE), source) == TtlReading("ENABLED", "expires_at")

    @pytest.mark.parametrize("query", [ContinuousBackups("Nobody"), TimeToLive("Nobody"), RecoveryPoints("Nobody")])
    def test_a_table_that_does_not_exist_is_missing(self, estate: AnyAuditEstate, query: Query[Any]) -> None:
        answer = estate.cloud.read(query, region=REGION)
        assert isinstance(answer, Missing)
        assert (answer.reason, answer.subject) == ("not_found", "Nobody")


@everywhere
class TestBuckets:
    def test_versions_are_not_kept_until_that_is_set(self, estate: AnyAuditEstate) -> None:
        source = "s3:GetBucketVersioning"
        assert known(estate, BucketVersioning(BUCKET), source) == VersioningReading(None)
        for status in ("Enabled", "Suspended"):
            estate.put_versioning(BUCKET, VersioningReading(status))
            assert known(estate, BucketVersioning(BUCKET), source) == VersioningReading(status)

    def test_lifecycle_rules_are_told_as_they_were_set(self, estate: AnyAuditEstate) -> None:
        source = "s3:GetLifecycleConfiguration"
        assert known(estate, BucketLifecycle(BUCKET), source) == ()
        rules = (
            LifecycleRule("audit", "liveness-audit/", is_on=True, expires_days=90, noncurrent_days=7),
            LifecycleRule("tagged", "other/", is_on=True, is_narrowed=True, expires_days=1),
            LifecycleRule("off", "old/", is_on=False, expires_days=1),
        )
        estate.put_lifecycle(BUCKET, *rules)
        assert known(estate, BucketLifecycle(BUCKET), source) == rules

    def test_a_bucket_without_a_policy_is_not_public_by_it(self, estate: AnyAuditEstate) -> None:
        """One stand-in doesn't say so; then it isn't known, and never taken for good."""
        answer = estate.cloud.read(BucketPolicyStatus(BUCKET), region=REGION)
        assert answer == Missing("not_told", "s3:GetBucketPolicyStatus", BUCKET) or (
            isinstance(answer, Known) and answer.value is False
        )

    @pytest.mark.parametrize(
        "query", [BucketVersioning("nobody"), BucketLifecycle("nobody"), BucketPolicyStatus("nobody")]
    )
    def test_a_bucket_that_does_not_exist_is_missing(self, estate: AnyAuditEstate, query: Query[Any]) -> None:
        answer = estate.cloud.read(query, region=REGION)
        assert isinstance(answer, Missing)
        assert (answer.reason, answer.subject) == ("not_found", "nobody")


@everywhere
class TestRoles:
    def test_every_document_of_a_role_is_read_inline_ones_first(self, estate: AnyAuditEstate) -> None:
        policies = (
            RolePolicy("inline", None, DOCUMENT),
            RolePolicy("attached", f"arn:aws:iam::{ACCOUNT}:policy/attached", DOCUMENT),
        )
        estate.put_policies(ROLE, *policies)
        assert known(estate, RolePolicies(ROLE), "iam:GetRolePolicy") == policies

    def test_a_role_that_does_not_exist_is_missing(self, estate: AnyAuditEstate) -> None:
        answer = estate.cloud.read(RolePolicies("Nobody"), region=REGION)
        assert answer == Missing("not_found", "iam:ListRolePolicies", "Nobody")


@pytest.mark.parametrize("estate", ["moto", "ministack"], indirect=True)
def test_of_an_attached_policy_the_version_in_force_is_read(estate: AuditEstate) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/attached"
    estate.put_policies(ROLE, RolePolicy("attached", arn, DOCUMENT))
    wide = {**DOCUMENT, "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    estate.newer_version(arn, wide)
    assert known(estate, RolePolicies(ROLE), "iam:GetRolePolicy") == (RolePolicy("attached", arn, wide),)


@pytest.mark.parametrize("estate", ["moto"], indirect=True)
def test_a_policy_for_everybody_is_called_public_by_aws_itself(estate: AuditEstate) -> None:
    """Only moto answers this one as AWS does."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open/*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    estate.put_bucket(BucketReading("open", policy, None, None, encryption=None))
    assert known(estate, BucketPolicyStatus("open"), "s3:GetBucketPolicyStatus") is True


@pytest.mark.parametrize("estate", ["memory", "ministack"], indirect=True)
def test_what_aws_backup_never_heard_of_has_no_recovery_points(estate: AnyAuditEstate) -> None:
    assert known(estate, RecoveryPoints(TABLE), "backup:ListRecoveryPointsByResource") == ()


@everywhere
def test_a_table_is_not_protected_from_deletion_by_itself(estate: AnyAuditEstate) -> None:
    found = known(estate, TableConfiguration(TABLE), "dynamodb:DescribeTable")
    assert (found.is_deletion_protected, found.encryption, found.key_lost_at) == (False, None, None)
