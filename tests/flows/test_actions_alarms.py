"""Does an alarm's thread know what is done about it, and is what was agreed to beforehand done at once?"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions.action import StandingApproval
from bot.domain.alarms.rules import Alarm
from bot.speech import Ask, Place
from commands import verbs
from tests.alarms import LOW_SUCCESS, signal
from tests.flows.action_world import BEN, CARLA, CHANNEL, OTHERS, ROLLOUT, VARIABLE, ActionWorld

LEAK = "rollout-leak"


def standing(most_per_hour: int = 1) -> ActionWorld:
    """Return a world in which an alarm of Alertmanager takes the rollout to what its label says."""
    world = ActionWorld(action=replace(ROLLOUT, standing=StandingApproval(LEAK, "percent", most_per_hour)))
    leak = Alarm(LEAK, "high", None, {"en": "leak", "ja": "漏えい"}, None, "alertmanager")
    world.owner = replace(world.owner, alarms=(*world.owner.alarms, leak))
    return world


def leaks(world: ActionWorld, number: int = 1, **labels: str) -> None:
    told = signal(alarm=LEAK, source="alertmanager", identity=f"leak-{number}", minutes=0)
    told = replace(told, labels={"service": world.owner.name, **labels})
    world.stories.taking.take([told])
    world.settle()


def test_what_is_asked_in_an_alarms_thread_is_told_there_with_a_link() -> None:
    world = ActionWorld()
    world.stories.taking.take([signal(alarm=LOW_SUCCESS)])
    world.settle()
    root = world.chat.messages[CHANNEL][0]
    ask = Ask("ask-in-thread", CARLA, Place(CHANNEL, root.ts), "action.ask", "liveness rollout_to_zero")

    reply = verbs()["rollback"].run(ask, world.owner, ("rollout_to_zero",), world.stories)
    world.settle()

    assert reply.template == "action/asked"
    said = [one.notice for one in world.chat.messages[CHANNEL] if one.notice.where.thread_ts == root.ts]
    (pointer,) = [one for one in said if one.template == "action/asked_about"]
    assert pointer.facts["by"] == CARLA
    assert str(pointer.facts["link"]).startswith("http")
    assert world.course().plan["about"].startswith("alarm-liveness-")


def test_what_was_agreed_to_beforehand_is_done_at_once_and_announced_with_its_undo() -> None:
    world = standing()

    leaks(world, percent="20")

    assert world.variables() == {**OTHERS, VARIABLE: "20"}
    assert world.kinds()[:3] == ["asked", "planned", "stood"]
    assert world.course().way == "standing"
    assert world.course().can_be_undone
    assert "action/stood" in [one.notice.template for one in world.chat.messages[CHANNEL]]


def test_beyond_so_many_an_hour_it_is_asked_like_anything_else() -> None:
    world = standing(most_per_hour=1)
    leaks(world, 1, percent="20")

    leaks(world, 2, percent="10")

    assert world.variables()[VARIABLE] == "20"
    assert world.course().stage == "awaiting"
    world.click(BEN, "approve")
    world.settle()
    assert world.variables()[VARIABLE] == "10"


def test_a_label_that_makes_no_sense_is_told_in_the_alarms_thread() -> None:
    world = standing()

    leaks(world, percent="everything")

    assert world.variables()[VARIABLE] == "100"
    assert "action/not_stood" in [one.notice.template for one in world.chat.messages[CHANNEL]]
