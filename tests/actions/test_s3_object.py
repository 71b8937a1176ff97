"""Does an earlier version of an object come back, exactly where it can, and never over what nobody has seen?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions.kind import Done, Draft, Make, Otherwise
from bot.domain.actions.kinds.s3_object import LARGEST_COPY, S3Object
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, carried_out, planned
from tests.actions.s3_driver import BUCKET, DENIED, Buckets, answers, stand_in

KEY = "liveness-audit/abc123/audit-log é.json"
ANY = S3Object(BUCKET, "liveness-audit/")


@pytest.fixture(scope="module", params=["moto", "ministack"])
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    with stand_in(request.param) as told:
        yield told


@pytest.fixture
def aws(address: tuple[str, str], tmp_path: Path) -> Buckets:
    buckets = Buckets(*address, tmp_path)
    buckets.keep_versions()
    buckets.put(f"{KEY}.bak", b"another key that begins so")
    return buckets


def kind(version: str | None = None) -> S3Object:
    return ANY.chosen([KEY] if version is None else [KEY, version])


def test_what_was_deleted_comes_back_exactly_and_can_be_deleted_again(aws: Buckets) -> None:
    first = aws.put(KEY, b"one")
    aws.delete(KEY)
    back = aws.do(kind())
    assert back.made == ("s3:DeleteObject",)
    assert back.keys == ["object_is_back"]
    assert aws.s3.head_object(Bucket=BUCKET, Key=KEY)["VersionId"] == first
    assert [(line.name, line.before) for line in back.draft.lines] == [
        ("VersionId", None),
        ("LastModified", None),
        ("Size", None),
    ]
    assert (back.draft.lines[0].after, back.draft.lines[2].after) == (first, "3")
    gone = aws.undo(back, kind())
    assert aws.body(KEY) is None
    assert gone.draft.lines[0].after is None
    again = aws.undo(gone, kind())
    assert (aws.body(KEY), again.made) == (b"one", ("s3:DeleteObject",))


def test_deletions_upon_deletions_are_all_taken_away(aws: Buckets) -> None:
    aws.put(KEY, b"one")
    aws.delete(KEY)
    aws.delete(KEY)
    back = carried_out(kind(), aws.aws)
    assert isinstance(back.ended, Done)
    assert aws.body(KEY) == b"one"


def test_an_earlier_version_is_copied_with_all_it_had_and_the_copy_compared(aws: Buckets) -> None:
    first = aws.put(KEY, b"one", Metadata={"who": "me"}, Tagging="a=b", StorageClass="STANDARD_IA")
    second = aws.put(KEY, b"three")
    copied = aws.do(kind(first))
    assert copied.made == ("s3:CopyObject",)
    assert copied.keys == ["copy_is_same"]
    assert aws.body(KEY) == b"one"
    head = aws.s3.head_object(Bucket=BUCKET, Key=KEY)
    assert (head["Metadata"], head["VersionId"] in {first, second}) == ({"who": "me"}, False)
    assert aws.tags(KEY) == {"a": "b"}
    assert aws.aws.calls[0].arguments["StorageClass"] == "STANDARD_IA"
    assert copied.draft.undo == {
        "bucket": BUCKET,
        "prefix": ANY.prefix,
        "key": KEY,
        "version": second,
        "deleted": False,
    }
    aws.undo(copied, kind())
    assert aws.body(KEY) == b"three"


def test_an_older_version_of_what_was_deleted_is_copied_and_its_undo_deletes_again(aws: Buckets) -> None:
    first = aws.put(KEY, b"one")
    aws.put(KEY, b"three")
    aws.delete(KEY)
    copied = aws.do(kind(first))
    assert (copied.made, aws.body(KEY)) == (("s3:CopyObject",), b"one")
    aws.undo(copied, kind())
    assert aws.body(KEY) is None


def test_what_somebody_put_there_since_the_plan_is_never_covered(aws: Buckets) -> None:
    first = aws.put(KEY, b"one")
    aws.put(KEY, b"three")
    draft = planned(kind(first), aws.aws)
    aws.put(KEY, b"somebody's")
    carried = carried_out(kind(first), aws.aws, draft=draft)
    assert (carried.ended, carried.made) == (Otherwise((KEY,)), ())
    assert planned(kind(first), aws.aws).before != draft.before
    assert aws.body(KEY) == b"somebody's"


def test_a_new_upload_is_not_laid_bare_nor_deleted(aws: Buckets) -> None:
    aws.put(KEY, b"one")
    aws.delete(KEY)
    draft = planned(kind(), aws.aws)
    aws.put(KEY, b"somebody's")
    assert carried_out(kind(), aws.aws, draft=draft).ended == Otherwise((KEY,))
    assert aws.body(KEY) == b"somebody's"


# What no stand-in says, made by hand.


def row(version: str, at: int, *, latest: bool = False, **more: Any) -> dict[str, Any]:
    moment = f"2026-11-22T03:00:{at:02d}Z"
    told = {"Key": KEY, "VersionId": version, "IsLatest": latest, "LastModified": moment, "ETag": f'"{version}"'}
    return told | {"Size": 3, "StorageClass": "STANDARD"} | more


TWO = {"Versions": [row("v2", 2, latest=True), row("v1", 1)]}
DELETED = {"Versions": [row("v2", 2), row("v1", 1)], "DeleteMarkers": [row("d3", 3, latest=True)]}
ENABLED = {"Status": "Enabled"}


def plan(of: S3Object, listed: Any, versioning: Any = ENABLED) -> Draft:
    return of.plan(SCENE, answers(of, listed, versioning))


@pytest.mark.parametrize(
    ("of", "listed", "versioning", "refusal", "key"),
    [
        (kind("v2"), TWO, ENABLED, Mistake, "action_already_so"),
        (kind(), TWO, ENABLED, Mistake, "version_not_chosen"),
        (kind("v9"), TWO, ENABLED, Mistake, "version_unknown"),
        (kind("d3"), DELETED, ENABLED, Mistake, "version_is_deletion"),
        (S3Object(BUCKET, "", KEY, deleted=True), DELETED, ENABLED, Mistake, "action_already_so"),
        (kind(), {}, ENABLED, Mistake, "object_unknown"),
        (kind(), {"Versions": [row("v1", 1, Key=f"{KEY}2")]}, ENABLED, Mistake, "object_unknown"),
        (kind(), {"DeleteMarkers": [row("d1", 1, latest=True)]}, ENABLED, Mistake, "object_unknown"),
        (kind("v1"), TWO, {}, Refusal, "bucket_unversioned"),
        (kind("v1"), TWO, {"Status": "Suspended"}, Refusal, "versioning_suspended"),
        (S3Object(BUCKET, "", KEY, deleted=True), TWO, {"Status": "Suspended"}, Refusal, "versioning_suspended"),
        (kind("v1"), DENIED, ENABLED, Refusal, "action_cannot_look"),
        (
            kind("v1"),
            {"Versions": [row("v2", 2, latest=True), row("v1", 1, Size=LARGEST_COPY + 1)]},
            ENABLED,
            Refusal,
            "object_too_large",
        ),
        (
            kind("v1"),
            {"Versions": [row("v2", 2, latest=True), row("v1", 1, StorageClass="GLACIER")]},
            ENABLED,
            Refusal,
            "object_archived",
        ),
    ],
)
def test_it_is_refused_with_the_reason(of: S3Object, listed: Any, versioning: Any, refusal: Any, key: str) -> None:
    with pytest.raises(refusal) as raised:
        plan(of, listed, versioning)
    assert raised.value.key == key


def test_an_unknown_version_is_answered_with_the_newest_five_there_are() -> None:
    listed = {"Versions": [row(f"v{at}", at, latest=at == 7) for at in range(1, 8)]}
    with pytest.raises(Mistake) as raised:
        plan(kind("v9"), listed)
    told: Any = raised.value.facts["known"]
    assert [one["version"] for one in told] == ["v7", "v6", "v5", "v4", "v3"]
    assert (told[0]["at"], raised.value.facts["n"]) == ("2026-11-22T03:00:07Z", 7)


def test_exactly_the_largest_copy_that_s3_makes_is_planned() -> None:
    listed = {"Versions": [row("v2", 2, latest=True), row("v1", 1, Size=LARGEST_COPY)]}
    draft = plan(kind("v1"), listed)
    [copy] = draft.calls
    assert copy.arguments["CopySource"] == {"Bucket": BUCKET, "Key": KEY, "VersionId": "v1"}
    assert (copy.arguments["IfMatch"], copy.repeatable) == ('"v2"', False)
    assert [note.key for note in draft.notes] == ["copy_is_new_version"]


def test_what_comes_back_while_versioning_is_suspended_can_not_be_deleted_again() -> None:
    draft = plan(kind(), DELETED, {"Status": "Suspended"})
    assert (draft.undo, [note.key for note in draft.notes]) == (None, ["no_deleting_again"])


@pytest.mark.parametrize(
    ("top", "results", "ended"),
    [
        (row("v3", 3, latest=True, ETag='"v1"'), {}, "copy_is_same"),
        (row("v3", 3, latest=True, ETag='"kms"'), {"s3:CopyObject": {"VersionId": "v3"}}, "copy_has_same_size"),
        (row("v3", 3, latest=True, ETag='"kms"'), {}, None),
        (row("v3", 3, latest=True, ETag='"kms"', Size=4), {"s3:CopyObject": {"VersionId": "v3"}}, None),
        (row("v4", 3, latest=True, ETag='"x"'), {"s3:CopyObject": {"VersionId": "v3"}}, None),
    ],
)
def test_a_copy_is_told_from_what_somebody_else_wrote(top: Any, results: Any, ended: str | None) -> None:
    before = plan(kind("v1"), TWO).before
    after = {"Versions": [top, row("v2", 2), row("v1", 1)]}
    scene = SCENE.__class__(SCENE.token, SCENE.now, SCENE.region, results=results)
    progress = kind("v1").progress(scene, before, answers(kind("v1"), after, ENABLED))
    if ended is None:
        assert progress == Otherwise((KEY,))
    else:
        assert isinstance(progress, Done)
        assert [note.key for note in progress.notes] == [ended]


def test_versions_of_one_second_and_parts_of_one_are_in_order() -> None:
    """S3 dates to the second, or to parts of one: as text, `10.5Z` would come before `10Z`."""
    whole, part = (row("v1", 1), row("v2", 1, LastModified="2026-11-22T03:00:01.500000Z", latest=True))
    gone = {"Versions": [part | {"IsLatest": False}, whole], "DeleteMarkers": [row("d3", 2, latest=True)]}
    step = kind().progress(SCENE, plan(kind(), gone).before, answers(kind(), gone, ENABLED))
    assert isinstance(step, Make)
    assert plan(kind(), gone).before["source"]["version"] == "v2"
    assert step.call.arguments["VersionId"] == "d3"


@pytest.mark.parametrize(
    ("words", "key"),
    [(["elsewhere/x"], "object_outside"), (["liveness-audit/x", "v", "w"], "value_is_several_words")],
)
def test_a_key_outside_can_not_be_chosen(words: list[str], key: str) -> None:
    with pytest.raises(Mistake) as raised:
        ANY.chosen(words)
    assert (raised.value.key, raised.value.field) == (key, "value")


def test_without_a_key_nothing_is_asked_and_one_is_wished_for() -> None:
    assert ANY.chosen([]).questions(SCENE) == ()
    with pytest.raises(Mistake) as raised:
        ANY.plan(SCENE, {})
    assert raised.value.key == "object_not_chosen"
