"""Are paths forgotten once however often it is asked, and is it waited for until every edge has forgotten?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.domain.actions.call import Made, NotMade
from bot.domain.actions.kind import Done, Draft, Make, Wait
from bot.domain.actions.kinds.cloudfront_invalidation import CREATE, CloudfrontInvalidation
from bot.domain.failures import Mistake, Refusal
from tests.actions.driver import SCENE, asked, carried_out, planned
from tests.actions.s3_driver import DENIED, answers
from tests.adapters.clouds import StandIn, ministack, session_for
from tests.adapters.scripted import Scripted
from tests.fakes import FixedClock

FAR = replace(SCENE, region="ap-northeast-1")
"""CloudFront belongs to no region, whatever the service's own is."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run ministack alone: to moto the same request twice is two, and an end is written in capitals."""
    with ministack() as told:
        yield told


@pytest.fixture
def aws(address: str, tmp_path: Path) -> StandIn:
    stand_in = StandIn(address, tmp_path, knows_percentiles=False)
    stand_in.reset("/_ministack/reset")
    return stand_in


@pytest.fixture
def distribution(aws: StandIn) -> str:
    origin = {"Id": "o", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    cache = {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all", "MinTTL": 0}
    cache |= {"ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}}
    config: Any = {"CallerReference": "r", "Comment": "", "Enabled": True, "DefaultCacheBehavior": cache}
    config |= {"Origins": {"Quantity": 1, "Items": [origin]}}
    made: str = service(aws).create_distribution(DistributionConfig=config)["Distribution"]["Id"]
    return made


def service(aws: StandIn) -> Any:
    return aws.boto.client("cloudfront", region_name=SCENE.region)


def test_paths_are_forgotten_from_any_region(aws: StandIn, distribution: str) -> None:
    kind = CloudfrontInvalidation(distribution, ("/images/*", "/index.html"))
    carried = carried_out(kind, aws.cloud, FAR)
    assert carried.made == (CREATE,)
    assert carried.keys == ["invalidation_completed"]
    told = service(aws).list_invalidations(DistributionId=distribution)["InvalidationList"]
    assert told["Quantity"] == 1
    assert [(line.name, line.before, line.after) for line in carried.draft.lines] == [
        ("Paths", None, "/images/*, /index.html")
    ]
    assert [note.key for note in carried.draft.notes] == ["distribution_serves", "invalidation_costs"]
    assert carried.draft.undo is None


def test_a_request_made_again_after_an_unknown_outcome_is_the_same_invalidation(
    aws: StandIn, distribution: str
) -> None:
    kind = CloudfrontInvalidation(distribution, ("/*",))
    [call] = planned(kind, aws.cloud).calls
    first, second = (aws.cloud.change(call, region=SCENE.region) for _ in range(2))
    assert isinstance(first, Made)
    assert isinstance(second, Made)
    assert first.result["Invalidation"]["Id"] == second.result["Invalidation"]["Id"]
    assert call.repeatable


def test_a_distribution_that_is_not_there_is_refused(aws: StandIn) -> None:
    with pytest.raises(Refusal) as raised:
        planned(CloudfrontInvalidation("ENOTTHERE", ("/*",)), aws.cloud)
    assert (raised.value.key, raised.value.facts) == ("action_subject_missing", {"subject": "ENOTTHERE"})


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    desk = Scripted()
    yield desk
    desk.close()


def test_it_is_waited_for_while_edges_still_remember(scripted: Scripted, tmp_path: Path) -> None:
    cloud = AwsCloud(FixedClock(), AwsSession(session_for(scripted.address, tmp_path)))
    kind = CloudfrontInvalidation("E1", ("/*",))
    begun = replace(FAR, results={CREATE: {"Invalidation": {"Id": "I1"}}})
    status = ["InProgress", "InProgress", "Completed"]

    def script(path: str, _: Any) -> tuple[int, str]:
        if path.endswith("/invalidation/I1"):
            batch = "<InvalidationBatch><CallerReference>t</CallerReference></InvalidationBatch>"
            return 200, f"<Invalidation><Id>I1</Id><Status>{status.pop(0)}</Status>{batch}</Invalidation>"
        return 200, "<Distribution><Id>E1</Id></Distribution>"

    scripted.script = script
    steps = [kind.progress(begun, {}, asked(kind, cloud, begun)) for _ in range(3)]
    assert [type(step) for step in steps] == [Wait, Wait, Done]


def test_whatever_the_region_it_is_signed_for_where_cloudfront_is(tmp_path: Path) -> None:
    session, sent = session_for("", tmp_path), []

    def keep_back(request: Any, **_: Any) -> None:
        sent.append((request.url, request.headers["Authorization"].decode().split("/")[2]))
        raise ParamValidationError(report="kept back")

    session.events.register("before-send.cloudfront", keep_back)
    asked(CloudfrontInvalidation("E1", ("/*",)), AwsCloud(FixedClock(), AwsSession(session)), FAR)
    assert sent == [("https://cloudfront.amazonaws.com/2020-05-31/distribution/E1", "us-east-1")]


def test_too_many_at_a_time_is_told_as_to_be_tried_later(scripted: Scripted, tmp_path: Path) -> None:
    cloud = AwsCloud(FixedClock(), AwsSession(session_for(scripted.address, tmp_path)))
    error = "<ErrorResponse><Error><Code>TooManyInvalidationsInProgress</Code></Error></ErrorResponse>"
    scripted.script = lambda *_: (400, error)
    step = CloudfrontInvalidation("E1", ("/*",)).progress(SCENE, {}, {})
    assert isinstance(step, Make)
    outcome = cloud.change(step.call, region="ap-northeast-1")
    assert isinstance(outcome, NotMade)
    assert outcome.reason == "throttled"
    assert len(scripted.calls) == 1


# What no stand-in says, made by hand.


def told(**more: Any) -> dict[str, Any]:
    config = {"Enabled": True, "Aliases": {"Quantity": 1, "Items": ["www.example.com"]}}
    return {"Distribution": {"DomainName": "d.cloudfront.net", "DistributionConfig": config} | more}


def plan(paths: tuple[str, ...], answer: Any = None) -> Draft:
    kind = CloudfrontInvalidation("E1", paths)
    return kind.plan(SCENE, answers(kind, answer or told()))


def test_all_that_whoever_approves_should_know_is_noted() -> None:
    notes = {note.key: note.facts for note in plan(("/*", "/a"), told(InProgressInvalidationBatches=2)).notes}
    assert list(notes) == [
        "distribution_serves",
        "origin_serves_everything",
        "invalidations_under_way",
        "invalidation_costs",
    ]
    assert notes["distribution_serves"]["names"] == ["www.example.com", "d.cloudfront.net"]
    assert notes["invalidations_under_way"] == {"n": 2}
    assert notes["invalidation_costs"] == {"n": 2, "free": 1000, "each_usd": 0.005, "most_usd": 0.01}


@pytest.mark.parametrize(
    ("paths", "answer", "refusal", "key"),
    [
        ((), None, Mistake, "paths_not_chosen"),
        (("index.html",), None, Mistake, "path_without_slash"),
        (("/*/index.html",), None, Mistake, "wildcard_inside"),
        ((f"/{'a' * 4000}",), None, Mistake, "path_is_long"),
        (tuple(f"/{n}/*" for n in range(16)), None, Mistake, "too_many_paths"),
        (tuple(f"/{n}" for n in range(3001)), None, Mistake, "too_many_paths"),
        (("/a",), told(DistributionConfig={"Enabled": False}), Refusal, "distribution_disabled"),
        (("/a",), DENIED, Refusal, "action_cannot_look"),
    ],
)
def test_it_is_refused_with_the_reason(paths: tuple[str, ...], answer: Any, refusal: Any, key: str) -> None:
    with pytest.raises(refusal) as raised:
        plan(paths, answer)
    assert raised.value.key == key


def test_exactly_what_cloudfront_allows_is_planned() -> None:
    [call] = plan(tuple(f"/{n}/*" for n in range(15))).calls
    assert call.arguments["InvalidationBatch"]["Paths"]["Quantity"] == 15
    assert call.arguments["InvalidationBatch"]["CallerReference"] == SCENE.token


def test_paths_are_chosen_each_once_and_written_as_cloudfront_knows_them() -> None:
    kind = CloudfrontInvalidation("E1", ("/old",))
    assert kind.chosen([]).paths == ("/old",)
    assert kind.chosen(["/画像/*", "/a%20b", "/a%20b"]).paths == ("/%E7%94%BB%E5%83%8F/*", "/a%20b")
    with pytest.raises(Mistake) as raised:
        kind.chosen(["images"])
    assert (raised.value.field, raised.value.example) == ("value", "/images")
