"""Does the watch after a change say what is so, and offer what helps?"""

from __future__ import annotations

from typing import Any

from tests.flows.action_world import BEN, CARLA, CHANNEL, ActionWorld

SESSIONS, ERRORS = "SessionCreated", "VerificationError"
ALARM = "FaceAuth-Liveness-HighErrorRate"


def done(*, bad: int) -> ActionWorld:
    """Return a world in which the rollout was taken back while so many of a hundred sessions failed."""
    world = ActionWorld()
    visits(world, bad)
    world.cloud.put_alarm(ALARM, "ALARM")
    world.clock.advance(5)
    world.say(CARLA, "rollback rollout")
    world.click(BEN, "approve")
    world.settle()
    return world


def visits(world: ActionWorld, bad: int) -> None:
    world.cloud.publish("FaceAuth/Liveness", SESSIONS, world.clock.now(), *[1.0] * 100)
    if bad:
        world.cloud.publish("FaceAuth/Liveness", ERRORS, world.clock.now(), *[1.0] * bad)


def after(world: ActionWorld, minutes: int, *, bad: int, alarm: Any) -> list[dict[str, Any]]:
    """Let minutes pass with visits in each, and return what was said of it."""
    for _ in range(minutes):
        world.clock.advance(30)
        visits(world, bad)
        world.cloud.put_alarm(ALARM, alarm)
        world.clock.advance(30)
        world.tick()
    said = [one.notice for one in world.chat.messages[CHANNEL] if one.notice.template == "action/verdict"]
    return [dict(one.facts) for one in said]


def test_what_got_well_is_told_as_soon_as_two_looks_agree() -> None:
    (said,) = after(done(bad=9), 5, bad=0, alarm="OK")

    assert said["verdict"] == "recovered"
    assert said["before"] == 9.0


def test_an_alarm_that_still_fires_is_no_recovery_whatever_the_figure_says() -> None:
    (said,) = after(done(bad=9), 12, bad=0, alarm="ALARM")

    assert said["verdict"] == "unchanged"
    assert said["can_be_undone"]


def test_what_got_worse_is_told_before_the_watch_is_over() -> None:
    (said,) = after(done(bad=9), 5, bad=40, alarm="ALARM")

    assert said["verdict"] == "worse"


def test_nothing_measured_is_no_verdict() -> None:
    world = done(bad=9)
    world.wait(12, tick_seconds=60)
    (said,) = after(world, 1, bad=0, alarm="INSUFFICIENT_DATA")

    assert said["verdict"] in {"unknown", "unchanged"}


def test_what_was_well_and_stays_so_is_no_recovery_and_no_reason_to_undo() -> None:
    world = done(bad=0)
    assert after(world, 5, bad=0, alarm="OK") == []

    (said,) = after(world, 7, bad=0, alarm="OK")

    assert said["verdict"] == "well"
