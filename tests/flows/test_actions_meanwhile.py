"""While it is carried out, and while the record is read: is nothing asked for ever, deleted, or called tampering?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.actions.call import Authority, Call, Changed, Made
from bot.domain.actions.carrying import Later
from bot.domain.actions.kinds.s3_object import S3Object
from bot.domain.actions.kinds.s3_versioning import S3Versioning
from bot.domain.knowledge import Known
from bot.domain.queries import Described
from bot.domain.stream import Stream
from bot.flows.actions import listing
from bot.flows.verifying import flaws_of
from tests.actions.s3_driver import SCENE, answers
from tests.domain.test_actions_carrying import PUBLISH, course, step, tried
from tests.flows.action_world import BEN, CARLA, ROLLOUT, ActionWorld
from tests.flows.test_actions import asked
from tests.flows.test_actions_attacks import approved


class GoingOn:
    """A cloud that says yes and does nothing."""

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud
        self.calls: list[Call] = []

    def read(self, query: Any, *, region: str) -> Any:
        if isinstance(query, Described) and query.operation.startswith("GetBucket"):
            return Known(
                {"Status": "Suspended"} if "Versioning" in query.operation else {}, self._cloud.clock.now(), ""
            )
        return self._cloud.read(query, region=region)

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        del region, authority
        self.calls.append(call)
        assert len(self.calls) < 10, "it is made for ever"
        return Made({})


def test_what_aws_takes_and_does_not_do_is_not_asked_for_ever() -> None:
    """S3 shows a bucket's versioning late; asked in a loop, it would be shown no sooner."""
    world = ActionWorld(action=replace(ROLLOUT, kind=S3Versioning("images")))
    world.cloud = GoingOn(world.cloud)  # type: ignore[assignment]
    world.say(CARLA, "rollback rollout")
    world.settle()

    approved(world)

    ended = world.course().ended
    assert ended is not None
    assert ended.facts["why"] == "not_seen"
    assert len(world.cloud.calls) == 3  # type: ignore[attr-defined]


def test_an_object_written_in_a_markers_place_is_not_deleted() -> None:
    """While versioning is suspended both are the version `null`, and deleting that is for good."""
    marker = {"Key": "a/b", "VersionId": "null", "IsLatest": True, "LastModified": "2026-11-22T12:00:00Z"}
    old = {**marker, "VersionId": "v1", "IsLatest": False, "LastModified": "2026-11-22T11:00:00Z", "ETag": "1"}
    kind = S3Object("images", "a/", "a/b")
    seen = answers(kind, {"Versions": [old], "DeleteMarkers": [marker]}, {"Status": "Suspended"})
    written = answers(kind, {"Versions": [{**marker, "ETag": "2"}, old]}, {"Status": "Suspended"})

    progress = kind.progress(SCENE, kind.before(SCENE, seen), written)

    assert type(progress).__name__ == "Otherwise"


def test_a_clock_that_is_set_back_makes_nobody_wait_for_hours() -> None:
    refused = tried("not_made", seconds_ago=-3600, reason="throttled")

    assert step(course(refused)) == Later(2.0)
    assert step(course(tried("made", call=PUBLISH), refused)) == Later(2.0)


class Meanwhile:
    """A store in which an action goes on between the list of them and the look at each."""

    def __init__(self, world: ActionWorld) -> None:
        self._world = world

    def find(self, **by: Any) -> tuple[Stream, ...]:
        found = self._world.store.find(**by)
        self._world.click(BEN, "approve")
        return found

    def read(self, stream: str) -> Any:
        return self._world.store.read(stream)


def test_what_is_recorded_while_the_log_is_read_is_no_tampering() -> None:
    world = asked()
    store: Any = Meanwhile(world)

    assert listing.log(world.owner, store=store)["broken"] == []


def test_nor_while_the_record_is_verified() -> None:
    world = asked()
    store: Any = Meanwhile(world)

    assert list(flaws_of(store.find(kind="action"), store)) == []
