"""Is versioning switched as said, and is it said what can't be taken back, and what would never be deleted again?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions.kind import Draft, Otherwise
from bot.domain.actions.kinds.s3_versioning import S3Versioning
from bot.domain.failures import Mistake, Refusal
from bot.domain.knowledge import Missing
from tests.actions.driver import SCENE, planned
from tests.actions.s3_driver import BUCKET, DENIED, NOT_SET, Buckets, answers, stand_in

EXPIRING = {"ID": "90-days", "Status": "Enabled", "Filter": {"Prefix": "liveness-audit/"}, "Expiration": {"Days": 90}}
ENDING = {"ID": "old-versions", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}


@pytest.fixture(scope="module", params=["moto", "ministack"])
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    with stand_in(request.param) as told:
        yield told


@pytest.fixture
def aws(address: tuple[str, str], tmp_path: Path) -> Buckets:
    return Buckets(*address, tmp_path)


def plan(kind: S3Versioning, versioning: Any, lifecycle: Any = NOT_SET) -> Draft:
    return kind.plan(SCENE, answers(kind, versioning, lifecycle))


def noted(draft: Draft) -> list[str]:
    return [note.key for note in draft.notes]


def test_it_is_enabled_for_the_first_time_and_can_then_only_be_suspended(aws: Buckets) -> None:
    enabled = aws.do(S3Versioning(BUCKET))
    assert [(line.name, line.before, line.after) for line in enabled.draft.lines] == [("Status", None, "Enabled")]
    assert noted(enabled.draft) == ["versioning_stays", "versioning_settles"]
    assert aws.s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    suspended = aws.undo(enabled, S3Versioning(BUCKET))
    assert aws.s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Suspended"
    assert noted(suspended.draft) == ["versions_no_longer_kept"]
    assert suspended.draft.undo == {"bucket": BUCKET, "status": "Enabled"}


def test_a_rule_that_would_only_hide_from_then_on_is_named(aws: Buckets) -> None:
    rules: Any = {"Rules": [EXPIRING]}
    aws.s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration=rules)
    draft = planned(S3Versioning(BUCKET), aws.aws)
    assert draft.notes[0].key == "old_versions_outlive_rules"
    assert draft.notes[0].facts == {"rules": ["90-days"]}


def test_what_somebody_changed_since_the_plan_is_left_alone(aws: Buckets) -> None:
    aws.keep_versions()
    kind = S3Versioning(BUCKET, "Suspended")
    draft = planned(kind, aws.aws)
    assert plan(kind, {"Status": "Enabled"}).before == draft.before
    told = answers(S3Versioning(BUCKET), {"Status": "Sometimes"}, NOT_SET)
    assert kind.before(SCENE, told) != draft.before
    assert kind.progress(SCENE, draft.before, told) == Otherwise(("Status",))


def test_a_bucket_that_is_not_there_is_refused(aws: Buckets) -> None:
    with pytest.raises(Refusal) as told:
        planned(S3Versioning("nobody-has-this-bucket"), aws.aws)
    assert told.value.key == "action_subject_missing"


@pytest.mark.parametrize(
    ("rules", "outliving"),
    [
        ([EXPIRING], ["90-days"]),
        ([EXPIRING | {"Status": "Disabled"}], []),
        ([EXPIRING | {"Expiration": {"ExpiredObjectDeleteMarker": True}}], []),
        ([EXPIRING | {"NoncurrentVersionExpiration": {"NoncurrentDays": 7}}], []),
        (
            [EXPIRING | {"NoncurrentVersionExpiration": {"NoncurrentDays": 7, "NewerNoncurrentVersions": 3}}],
            ["90-days"],
        ),
        ([EXPIRING, ENDING | {"Filter": {}}], []),
        ([EXPIRING, ENDING | {"Prefix": "liveness"}], []),
        ([EXPIRING, ENDING | {"Filter": {"Prefix": "liveness-audit/"}}], []),
        ([EXPIRING, ENDING | {"Filter": {"Prefix": "other/"}}], ["90-days"]),
        ([EXPIRING, ENDING | {"Filter": {"And": {"Prefix": "", "Tags": [{"Key": "a", "Value": "b"}]}}}], ["90-days"]),
        ([EXPIRING, ENDING | {"Filter": {}, "Status": "Disabled"}], ["90-days"]),
    ],
)
def test_old_versions_outlive_a_rule_unless_one_that_reaches_as_far_ends_them(
    rules: list[Any], outliving: list[str]
) -> None:
    notes = plan(S3Versioning(BUCKET), {"Status": "Suspended"}, {"Rules": rules}).notes
    assert [note.facts["rules"] for note in notes if note.key == "old_versions_outlive_rules"] == [outliving][
        : bool(outliving)
    ]


def test_rules_that_we_may_not_read_are_said_to_be_unread() -> None:
    [note] = plan(S3Versioning(BUCKET), {"Status": "Suspended"}, DENIED).notes
    assert (note.key, note.facts["why"], note.facts["needs"]) == ("lifecycle_unread", "denied", "s3:Anything")


@pytest.mark.parametrize(
    ("status", "told", "refusal", "key"),
    [
        ("Enabled", {"Status": "Enabled"}, Mistake, "action_already_so"),
        ("Suspended", {}, Mistake, "versioning_never_enabled"),
        ("Enabled", {"Status": "Suspended", "MFADelete": "Enabled"}, Refusal, "versioning_needs_mfa"),
        ("Enabled", Missing("not_found", "s3", BUCKET), Refusal, "action_subject_missing"),
        ("Enabled", DENIED, Refusal, "action_cannot_look"),
        ("Sometimes", {}, Mistake, "versioning_choice"),
    ],
)
def test_it_is_refused_where_there_is_nothing_to_do_or_it_can_not_be_done(
    status: str, told: Any, refusal: Any, key: str
) -> None:
    with pytest.raises(refusal) as raised:
        plan(S3Versioning(BUCKET, status), told)
    assert raised.value.key == key


@pytest.mark.parametrize(("word", "status"), [("on", "Enabled"), ("OFF", "Suspended"), ("suspended", "Suspended")])
def test_a_state_can_be_chosen_in_words(word: str, status: str) -> None:
    assert S3Versioning(BUCKET).chosen([word]).status == status
    assert S3Versioning(BUCKET, status).chosen([]).status == status


@pytest.mark.parametrize(
    ("words", "key"), [(["maybe"], "versioning_choice"), (["on", "off"], "value_is_several_words")]
)
def test_other_words_are_told_apart(words: list[str], key: str) -> None:
    with pytest.raises(Mistake) as raised:
        S3Versioning(BUCKET).chosen(words)
    assert (raised.value.key, raised.value.field) == (key, "value")
