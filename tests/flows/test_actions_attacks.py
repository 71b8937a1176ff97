"""Can somebody get more done than was agreed to, or have it done elsewhere, or learn what is nobody's business?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.actions.call import Authority, Call, Changed, NotMade
from bot.domain.actions.course import KIND
from bot.domain.actions.kinds.dynamodb_capacity import DynamodbCapacity
from bot.domain.actions.kinds.lambda_alias import LambdaAlias
from bot.domain.actions.kinds.lambda_concurrency import ProvisionedConcurrency
from bot.domain.actions.kinds.lambda_variable import LambdaVariable
from bot.domain.alarms import episode
from bot.domain.failures import Mistake
from tests.alarms import signal
from tests.fake_cloud import FakeCloud
from tests.flows.action_world import AIKO, BEN, CARLA, FUNCTION, OTHERS, ROLLOUT, VARIABLE, ActionWorld
from tests.flows.test_actions import asked
from tests.flows.test_actions_alarms import LEAK, leaks, standing

HELD = '"DB_PASSWORD":"hunter2","FACE_COLLECTION_ID":"employees"'
"""What AWS says of variables that are too many or badly named holds them all."""


class RefusingCloud(FakeCloud):
    """A cloud that refuses every change in words of its own, and remembers in which region it was asked."""

    detail = ""

    def change(self, call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        del call, region, authority
        return NotMade("rejected", detail=self.detail)


def approved(world: ActionWorld, by: str = BEN) -> ActionWorld:
    assert world.click(by, "approve") == "action/you_approved"
    world.settle()
    return world


def test_what_is_declared_no_more_is_not_approved_any_more() -> None:
    """Not even by the company's own approvers, who take the place of the action's own list."""
    world = asked(action=replace(ROLLOUT, approve=(AIKO,)))
    world.owner = replace(world.owner, actions=())

    answer = world.click(BEN, "approve")
    world.settle()

    assert answer == "failures/action_plan_changed"
    assert world.variables()[VARIABLE] == "100"


def test_what_is_declared_no_more_can_still_be_denied() -> None:
    world = asked()
    world.owner = replace(world.owner, actions=())

    assert world.click(BEN, "deny") == "action/you_denied"


def test_the_glass_is_not_broken_by_old_figures() -> None:
    """A publisher that has been silent for most of the hour tells nothing of how it is now."""
    world = asked()
    world.cloud.publish("FaceAuth/Liveness", "SessionCreated", world.clock.now(), *[1.0] * 100)
    world.cloud.publish("FaceAuth/Liveness", "VerificationError", world.clock.now(), *[1.0] * 9)
    world.clock.advance(29 * 60)

    assert world.click(BEN, "break_glass", reason="all fails") == "failures/action_no_emergency"


def test_doing_again_what_was_undone_takes_the_protection_away_and_says_so() -> None:
    world = approved(asked())
    world.say(CARLA, f"undo {world.newest()}")
    world.settle()
    assert world.course().plan["weakens"] is None
    approved(world)

    world.say(CARLA, f"undo {world.newest()}")
    world.settle()

    assert world.course().plan["lines"] == [{"name": VARIABLE, "before": "100", "after": "0"}]
    assert world.course().plan["weakens"] == dict(ROLLOUT.weakens or {})
    again = world.newest()
    approved(world)
    world.wait(4 * 60 + 1, tick_seconds=60)
    assert "action/reminder" in world.thread(again)


def test_undoing_that_too_is_a_way_back_again() -> None:
    world = approved(asked())
    for _ in range(3):
        world.say(CARLA, f"undo {world.newest()}")
        world.settle()
        approved(world)

    assert world.variables()[VARIABLE] == "100"
    assert world.course().plan["weakens"] is None


def test_it_is_done_in_the_region_that_was_agreed_to() -> None:
    """The same names may be there in another region, in the same state."""
    world = asked()
    regions: list[str] = []
    real = world.cloud.change

    def change(call: Call, *, region: str, authority: Authority | None = None) -> Changed:
        regions.append(region)
        return real(call, region=region, authority=authority)

    world.cloud.change = change  # type: ignore[method-assign]
    planned = world.owner.region
    world.owner = replace(world.owner, region="eu-central-1")
    approved(world)

    assert regions == [planned]
    assert world.course().plan["region"] == planned


@pytest.mark.parametrize(
    "detail",
    [
        f"An error occurred (InvalidParameterValueException): exceeded the 4KB limit. String measured: {{{HELD}}}",
        "1 validation error detected: Value '{DB_PASSWORD=hunter2}' at 'environment.variables' failed to satisfy",
        "Parameter validation failed: hunter2 is no value",
    ],
)
def test_what_aws_repeats_of_the_variables_goes_nowhere(detail: str) -> None:
    world = ActionWorld()
    cloud = RefusingCloud(world.clock)
    cloud.lambdas, cloud.detail, world.cloud = world.cloud.lambdas, detail, cloud
    world.say(CARLA, "rollback rollout")
    world.settle()
    approved(world)

    assert world.course().ending == "failed"
    everything = repr(world.store.read(world.newest())) + repr(world.chat.messages)
    assert "hunter2" not in everything
    assert "employees" not in everything


def test_an_alarm_without_the_label_chooses_nothing_by_itself() -> None:
    """What was agreed to is what the label says; it is not what the file would do otherwise."""
    world = standing()

    leaks(world)

    assert world.variables() == {**OTHERS, VARIABLE: "100"}
    assert world.course().stage == "awaiting"


def test_a_storm_of_alarms_does_not_use_up_the_memory_of_what_was_done() -> None:
    world = standing(most_per_hour=1)

    for number in range(30):
        leaks(world, number, percent=str(number))

    done = [head for head in world.store.find(kind=KIND) if head.summary["way"] == "standing"]
    assert len(done) == 1
    assert world.variables()[VARIABLE] == "0"


def test_two_alarms_at_the_same_moment_are_not_both_within_the_limit() -> None:
    """The other's is planned while ours looks at the world: only one of the two may be the first."""
    world = standing(most_per_hour=1)
    world.store.drain(lambda _kind, _facts: None)
    for number in (1, 2):
        told = signal(alarm=LEAK, source="alertmanager", identity=f"leak-{number}", minutes=0)
        labels = {"service": world.owner.name, "percent": str(number)}
        world.stories.taking.take([replace(told, labels=labels)])
    ours, other = (head.id for head in world.store.find(kind=episode.KIND))
    causes = iter(({"stream": other, "action": ROLLOUT.id, "cause": "other"},))

    def meanwhile(_: object) -> None:
        for cause in causes:
            world.stories.standing.carry_out(cause)

    world.cloud.before_answer(meanwhile)
    world.stories.standing.carry_out({"stream": ours, "action": ROLLOUT.id, "cause": "ours"})

    assert sorted(str(head.summary["way"]) for head in world.store.find(kind=KIND)) == ["agreed", "standing"]


@pytest.mark.parametrize("word", ["1e1", "1_0", "٣", "inf", "0" * 300 + "5", "NaN", "+5", "5.", "0x5"])
def test_what_a_program_may_read_as_another_number_is_none(word: str) -> None:
    kind = LambdaVariable(FUNCTION, VARIABLE, "0", at_least=0)

    with pytest.raises(Mistake, match="value_is_no_number"):
        kind.chosen([word])


@pytest.mark.parametrize("word", ["5", "5%", "５", "99.5", "0"])
def test_what_people_write_as_a_number_is_one(word: str) -> None:
    assert LambdaVariable(FUNCTION, VARIABLE, "0", at_least=0).chosen([word]).value in {"5", "99.5", "0"}


@pytest.mark.parametrize(
    "kind",
    [
        LambdaAlias(FUNCTION, "live"),
        ProvisionedConcurrency(FUNCTION, "live", 1),
        DynamodbCapacity("sessions"),
    ],
    ids=lambda kind: kind.NAME,
)
def test_a_number_of_ten_thousand_digits_is_answered_with_a_sentence(kind: Any) -> None:
    words = ["9" * 10_000] * (2 if isinstance(kind, DynamodbCapacity) else 1)

    with pytest.raises(Mistake):
        kind.chosen(words)


def test_what_was_given_up_on_does_not_stand_in_the_way_for_ever() -> None:
    """Its effect is stuck, by a bug of ours: the next day the same can be planned again."""
    world = asked()
    world.click(BEN, "approve")
    world.store.drain(lambda _kind, _facts: None)
    assert world.course().stage == "approved"
    assert world.say(CARLA, "rollback rollout").template == "action/is_pending"

    world.clock.advance(timedelta(days=1).total_seconds())

    assert world.say(CARLA, "rollback rollout").template == "action/asked"
