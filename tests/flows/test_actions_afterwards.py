"""After it was done: is nothing overwritten, nothing called well that is not, nothing forgotten, and nothing endless?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.domain.actions.call import Authority, Call, Changed, Made
from bot.domain.actions.kinds.s3_object import S3Object
from bot.domain.actions.kinds.s3_quarantine import S3Quarantine
from bot.domain.actions.quarantining import statement
from bot.domain.knowledge import Failed
from bot.domain.objects import StoredObject
from bot.domain.queries import Alarms, Described
from scheduler import resume
from tests.alarms import NOON
from tests.fake_cloud import FakeCloud
from tests.flows.action_world import CARLA, CHANNEL, FUNCTION, OTHERS, ROLLOUT, VARIABLE, ActionWorld
from tests.flows.test_actions import asked
from tests.flows.test_actions_attacks import approved

LASTING = replace(ROLLOUT, lasting=timedelta(hours=1), remind_every=None, watch=None)
HIGH_ERRORS = "FaceAuth-Liveness-HighErrorRate"


def lasting() -> tuple[ActionWorld, str]:
    """Return a world in which the rollout is 0 for an hour, and that action's name."""
    world = approved(asked(action=LASTING))
    return world, world.newest()


def traffic(world: ActionWorld, failing: int, minutes: int = 1, alarm: Any = "OK") -> None:
    """Let so many of a hundred sessions fail each minute."""
    world.cloud.put_alarm(HIGH_ERRORS, alarm)
    for _ in range(minutes):
        now = world.clock.now()
        world.cloud.publish("FaceAuth/Liveness", "SessionCreated", now, *[1.0] * 1000)
        world.cloud.publish("FaceAuth/Liveness", "VerificationError", now, *[1.0] * failing)
        world.wait(1)


def said_of(world: ActionWorld) -> str:
    """Return why something could not be restored, once it was told in words that there are."""
    (told,) = [one.notice for one in world.chat.messages[CHANNEL] if one.notice.template == "action/not_restored"]
    assert "by hand" in Pages(TEMPLATES, "en").sentence(told.template, {**told.facts, "mentions": []}, "en")
    return str(told.facts["why"])


class TestItsTimeIsOver:
    def test_what_somebody_else_has_set_meanwhile_is_not_overwritten(self) -> None:
        """Who agreed to going back from 0 did not agree to going back from 50."""
        world, first = lasting()
        world.cloud.lambdas.put(FUNCTION, {**OTHERS, VARIABLE: "50"})

        world.wait(61)

        assert world.variables()[VARIABLE] == "50"
        assert world.thread(first)[-1] == "action/not_restored"
        assert said_of(world) == "changed_since"

    def test_what_was_taken_back_by_hand_is_said_to_be(self) -> None:
        world, first = lasting()
        world.cloud.lambdas.put(FUNCTION, {**OTHERS, VARIABLE: "100"})

        world.wait(61)

        assert world.thread(first)[-1] == "action/undone_by_hand"

    def test_a_busy_moment_of_aws_is_waited_for(self) -> None:
        world, first = lasting()
        world.wait(59)
        looks = iter(range(5))

        def busy(_: object) -> None:
            if next(looks, None) is None:
                world.cloud.recover()

        world.cloud.fail(Described, Failed("throttled", "lambda:GetFunctionConfiguration"))
        world.cloud.before_answer(busy)
        world.wait(2)

        assert world.variables()[VARIABLE] == "100"
        assert world.course(first).undone is not None

    def test_a_restoring_that_fails_is_told_in_words_that_there_are(self) -> None:
        world, _ = lasting()
        world.wait(59)
        world.cloud.fault_of_next_change = "denied"
        world.wait(2)

        assert said_of(world) == "restoring_failed"

    def test_a_service_that_was_gone_for_a_while_is_taken_up_where_it_was(self) -> None:
        world, first = lasting()
        there, world.owner = world.owner, replace(world.owner, name="other", command="/other")
        world.wait(61)
        world.owner = there

        resume.run(world.stories)
        world.wait(1)

        assert world.variables()[VARIABLE] == "100"
        assert world.kinds(first).count("resumed") == 1


def test_what_was_missed_while_we_were_down_is_said_once() -> None:
    world = approved(asked())

    world.clock.advance(timedelta(days=3).total_seconds())
    world.wait(2)

    assert world.thread().count("action/reminder") == 1
    world.wait(4 * 60, tick_seconds=60)
    assert world.thread().count("action/reminder") == 2


class TestTheWatch:
    def test_outside_of_the_normal_is_no_recovery(self) -> None:
        """A figure that warns is neither well nor may it be called so."""
        world = ActionWorld()
        figures = tuple(
            replace(one, alarm=replace(one.alarm, more_than=5)) if one.id == "error_rate" and one.alarm else one
            for one in world.owner.figures
        )
        world.owner = replace(world.owner, figures=figures)
        world.say(CARLA, "rollback rollout")
        world.settle()
        approved(world)

        traffic(world, failing=40, minutes=5)

        assert world.course().verdict is None

    def test_an_alarm_that_cannot_be_read_is_no_recovery(self) -> None:
        world = approved(asked())
        world.cloud.fail(Alarms, Failed("denied", "cloudwatch:DescribeAlarms"))

        traffic(world, failing=0, minutes=5)

        assert world.course().verdict is None

    def test_all_that_is_watched_being_well_is_one(self) -> None:
        world = approved(asked())

        traffic(world, failing=0, minutes=5)

        assert world.course().verdict == "recovered"


class Bucket(FakeCloud):
    """A cloud with one bucket whose policy hides what is tagged."""

    def _described(self, query: Described) -> Any:
        if query.operation == "GetBucketPolicy":
            told = statement("images", "faces/", "quarantine")
            return self._known({"Policy": f'{{"Statement": {told}}}'}, query.action)
        return self._known({}, query.action) if query.operation == "GetBucketVersioning" else super()._described(query)

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        del region, authority
        self.hold(*((tag["Key"], tag["Value"]) for tag in call.arguments["Tagging"]["TagSet"]))
        return Made({})

    def hold(self, *tags: tuple[str, str]) -> None:
        self.put_object("images", StoredObject("faces/u1", 1, "e1", NOON, tags))


def hidden() -> ActionWorld:
    """Return a world in which what lies under a prefix is hidden, which is reminded of."""
    kind = S3Quarantine("images", "faces/", "faces/u1")
    world = ActionWorld(action=replace(ROLLOUT, kind=kind, watch=None))
    bucket = Bucket(world.clock)
    bucket.hold()
    bucket.lambdas, world.cloud = world.cloud.lambdas, bucket
    world.say(CARLA, "rollback rollout")
    world.settle()
    return approved(world)


def test_a_quarantine_whose_tags_were_taken_away_by_hand_is_reminded_of_no_more() -> None:
    """Asked after it was done, objects are listed in another way than for taking it back."""
    world = hidden()
    cloud: Any = world.cloud
    cloud.hold(("owner", "aiko"))

    world.wait(4 * 60 + 1, tick_seconds=60)

    assert world.thread()[-1] == "action/undone_by_hand"


class Versions(FakeCloud):
    """A cloud with one object in a bucket that keeps versions."""

    held: tuple[str, ...] = ("v2", "v1")

    def _described(self, query: Described) -> Any:
        if query.operation == "GetBucketVersioning":
            return self._known({"Status": "Enabled"}, query.action)
        if query.operation != "ListObjectVersions":
            return super()._described(query)
        rows = [_version(name, is_latest=not at) for at, name in enumerate(self.held)]
        return self._known({"Versions": rows}, query.action)

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        del region, authority
        assert call.operation == "CopyObject"
        self.held = ("v3", *self.held)
        return Made({"VersionId": "v3"})


def _version(name: str, *, is_latest: bool) -> dict[str, Any]:
    at = f"2026-11-22T10:0{name[1:]}:00Z"
    return {"Key": "faces/u1", "VersionId": name, "LastModified": at, "IsLatest": is_latest, "ETag": name, "Size": 1}


def test_a_way_back_that_is_gone_is_no_sign_that_somebody_went_it() -> None:
    world = ActionWorld(action=replace(ROLLOUT, kind=S3Object("images", "faces/", "faces/u1", "v1"), watch=None))
    cloud = Versions(world.clock)
    cloud.lambdas, world.cloud = world.cloud.lambdas, cloud
    world.say(CARLA, "rollback rollout")
    world.settle()
    approved(world)
    cloud.held = ("v9", "v3")  # written anew by somebody, and the older versions have expired

    world.wait(4 * 60 + 1, tick_seconds=60)

    assert world.thread()[-1] == "action/reminder"
