"""Is what is told of an incident whole, told to nobody else, and taken back only while nothing newer rests on it?"""

from __future__ import annotations

import pytest

from tests.flows.incident_world import CARLA, INCIDENTS, IncidentWorld


def clicked_undo(world: IncidentWorld, kind: str) -> str:
    """Press the undo of the newest entry of a kind; return what was answered."""
    seq = [row.seq for row in world.store.read(world.stream())[1] if row.entry.kind == kind][-1]
    return world.click(CARLA, "incident.undo", f"{world.stream()} {seq}", where=world.room()).template


def test_nothing_of_a_private_incident_is_read_elsewhere_but_that_there_is_one() -> None:
    world = IncidentWorld()
    room = world.declare("S0 liveness faces of customers got out")
    world.say(CARLA, "update the dump is public", where=room)
    world.say(CARLA, "mitigated", where=room)
    world.settle()
    world.clock.advance(72 * 3600)
    world.tick()

    told = [one.notice for one in world.messages(INCIDENTS)]
    assert [one.template for one in told] == ["incident/announced", "incident/news", "incident/missed"]
    assert all(one.facts["title"] is None for one in told)
    assert "incident/update" in world.said(), "it is told in its own room"


def test_two_deadlines_that_went_by_unseen_are_both_announced() -> None:
    world = IncidentWorld()
    world.declare()
    world.clock.advance(72 * 3600)
    world.tick()

    missed = [one.notice.facts for one in world.messages(INCIDENTS) if one.notice.template == "incident/missed"]
    assert sorted(str(one["clock"]) for one in missed) == ["mitigate", "publish"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("half fail / rolling back / the CDN people", ("half fail", "rolling back", "the CDN people")),
        ("半数が失敗／切り戻し中／CDN担当者", ("半数が失敗", "切り戻し中", "CDN担当者")),
        ("see https://status.example.org/7 / waiting", ("see https://status.example.org/7", "waiting", "")),
        ("5/10 fail", ("5/10 fail", "", "")),
        ("a / b / c / d", ("a", "b", "c / d")),
    ],
)
def test_an_updates_parts_stand_between_slashes_and_no_word_is_lost(words: str, parts: tuple[str, str, str]) -> None:
    world = IncidentWorld()
    room = world.declare()

    world.say(CARLA, f"update {words}", where=room)

    update = world.incident().updates[-1]
    assert (update.conditions, update.actions, update.needs) == parts


@pytest.mark.parametrize("words", ["snooze", "snooze 30m deploying", "snooze bogus 30m deploying"])
def test_only_a_clock_that_there_is_can_be_snoozed(words: str) -> None:
    world = IncidentWorld()
    room = world.declare()

    assert world.say(CARLA, words, where=room).template == "failures/no_such_deed"
    assert world.say(CARLA, "snooze update 30m deploying", where=room).template == "incident/noted"


def test_a_state_is_not_taken_back_under_what_came_after_it() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "resolved", where=room)
    world.say(CARLA, "close", where=room, causes_identified="yes")

    assert clicked_undo(world, "resolved") == "failures/undo_is_late"
    assert world.incident().status == "closed"


def test_once_the_newer_is_taken_back_the_older_can_be_too() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "mitigated", where=room)
    world.say(CARLA, "resolved", where=room)

    assert clicked_undo(world, "mitigated") == "failures/undo_is_late"
    assert clicked_undo(world, "resolved") == "incident/noted"
    assert clicked_undo(world, "mitigated") == "incident/noted"
    assert world.incident().status == "open"


def test_another_role_given_since_does_not_stand_in_the_way() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "role scribe me", where=room)
    seq = world.store.read(world.stream())[1][-1].seq
    world.say(CARLA, "role comms_lead me", where=room)

    undone = world.click(CARLA, "incident.undo", f"{world.stream()} {seq}", where=room)

    assert undone.template == "incident/noted"
    assert "scribe" not in world.incident().roles
