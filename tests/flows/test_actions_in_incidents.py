"""During an incident its room is where a plan is shown, approved and told of; S0 set by another opens the glass."""

from __future__ import annotations

from tests.flows.action_world import AIKO, BEN, CARLA, CHANNEL, VARIABLE, ActionWorld


def shown(world: ActionWorld, channel: str) -> list[str]:
    return [one.notice.template for one in world.chat.messages.get(channel, [])]


def test_a_plan_is_shown_in_the_incidents_room_and_its_outcome_too() -> None:
    world = ActionWorld()
    room = world.declare(CARLA, "S2 liveness sign-ins fail")

    told = world.say(CARLA, "rollback rollout", where=CHANNEL)
    world.settle()
    world.click(BEN, "approve")
    world.settle()

    assert told.facts["room"] == room
    assert {"action/card", "action/approved", "action/done"} <= set(shown(world, room))
    assert "action/card" not in shown(world, CHANNEL)
    assert world.variables()[VARIABLE] == "0"


def test_without_an_incident_the_services_channel_shows_it() -> None:
    world = ActionWorld()
    assert world.say(CARLA, "rollback rollout").facts["room"] is None
    world.settle()
    assert "action/card" in shown(world, CHANNEL)


def test_a_drills_room_shows_only_what_was_asked_in_it() -> None:
    world = ActionWorld()
    world.command(CARLA, "drill S2 liveness played")
    world.settle()
    room = world.declare(CARLA, "S2 liveness sign-ins fail")
    assert world.say(CARLA, "rollback rollout").facts["room"] == room


def test_a_closed_incidents_room_shows_no_new_plan() -> None:
    world = ActionWorld()
    room = world.declare(CARLA, "S3 liveness sign-ins fail")
    for words, values in (("mitigated", {}), ("resolved", {}), ("close", {"causes_identified": "yes"})):
        world.command(CARLA, words, where=room, **values)
    world.settle()
    assert world.say(CARLA, "rollback rollout").facts["room"] is None


def test_the_glass_may_be_broken_once_somebody_else_has_set_s0() -> None:
    world = ActionWorld()
    world.declare(CARLA, "S0 liveness faces leak")
    world.say(CARLA, "rollback rollout")
    world.settle()

    assert world.click(BEN, "break_glass", reason="a leak") == "action/you_broke_glass"
    world.settle()

    (broken,) = [row.entry for row in world.store.read(world.newest())[1] if row.entry.kind == "broke_glass"]
    assert (broken.facts["incident"], broken.facts["set_by"]) == (1, CARLA)
    assert world.variables()[VARIABLE] == "0"


def test_nobody_opens_the_glass_for_themselves_by_setting_s0() -> None:
    world = ActionWorld()
    world.declare(BEN, "S0 liveness faces leak")
    world.say(CARLA, "rollback rollout")
    world.settle()

    assert world.click(BEN, "break_glass", reason="a leak") == "failures/action_no_emergency"
    assert world.click(AIKO, "break_glass", reason="a leak") == "action/you_broke_glass"


def test_an_s0_that_is_lowered_or_mitigated_or_a_drill_burns_no_more() -> None:
    for words, after in (("S0 liveness x", "severity S1 fewer"), ("S0 liveness x", "mitigated"), ("S1 liveness x", "")):
        world = ActionWorld()
        room = world.declare(CARLA, words)
        if after:
            world.command(CARLA, after, where=room)
        world.say(CARLA, "rollback rollout")
        world.settle()
        assert world.click(BEN, "break_glass", reason="a leak") == "failures/action_no_emergency", after

    world = ActionWorld()
    world.command(CARLA, "drill S0 liveness a leak, played")
    world.settle()
    world.say(CARLA, "rollback rollout")
    world.settle()
    assert world.click(BEN, "break_glass", reason="a leak") == "failures/action_no_emergency"


def test_whoever_may_approve_is_let_in_to_the_private_room_that_shows_the_plan() -> None:
    world = ActionWorld()
    room = world.declare(CARLA, "S0 liveness faces leak")
    world.say(CARLA, "rollback rollout")
    world.settle()
    assert {AIKO, BEN} <= set(world.chat.rooms[room].members or ())
