"""Is everything under a prefix hidden and shown again, with all its other tags, and never said to be when it isn't?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions.kind import Done, Draft, Make, Otherwise
from bot.domain.actions.kinds.s3_quarantine import S3Quarantine
from bot.domain.actions.quarantining import statement
from bot.domain.failures import Mistake, Refusal
from bot.domain.objects import Listing, StoredObject
from tests.actions.driver import NOW, SCENE, carried_out, planned
from tests.actions.s3_driver import BUCKET, DENIED, NOT_SET, Buckets, answers, stand_in

WITHIN = "generated/"
PREFIX = "generated/user-1/"
KIND = S3Quarantine(BUCKET, WITHIN, PREFIX)
HIDING = {"Version": "2012-10-17", "Statement": [json.loads(statement(BUCKET, WITHIN, "quarantine"))]}
TAGGED: dict[str, Any] = {"s3:PutObjectTagging": {}}


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, str]]:
    """Run ministack alone: moto denies reading tags as well by a policy that denies objects, and knows no conditions."""
    with stand_in("ministack") as told:
        yield told


@pytest.fixture
def aws(address: tuple[str, str], tmp_path: Path) -> Buckets:
    buckets = Buckets(*address, tmp_path)
    buckets.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(HIDING))
    for key, tagging in (("a é.png", ""), ("b.png", "owner=me&kind=face"), ("c.png", "kind=face")):
        buckets.put(f"{PREFIX}{key}", b"12345", Tagging=tagging)
    buckets.put("generated/user-2/a.png", b"another's")
    return buckets


def test_all_under_the_prefix_is_tagged_beside_its_other_tags_and_shown_again(aws: Buckets) -> None:
    hidden = aws.do(KIND)
    assert hidden.keys == ["objects_tagged"]
    assert aws.tags(f"{PREFIX}a é.png") == {"quarantine": "true"}
    assert aws.tags(f"{PREFIX}b.png") == {"owner": "me", "kind": "face", "quarantine": "true"}
    assert aws.tags("generated/user-2/a.png") == {}
    [extent] = hidden.draft.notes
    assert (extent.key, extent.facts["n"], extent.facts["bytes"]) == ("objects_concerned", 3, 15)
    assert [(line.before, line.after) for line in hidden.draft.lines] == [("0", "3")]
    shown = aws.undo(hidden, KIND)
    assert shown.keys == ["objects_untagged"]
    assert aws.tags(f"{PREFIX}a é.png") == {}
    assert aws.tags(f"{PREFIX}b.png") == {"owner": "me", "kind": "face"}


def test_what_is_hidden_already_is_left_alone_and_counted(aws: Buckets) -> None:
    tag: Any = {"TagSet": [{"Key": "quarantine", "Value": "true"}]}
    aws.s3.put_object_tagging(Bucket=BUCKET, Key=f"{PREFIX}a é.png", Tagging=tag)
    hidden = aws.do(KIND)
    assert len(hidden.made) == 2
    assert [note.key for note in hidden.draft.notes] == ["objects_concerned", "already_hidden"]


def test_what_arrives_meanwhile_is_hidden_too_and_named(aws: Buckets) -> None:
    draft = planned(KIND, aws.aws)
    aws.aws.after_call = lambda: aws.put(f"{PREFIX}A-first.png", b"new") if len(aws.aws.calls) == 2 else None
    carried = carried_out(KIND, aws.aws, draft=draft)
    assert len(carried.made) == 4
    assert isinstance(carried.ended, Done)
    assert carried.ended.notes[1].facts == {"n": 1, "keys": [f"{PREFIX}A-first.png"]}
    assert aws.tags(f"{PREFIX}A-first.png") == {"quarantine": "true"}


def test_other_tags_or_objects_than_the_plan_saw_are_seen(aws: Buckets) -> None:
    before = planned(KIND, aws.aws).before
    assert planned(KIND, aws.aws).before == before
    aws.put(f"{PREFIX}b.png", b"54321", Tagging="owner=me&kind=face")
    changed = planned(KIND, aws.aws).before
    assert [key for key in before["objects"] if changed["objects"][key] != before["objects"][key]] == [f"{PREFIX}b.png"]


def test_without_a_statement_that_hides_it_is_refused_with_the_one_to_add(aws: Buckets) -> None:
    aws.s3.delete_bucket_policy(Bucket=BUCKET)
    with pytest.raises(Refusal) as raised:
        planned(KIND, aws.aws)
    assert raised.value.key == "quarantine_hides_nothing"
    wanted = json.loads(str(raised.value.facts["statement"]))
    policy = {"Version": "2012-10-17", "Statement": [wanted]}
    aws.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    assert planned(KIND, aws.aws).calls


def test_more_objects_than_allowed_are_counted_and_refused(aws: Buckets) -> None:
    with pytest.raises(Refusal) as raised:
        planned(replace(KIND, most=2), aws.aws)
    assert raised.value.key == "too_many_objects"
    assert raised.value.facts == {"prefix": PREFIX, "n": 3, "most": 2, "is_counted": True}


# What no stand-in says, made by hand.


def stored(key: str, *tags: tuple[str, str], age: int = 0) -> StoredObject:
    return StoredObject(f"{PREFIX}{key}", 5, f'"{key}"', NOW - timedelta(days=age), tags)


def listing(*rows: StoredObject) -> Listing:
    return Listing(rows, len(rows))


def plan(rows: Any, policy: Any = HIDING, versioning: Any = None, kind: S3Quarantine = KIND) -> Draft:
    told = policy if policy in (NOT_SET, DENIED) else {"Policy": json.dumps(policy)}
    return kind.plan(SCENE, answers(kind, rows, told, versioning or {}))


FULL = tuple((f"tag-{n}", "x") for n in range(10))


@pytest.mark.parametrize(
    ("kind", "rows", "policy", "refusal", "key"),
    [
        (KIND, listing(), HIDING, Mistake, "no_objects"),
        (KIND, listing(stored("a", ("quarantine", "true"))), HIDING, Mistake, "action_already_so"),
        (replace(KIND, is_quarantined=False), listing(stored("a")), HIDING, Mistake, "action_already_so"),
        (KIND, listing(stored("a", *FULL)), HIDING, Refusal, "objects_full_of_tags"),
        (KIND, Listing((), 501, is_whole=False), HIDING, Refusal, "too_many_objects"),
        (KIND, listing(stored("a")), NOT_SET, Refusal, "quarantine_hides_nothing"),
        (KIND, listing(stored("a")), DENIED, Refusal, "action_cannot_look"),
        (KIND, DENIED, HIDING, Refusal, "action_cannot_look"),
        (replace(KIND, prefix="elsewhere/"), listing(stored("a")), HIDING, Mistake, "prefix_outside"),
    ],
)
def test_it_is_refused_with_the_reason(kind: S3Quarantine, rows: Any, policy: Any, refusal: Any, key: str) -> None:
    with pytest.raises(refusal) as raised:
        plan(rows, policy, kind=kind)
    assert raised.value.key == key


def test_what_has_ten_tags_with_ours_among_them_can_be_hidden_and_shown() -> None:
    assert plan(listing(stored("a", *FULL[:9], ("quarantine", "was"))))
    assert plan(listing(stored("a", *FULL[:9], ("quarantine", "true"))), kind=replace(KIND, is_quarantined=False))


def test_showing_again_asks_nothing_of_the_policy() -> None:
    draft = plan(
        listing(stored("a", ("quarantine", "true"), ("b", "c"))), NOT_SET, kind=replace(KIND, is_quarantined=False)
    )
    assert draft.calls[0].arguments["Tagging"] == {"TagSet": [{"Key": "b", "Value": "c"}]}
    assert [note.key for note in draft.notes] == ["objects_concerned"]


def test_what_stays_readable_all_the_same_is_said() -> None:
    [told] = HIDING["Statement"]
    rows = listing(stored("a", age=3), stored("b", age=1))
    keys = [
        note.key for note in plan(rows, {"Statement": [told | {"Action": "s3:GetObject"}]}, {"Status": "Enabled"}).notes
    ]
    assert keys == ["objects_concerned", "readable_by_version", "older_versions_stay_readable"]
    narrowed = {
        "Condition": told["Condition"] | {"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/forensics"}}
    }
    noted = plan(rows, {"Statement": [told | narrowed]}, {"Status": "Enabled"}).notes
    assert [note.key for note in noted][1:] == ["older_versions_stay_readable", "quarantine_has_exceptions"]
    assert (noted[0].facts["oldest"], noted[0].facts["newest"]) == (
        "2026-11-19T03:30:00+00:00",
        "2026-11-21T03:30:00+00:00",
    )


def test_a_name_that_reaches_further_than_a_folder_offers_the_folder() -> None:
    kind = replace(KIND, prefix="generated/user-1")
    rows = (replace(stored("a"), key=key) for key in ("generated/user-1/a", "generated/user-10/a"))
    [offer] = plan(listing(*rows), kind=kind).offers
    assert (offer.words, offer.said.facts["n"], offer.said.facts["beside"]) == (PREFIX, 1, ["generated/user-10/a"])
    assert plan(listing(stored("a"))).offers == ()


def test_once_begun_only_what_tells_the_next_is_read() -> None:
    begun = replace(SCENE, results=TAGGED)
    asked: Any = KIND.questions(begun)[0]
    assert (asked.until_unlike, asked.most) == (("quarantine", "true"), 1000)
    before = plan(listing(stored("a"), stored("b"))).before
    half = listing(stored("a", ("quarantine", "true")), stored("b"), replace(stored("c"), tags=None))
    step = KIND.progress(begun, before, answers(KIND, half, NOT_SET, {}, scene=begun))
    assert isinstance(step, Make)
    assert step.call.arguments["Key"] == f"{PREFIX}b"
    flooded = answers(KIND, Listing((), 5000, is_whole=False), NOT_SET, {}, scene=begun)
    assert KIND.progress(begun, before, flooded) == Otherwise((PREFIX,))


@pytest.mark.parametrize(
    ("words", "key"),
    [([""], "prefix_not_chosen"), (["generate"], "prefix_outside"), (["a", "b"], "value_is_several_words")],
)
def test_a_prefix_outside_can_not_be_chosen(words: list[str], key: str) -> None:
    with pytest.raises(Mistake) as raised:
        KIND.chosen(words)
    assert (raised.value.key, raised.value.field) == (key, "value")
    assert KIND.chosen(["generated/user-2/"]).prefix == "generated/user-2/"


def test_without_a_prefix_nothing_is_asked() -> None:
    kind = replace(KIND, prefix="")
    assert kind.questions(SCENE) == ()
    with pytest.raises(Mistake) as raised:
        kind.plan(SCENE, {})
    assert raised.value.key == "prefix_not_chosen"
