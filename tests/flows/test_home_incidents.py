"""Does our own page show each reader the incidents and corrective actions that are theirs to see, and no other?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.domain.rules import Rights, Rules
from bot.flows.home import MOST_LINES, home
from tests.alarms import NOON
from tests.fakes import FixedClock
from tests.flows.incident_world import AIKO, BEN, CARLA, IVY, IncidentWorld

TITLE = "faces of customers got out"


def page(world: IncidentWorld, viewer: str) -> dict[str, Any]:
    return dict(home(world.stories, viewer))


def act(world: IncidentWorld, title: str, owner: str = "", due: str = "", room: str = "") -> None:
    """Let the commander add a corrective action to the newest incident."""
    told = {"title": title, "owner": owner, "due": due}
    assert world.say(CARLA, "action add", where=room or world.room(), **told).template == "incident/noted"


def titles(rows: list[dict[str, Any]]) -> list[str | None]:
    return [row["title"] for row in rows]


def test_an_incident_is_shown_with_who_leads_and_the_deadlines_people_work_against() -> None:
    world = IncidentWorld()
    room = world.declare("S1 liveness sign-ins fail")
    world.clock.advance(31 * 60)

    (row,) = page(world, BEN)["incidents"]["rows"]

    assert (row["severity"], row["status"], row["title"]) == ("S1", "open", "sign-ins fail")
    assert (row["commander"], row["channel"]) == (CARLA, room)
    assert [(one["clock"], one["is_over"]) for one in row["clocks"]] == [
        ("mitigate", True),
        ("update", False),
        ("publish", False),
    ]
    assert row["clocks"][0]["deadline"] == (NOON + timedelta(minutes=30)).isoformat()


def test_the_gravest_stands_first_and_what_is_closed_not_at_all() -> None:
    world = IncidentWorld()
    world.declare("S3 liveness a label is wrong")
    world.say(CARLA, "resolved", where=world.room())
    world.say(CARLA, "close", where=world.room(), causes_identified="yes")
    world.say(CARLA, "declare S2 liveness slow")
    again = world.say(CARLA, "declare S1 liveness sign-ins fail")
    world.click(CARLA, "incident.declare_anyway", "", value=str(again.facts["words"]))

    assert titles(page(world, BEN)["incidents"]["rows"]) == ["sign-ins fail", "slow"]


def test_of_a_private_incident_others_are_told_no_more_than_was_announced() -> None:
    """Neither its title nor its room, its service or who leads it: any of them may tell what happened."""
    world = IncidentWorld()
    world.declare(f"S0 liveness {TITLE}")

    (row,) = page(world, BEN)["incidents"]["rows"]
    (own,) = page(world, CARLA)["incidents"]["rows"]

    assert row == {
        "number": 1,
        "severity": "S0",
        "status": "open",
        "is_private": True,
        "is_drill": False,
        "title": None,
        "is_told": False,
    }
    assert (own["title"], own["channel"]) == (TITLE, world.room())


def test_whoever_is_given_a_role_in_a_private_incident_reads_it() -> None:
    world = IncidentWorld()
    world.declare(f"S0 liveness {TITLE}")
    world.say(CARLA, f"role scribe <@{BEN}>", where=world.room())

    assert titles(page(world, BEN)["incidents"]["rows"]) == [TITLE]


def test_a_guest_sees_how_services_are_and_no_incidents() -> None:
    world = IncidentWorld()
    world.declare()
    seen = page(world, IVY)

    assert (seen["incidents"], seen["correctives"]) == (None, None)
    assert [one["service"] for one in seen["services"]] == ["liveness"]


def test_everybody_sees_what_they_have_to_do_and_what_of_others_is_overdue() -> None:
    world = IncidentWorld()
    world.declare()
    act(world, "alert on the hook", owner=f"<@{BEN}>", due="2026-12-01")
    act(world, "test the hook", owner=f"<@{CARLA}>", due="2026-11-23")
    act(world, "write it down")
    world.clock.advance(timedelta(days=2).total_seconds())

    ben, carla = page(world, BEN)["correctives"], page(world, CARLA)["correctives"]

    assert (titles(ben["mine"]["rows"]), titles(ben["overdue"]["rows"])) == (["alert on the hook"], ["test the hook"])
    assert (titles(carla["mine"]["rows"]), titles(carla["overdue"]["rows"])) == (["test the hook"], [])
    assert [row["is_overdue"] for row in carla["mine"]["rows"]] == [True]


def test_what_was_done_is_shown_no_more() -> None:
    world = IncidentWorld()
    world.declare()
    act(world, "alert on the hook", owner=f"<@{BEN}>")
    world.say(BEN, "action done 1 https://example.com/pr/7", where=world.room())

    assert page(world, BEN)["correctives"]["mine"]["rows"] == []


def test_an_action_of_a_private_incident_is_shown_to_its_owner_and_its_people_only() -> None:
    world = IncidentWorld()
    world.declare(f"S0 liveness {TITLE}")
    act(world, "rotate the leaked key", owner=f"<@{BEN}>", due="2026-11-22")
    world.clock.advance(timedelta(days=2).total_seconds())

    assert titles(page(world, BEN)["correctives"]["mine"]["rows"]) == ["rotate the leaked key"]
    assert titles(page(world, CARLA)["correctives"]["overdue"]["rows"]) == ["rotate the leaked key"]
    assert page(world, AIKO)["correctives"]["overdue"]["rows"] == []


def test_a_day_is_over_when_it_is_over_where_the_company_is() -> None:
    """At noon in London the 22nd is not over; 15:30 UTC is the 23rd in Tokyo."""
    world = IncidentWorld(Rules(rights=Rights(approve_postmortems=(BEN,)), timezone="Asia/Tokyo"), FixedClock(NOON))
    world.declare()
    act(world, "alert on the hook", owner=f"<@{BEN}>", due="2026-11-22")

    before = page(world, BEN)["correctives"]["mine"]["rows"]
    world.clock.advance(3.5 * 3600)
    after = page(world, BEN)["correctives"]["mine"]["rows"]

    assert [row["is_overdue"] for row in (*before, *after)] == [False, True]


def test_more_than_the_page_takes_is_counted() -> None:
    world = IncidentWorld()
    world.declare()
    for number in range(MOST_LINES + 3):
        act(world, f"change {number}", owner=f"<@{BEN}>")
    mine = page(world, BEN)["correctives"]["mine"]

    assert (len(mine["rows"]), mine["more"]) == (MOST_LINES, 3)
