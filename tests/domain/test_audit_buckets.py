"""Is a bucket called closed, encrypted and cleaned up only when AWS says so?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audit_queries import LifecycleRule, VersioningReading
from bot.domain.audits import buckets, lifecycles
from bot.domain.diagnostics import BucketReading
from bot.domain.holdings import Bucket, Expiry
from bot.domain.items import Item
from bot.domain.knowledge import Failed, Known, Missing
from tests.audits import BLOCKS, BUCKET, PREFIX, bucket, document, held, only_tls, statement

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NINETY = Expiry(PREFIX, timedelta(days=90))
DENIED = Failed("denied", "s3:GetBucketPolicy", "s3:GetBucketPolicy")
NOT_TOLD = Missing("not_told", "s3:GetBucketPolicyStatus", BUCKET)


def known(value: Any) -> Known[Any]:
    return Known(value, NOW, "s3:X")


def key(item: Item) -> str | None:
    return item.detail.key if item.detail else None


EVERYBODY = statement(Principal="*")
OURS = statement(Principal={"AWS": "arn:aws:iam::123456789012:root"})
IF_OURS = statement(Principal={"AWS": ["*"]}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})


class TestPolicy:
    def judged(self, *statements: dict[str, Any], status: Any = None, reading: BucketReading | None = None) -> Item:
        access = reading or bucket(policy=document(*statements))
        answer = known(value=False) if status is None else status
        return buckets.policy_item(held(), Bucket(BUCKET), known(access), answer)

    @pytest.mark.parametrize(
        ("statements", "status", "verdict", "said"),
        [
            ([only_tls()], None, "ok", "only_tls"),
            ([only_tls(), OURS], None, "ok", "only_tls"),
            ([OURS], None, "warn", "not_only_tls"),
            ([only_tls(), EVERYBODY], None, "fail", "public_bucket"),
            ([only_tls(), OURS], known(value=True), "fail", "public_bucket"),
            ([only_tls(), IF_OURS], known(value=False), "ok", "only_tls"),
            ([only_tls(), IF_OURS], NOT_TOLD, "unknown", "not_told"),
            ([only_tls(), IF_OURS], DENIED, "unknown", "denied"),
            ([only_tls(), OURS], NOT_TOLD, "ok", "only_tls"),
            ([only_tls(), EVERYBODY], DENIED, "fail", "public_bucket"),
        ],
    )
    def test_who_is_let_in_is_read_from_the_text_and_from_aws(
        self, statements: list[dict[str, Any]], status: Any, verdict: str, said: str
    ) -> None:
        item = self.judged(*statements, status=status)
        assert (item.verdict, key(item)) == (verdict, said)

    @pytest.mark.parametrize(
        ("changes", "is_enough"),
        [
            ({}, True),
            ({"Principal": {"AWS": "*"}}, True),
            ({"Condition": {"bool": {"aws:securetransport": False}}}, True),
            ({"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}, True),
            ({"Resource": "*"}, True),
            ({"Action": "*"}, True),
            ({"Action": "s3:GetObject"}, False),
            ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
            ({"Resource": f"arn:aws:s3:::{BUCKET}"}, False),
            ({"Resource": "arn:aws:s3:::another/*"}, False),
            ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
            ({"Condition": {}}, False),
            (
                {"Condition": {"Bool": {"aws:SecureTransport": "false"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
                False,
            ),
        ],
    )
    def test_without_tls_nobody_may_do_anything(self, changes: dict[str, Any], *, is_enough: bool) -> None:
        item = self.judged(only_tls(**changes))
        assert item.verdict == ("ok" if is_enough else "warn")

    def test_no_policy_is_a_state_and_lets_nobody_in(self) -> None:
        item = self.judged(reading=bucket(policy=None), status=NOT_TOLD)
        assert (item.verdict, key(item)) == ("warn", "not_only_tls")

    def test_a_policy_that_could_not_be_read_is_unknown(self) -> None:
        item = buckets.policy_item(held(), Bucket(BUCKET), DENIED, known(value=False))
        assert (item.verdict, key(item)) == ("unknown", "denied")


class TestAccess:
    @pytest.mark.parametrize(
        ("own", "account", "value", "verdict", "said"),
        [
            (dict.fromkeys(BLOCKS, True), None, 4, "ok", None),
            (None, dict.fromkeys(BLOCKS, True), 4, "ok", "public_access_by_account"),
            (dict.fromkeys(BLOCKS[:3], True), {BLOCKS[3]: True}, 4, "ok", "public_access_by_account"),
            (dict.fromkeys(BLOCKS[:3], True), None, 3, "fail", "public_access_open"),
            (None, None, 0, "fail", "public_access_open"),
            ({}, {}, 0, "fail", "public_access_open"),
        ],
    )
    def test_the_bucket_and_its_account_block_together(
        self, own: Any, account: Any, value: float, verdict: str, said: str | None
    ) -> None:
        item = buckets.public_access_item(held(), Bucket(BUCKET), known(bucket(block=own, account_block=account)))
        assert (item.value, item.verdict, key(item)) == (value, verdict, said)

    @pytest.mark.parametrize(
        ("encryption", "verdict"), [("AES256", "ok"), ("aws:kms", "ok"), ("aws:kms:dsse", "ok"), (None, "fail")]
    )
    def test_a_default_encryption_is_set_or_not(self, encryption: str | None, verdict: str) -> None:
        item = buckets.encryption_item(held(), Bucket(BUCKET), known(bucket(encryption=encryption)))
        assert item.verdict == verdict

    @pytest.mark.parametrize(("status", "verdict"), [("Enabled", "ok"), ("Suspended", "fail"), (None, "fail")])
    def test_versions_are_kept_or_not(self, status: Any, verdict: str) -> None:
        item = buckets.versioning_item(held(), Bucket(BUCKET), known(VersioningReading(status)))
        assert item.verdict == verdict

    def test_what_could_not_be_read_is_unknown(self) -> None:
        for item in (
            buckets.public_access_item(held(), Bucket(BUCKET), DENIED),
            buckets.encryption_item(held(), Bucket(BUCKET), DENIED),
            buckets.versioning_item(held(), Bucket(BUCKET), DENIED),
        ):
            assert (item.verdict, item.value, key(item)) == ("unknown", None, "denied")


def rule(**parts: Any) -> LifecycleRule:
    plain: dict[str, Any] = {"id": "audit", "prefix": PREFIX, "is_on": True, "expires_days": 90, "noncurrent_days": 7}
    return LifecycleRule(**(plain | parts))


class TestLifecycle:
    def judged(self, *rules: LifecycleRule, versioning: Any = "Enabled", answer: Any = None) -> Item:
        status = versioning if isinstance(versioning, Failed) else known(VersioningReading(versioning))
        return lifecycles.item(held(), Bucket(BUCKET, (NINETY,)), NINETY, answer or known(rules), status)

    @pytest.mark.parametrize(
        ("rules", "versioning", "verdict", "said"),
        [
            ([rule()], "Enabled", "ok", "expires"),
            ([rule(noncurrent_days=None)], None, "ok", "expires"),
            ([rule(noncurrent_days=None)], "Enabled", "fail", "old_versions_stay"),
            ([rule(noncurrent_days=None)], "Suspended", "fail", "old_versions_stay"),
            ([rule(keeps_newer=3)], "Enabled", "fail", "old_versions_stay"),
            ([rule(noncurrent_days=None), rule(expires_days=None)], "Enabled", "ok", "expires"),
            ([rule(expires_days=91)], "Enabled", "fail", "late_expiry"),
            ([rule(expires_days=365), rule(expires_days=30)], "Enabled", "ok", "expires"),
            ([], "Enabled", "fail", "no_expiry"),
            ([rule(is_on=False)], "Enabled", "fail", "no_expiry"),
            ([rule(is_narrowed=True)], "Enabled", "fail", "no_expiry"),
            ([rule(prefix=f"{PREFIX}2026/")], "Enabled", "fail", "no_expiry"),
            ([rule(prefix="")], "Enabled", "ok", "expires"),
            ([rule(prefix="liveness-")], "Enabled", "ok", "expires"),
            ([rule(expires_days=None)], "Enabled", "fail", "no_expiry"),
        ],
    )
    def test_what_must_go_is_really_gone(self, rules: Any, versioning: Any, verdict: str, said: str) -> None:
        item = self.judged(*rules, versioning=versioning)
        assert (item.verdict, key(item)) == (verdict, said)

    def test_when_old_versions_are_gone_is_said(self) -> None:
        item = self.judged(rule())
        assert item.value == 90 * 86400
        assert item.detail is not None
        assert item.detail.facts == {"prefix": PREFIX, "days": 90, "gone": 97}

    def test_without_knowing_of_versions_only_the_safe_rule_is_fine(self) -> None:
        assert self.judged(rule(), versioning=DENIED).verdict == "ok"
        assert self.judged(rule(noncurrent_days=None), versioning=DENIED).verdict == "unknown"

    def test_rules_that_could_not_be_read_are_unknown(self) -> None:
        item = self.judged(answer=Failed("denied", "s3:GetLifecycleConfiguration", "s3:GetLifecycleConfiguration"))
        assert (item.verdict, item.value) == ("unknown", None)

    def test_several_prefixes_have_lines_of_their_own(self) -> None:
        other = Expiry("other/", timedelta(days=1))
        both = Bucket(BUCKET, (NINETY, other))
        found = [
            lifecycles.item(held(), both, one, known((rule(),)), known(VersioningReading(None))) for one in both.expire
        ]
        assert [one.id for one in found] == [f"s3_lifecycle:{BUCKET}/{PREFIX}", f"s3_lifecycle:{BUCKET}/other/"]
        assert [one.verdict for one in found] == ["ok", "fail"]
