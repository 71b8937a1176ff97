"""Are the objects under a prefix found with their tags, in the fake and in AWS's stand-ins, and read no more than needed?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bot.domain.knowledge import Failed, Known, Missing
from bot.domain.objects import Listing, TaggedObjects
from tests.actions.s3_driver import BUCKET, Buckets, stand_in
from tests.adapters.clouds import REGION
from tests.fakes import FakeCloud

WANTED = ("quarantine", "true")


@pytest.fixture(scope="module", params=["moto", "ministack"])
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    with stand_in(request.param) as told:
        yield told


@pytest.fixture
def aws(address: tuple[str, str], tmp_path: Path) -> Buckets:
    return Buckets(*address, tmp_path)


def fill(aws: Buckets, n: int, tagged: range) -> None:
    for place in range(n):
        aws.put(f"p/{place:02d}", b"12", Tagging="quarantine=true" if place in tagged else "a=b")


def found(aws: Buckets, query: TaggedObjects) -> Listing:
    answer = aws.cloud.read(query, region=REGION)
    assert isinstance(answer, Known), answer
    return answer.value


def tags_asked(aws: Buckets) -> list[str]:
    """Return the keys whose tags are asked for from now on; before the first question."""
    asked: list[str] = []
    aws.boto.events.register("before-call.s3.GetObjectTagging", lambda params, **_: asked.append(params["url_path"]))
    return asked


def test_objects_are_told_in_the_order_of_their_keys_with_size_and_tags(aws: Buckets) -> None:
    fill(aws, 3, range(1))
    aws.put("q/other", b"")
    listing = found(aws, TaggedObjects(BUCKET, "p/", 10))
    assert [(one.key, one.size, one.tags) for one in listing.objects] == [
        ("p/00", 2, (("quarantine", "true"),)),
        ("p/01", 2, (("a", "b"),)),
        ("p/02", 2, (("a", "b"),)),
    ]
    assert (listing.count, listing.is_whole) == (3, True)
    fake = FakeCloud()
    for one in reversed(listing.objects):
        fake.put_object(BUCKET, one)
    told: Any = fake.read(TaggedObjects(BUCKET, "p/", 10), region=REGION)
    assert told.value == listing


def test_too_many_are_counted_and_none_is_asked_for_its_tags(aws: Buckets) -> None:
    fill(aws, 4, range(0))
    asked = tags_asked(aws)
    assert found(aws, TaggedObjects(BUCKET, "p/", 3)) == Listing((), 4, is_whole=False)
    assert found(aws, TaggedObjects(BUCKET, "p/", 4)).is_whole
    assert len(asked) == 4
    fake = FakeCloud()
    for one in found(aws, TaggedObjects(BUCKET, "p/", 4)).objects:
        fake.put_object(BUCKET, one)
    told: Any = fake.read(TaggedObjects(BUCKET, "p/", 3), region=REGION)
    assert told.value == Listing((), 4, is_whole=False)


@pytest.mark.parametrize("done", [0, 1, 15, 16, 17, 31, 49])
def test_the_next_object_is_found_without_reading_all(aws: Buckets, done: int) -> None:
    fill(aws, 50, range(done))
    asked = tags_asked(aws)
    listing = found(aws, TaggedObjects(BUCKET, "p/", 50, WANTED))
    unlike = [one.key for one in listing.objects if one.tags is not None and WANTED not in one.tags]
    assert unlike[0] == f"p/{done:02d}"
    assert len(asked) <= 34
    assert len(listing.objects) == 50


@pytest.mark.parametrize("missed", [None, 7, 33])
def test_where_none_is_found_so_all_are_read_and_a_straggler_shows(aws: Buckets, missed: int | None) -> None:
    fill(aws, 50, range(50))
    if missed is not None:
        aws.put(f"p/{missed:02d}", b"new", Tagging="a=b")
    listing = found(aws, TaggedObjects(BUCKET, "p/", 50, WANTED))
    unlike = [one.key for one in listing.objects if one.tags is not None and WANTED not in one.tags]
    assert unlike == ([] if missed is None else [f"p/{missed:02d}"])
    if missed is None:
        assert all(one.tags is not None for one in listing.objects)


def test_a_bucket_that_is_not_there_is_missing(aws: Buckets) -> None:
    query = TaggedObjects("nobody-has-this-bucket", "p/", 10)
    assert aws.cloud.read(query, region=REGION) == Missing("not_found", "s3:ListBucket", "nobody-has-this-bucket")
    assert FakeCloud().read(query, region=REGION) == Missing("not_found", "s3:ListBucket", "nobody-has-this-bucket")


def test_what_is_deleted_while_tags_are_read_is_left_out(aws: Buckets) -> None:
    fill(aws, 3, range(0))

    def delete(params: Any, **_: Any) -> None:
        if "/p/00" in params["url_path"]:
            aws.s3.delete_object(Bucket=BUCKET, Key="p/00")

    aws.boto.events.register("before-call.s3.GetObjectTagging", delete)
    assert [one.key for one in found(aws, TaggedObjects(BUCKET, "p/", 10)).objects] == ["p/01", "p/02"]


def test_a_permission_for_tags_that_is_missing_is_named(aws: Buckets, tmp_path: Path) -> None:
    fill(aws, 1, range(0))

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetObjectTagging")

    aws.boto.events.register("before-call.s3.GetObjectTagging", refuse)
    answer = aws.cloud.read(TaggedObjects(BUCKET, "p/", 10), region=REGION)
    assert isinstance(answer, Failed)
    assert (answer.reason, answer.needs) == ("denied", "s3:GetObjectTagging")
