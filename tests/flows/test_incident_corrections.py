"""Milestones and corrective actions are made right afterwards: in one form, keeping what was there before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.speech import Form
from tests.alarms import NOON
from tests.flows.incident_world import BEN, CARLA, IncidentWorld

NEW = {"title": "alert on the hook", "owner": BEN, "due": "2026-12-01", "ticket": "OPS-1", "type": "detect"}


def test_all_milestones_are_corrected_in_one_form_and_each_can_be_undone() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.clock.advance(3600)
    world.say(CARLA, "mitigated", where=room)
    form = world.say(CARLA, "milestone", where=room)
    assert isinstance(form, Form)
    held = {one["name"]: one["at"] for one in form.facts["milestones"]}  # type: ignore[attr-defined]
    before = dict(world.incident().milestones)

    changed = {**held, "started": "2026-11-22 11:40", "mitigated": "12:31"}
    assert world.say(CARLA, "milestone", where=room, **changed).template == "incident/noted"
    world.settle()

    after = world.incident().milestones
    assert (after["started"], after["mitigated"]) == (NOON - timedelta(minutes=20), NOON + timedelta(minutes=31))
    assert after["detected"] == before["detected"], "what was left as it was keeps its seconds"
    told = [row.entry.facts for row in world.entries() if row.entry.kind == "milestone"]
    assert [(one["name"], one["before"]) for one in told] == [
        ("started", None),
        ("mitigated", before["mitigated"].isoformat()),
    ]
    said = [one.notice.facts for one in world.messages() if one.notice.facts.get("what") == "milestone"]
    assert [row.entry.facts["name"] for one in said for row in world.entries() if row.seq == one["seq"]] == [
        "started",
        "mitigated",
    ]


def test_a_form_that_changes_nothing_says_so() -> None:
    world = IncidentWorld()
    room = world.declare()
    form = world.say(CARLA, "milestone", where=room)
    assert isinstance(form, Form)
    held = {one["name"]: one["at"] for one in form.facts["milestones"]}  # type: ignore[attr-defined]
    assert world.say(CARLA, "milestone", where=room, **held).template == "incident/is_so"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"started": "soon"}, "moment_unreadable"),
        ({"started": "2099-01-01 00:00"}, "moment_is_ahead"),
        ({"mitigated": "2026-11-20 00:00"}, "milestones_cross"),
    ],
)
def test_a_form_with_a_moment_that_cannot_be_changes_nothing(values: dict[str, str], sentence: str) -> None:
    world = IncidentWorld()
    room = world.declare()
    assert world.say(CARLA, "milestone", where=room, **values).template == f"failures/{sentence}"
    assert not [row for row in world.entries() if row.entry.kind == "milestone"]


def test_mitigated_may_name_the_time_of_day_at_which_it_was() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.clock.advance(1800)
    assert world.say(CARLA, "mitigated at 12:10", where=room).template == "incident/noted"
    assert world.incident().milestones["mitigated"] == NOON + timedelta(minutes=10)


def test_nothing_is_mitigated_before_it_was_detected() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.clock.advance(1800)
    assert world.say(CARLA, "mitigated 11:50", where=room).template == "failures/milestones_cross"
    assert world.incident().status == "open"


def test_a_corrective_action_that_an_emoji_began_gets_its_owner_date_and_ticket() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "action add", where=room, title="alert")
    form = world.say(CARLA, "action edit 1", where=room)
    assert isinstance(form, Form)
    assert (form.facts["what"], form.facts["owner"]) == ("alert", None)

    assert world.say(CARLA, "action edit 1", where=room, **NEW).template == "incident/noted"

    one = world.incident().correctives["1"]
    assert (one.title, one.owner, one.ticket, one.type) == ("alert on the hook", BEN, "OPS-1", "detect")
    assert one.is_ticketed


def test_an_overdue_action_keeps_its_date_when_something_else_is_edited() -> None:
    world = IncidentWorld()
    room = world.declare()
    world.say(CARLA, "action add", where=room, **NEW)
    world.clock.advance(30 * 86400)
    assert world.say(CARLA, "action edit 1", where=room, **{**NEW, "size": "L"}).template == "incident/noted"
    assert world.say(CARLA, "action edit 1", where=room, **{**NEW, "due": "2026-12-02"}).template == (
        "failures/due_is_over"
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"owner": "somebody"}, "who_is_that"),
        ({"type": "hope"}, "no_such_type"),
        ({"size": "XL"}, "no_such_size"),
        ({"ticket": "later"}, "ticket_unreadable"),
        ({"title": " "}, "corrective_is_empty"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(values: dict[str, str], sentence: str) -> None:
    world = IncidentWorld()
    room = world.declare()
    assert world.say(CARLA, "action add", where=room, **{**NEW, **values}).template == f"failures/{sentence}"
    assert world.say(CARLA, "action edit 7", where=room, **NEW).template == "failures/no_such_corrective"
    assert not world.incident().correctives


def test_the_next_level_of_the_ladder_is_called_at_once_and_on_record() -> None:
    world = IncidentWorld()
    room = world.declare()
    assert world.say(BEN, "escalate", where=room).template == "incident/noted"
    assert world.say(BEN, "escalate nobody knows the CDN", where=room).template == "incident/noted"
    world.settle()

    told = [row.entry.facts for row in world.entries() if row.entry.kind == "escalated"]
    assert [(one["level"], one["reason"]) for one in told] == [(2, ""), (3, "nobody knows the CDN")]
    assert world.said().count("incident/escalation") == 2
    assert world.say(BEN, "escalate 9", where=room).template == "failures/no_such_level"
