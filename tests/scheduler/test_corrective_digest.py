"""Is what is overdue told once a week, to everybody, whatever happened in between?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.failures import Outage
from bot.domain.rules import Rights, Rules
from scheduler import corrective_digest
from tests.fakes import FixedClock
from tests.flows.incident_world import BEN, CARLA, INCIDENTS, IncidentWorld

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOURS, DAYS = 3600.0, 24 * 3600.0


def world(*, timezone: str = "UTC", title: str = "S2 liveness sign-ins fail") -> IncidentWorld:
    """Return a world in which one action was due on a Sunday, and another is without a date."""
    rules = Rules(rights=Rights(approve_postmortems=(BEN,)), timezone=timezone)
    told = IncidentWorld(rules, FixedClock(SUNDAY))
    corrective_digest.run(told.stories)
    told.declare(title)
    act(told, "alert on the hook", owner=f"<@{BEN}>", due="2026-11-22")
    act(told, "write it down")
    return told


def act(told: IncidentWorld, title: str, owner: str = "", due: str = "") -> None:
    values = {"title": title, "owner": owner, "due": due}
    assert told.say(CARLA, "action add", where=told.room(), **values).template == "incident/noted"


def at(told: IncidentWorld, moment: datetime) -> list[dict[str, Any]]:
    """Let it be that late, let the clock tick, and return every digest that was told so far."""
    told.clock.advance((moment - told.clock.now()).total_seconds())
    corrective_digest.run(told.stories)
    told.settle()
    said = (one.notice for one in told.messages(INCIDENTS))
    return [dict(notice.facts) for notice in said if notice.template == "incident/digest"]


def test_on_monday_at_nine_owners_are_called_for_what_is_overdue() -> None:
    told = world()

    (digest,) = at(told, MONDAY)

    (contact,) = digest["contacts"]
    assert (digest["count"], digest["more"], contact["mention"]) == (1, 0, BEN)
    assert [row["title"] for row in contact["rows"]] == ["alert on the hook"]


def test_before_nine_where_the_company_is_nothing_is_told() -> None:
    """In Tokyo it is nine at midnight UTC."""
    told = world(timezone="Asia/Tokyo")
    assert at(told, datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == []
    assert len(at(told, datetime(2026, 11, 23, 0, 0, tzinfo=UTC))) == 1


def test_nothing_is_told_when_nothing_is_overdue_and_not_on_tuesday_either() -> None:
    told = world()
    told.say(BEN, "action done 1 https://example.com/pr/7", where=told.room())
    act(told, "test the hook", owner=f"<@{BEN}>", due="2026-11-23")

    assert at(told, MONDAY) == []
    assert at(told, datetime(2026, 11, 24, 9, tzinfo=UTC)) == []
    assert len(at(told, datetime(2026, 11, 30, 9, tzinfo=UTC))) == 1


def test_it_is_told_once_a_week_however_often_the_clock_ticks_and_whoever_leads() -> None:
    told = world()
    at(told, MONDAY)
    for hours in range(1, 24):
        told.clock.advance(hours * HOURS / 24)
        corrective_digest.run(told.stories)

    assert len(at(told, datetime(2026, 11, 29, 23, 59, tzinfo=UTC))) == 1
    assert len(at(told, datetime(2026, 11, 30, 9, tzinfo=UTC))) == 2


def test_after_weeks_away_only_the_last_one_is_made_up_for() -> None:
    told = world()
    at(told, MONDAY)

    assert len(at(told, datetime(2026, 12, 16, 3, tzinfo=UTC))) == 2
    assert len(at(told, datetime(2026, 12, 16, 4, tzinfo=UTC))) == 2


def test_a_company_that_moves_to_another_zone_is_not_told_twice() -> None:
    told = world(timezone="Asia/Tokyo")
    at(told, MONDAY)
    told.rules = Rules(timezone="America/Los_Angeles")

    assert len(at(told, datetime(2026, 11, 23, 18, tzinfo=UTC))) == 1


def test_a_private_incident_s_action_calls_its_owner_without_its_words() -> None:
    told = world(title="S0 liveness faces of customers got out")

    (digest,) = at(told, MONDAY)

    assert digest["contacts"][0]["mention"] == BEN
    assert [row["title"] for row in digest["contacts"][0]["rows"]] == [None]
    assert "hook" not in str(digest)


def test_what_a_drill_left_is_nobody_s() -> None:
    told = IncidentWorld(clock=FixedClock(SUNDAY))
    told.say(CARLA, "drill S2 liveness sign-ins fail")
    told.settle()
    assert told.incident().is_drill
    act(told, "alert on the hook", owner=f"<@{BEN}>", due="2026-11-22")

    assert at(told, MONDAY) == []


def test_owners_come_by_what_waits_longest_and_nobody_s_is_said_to_be_so() -> None:
    told = world()
    act(told, "ask the vendor", due="2026-11-23")
    act(told, "test the hook", owner=f"<@{BEN}>", due="2026-11-24")
    act(told, "call the client", owner=f"<@{CARLA}>", due="2026-11-25")

    (digest,) = [one for one in at(told, datetime(2026, 11, 30, 9, tzinfo=UTC)) if one["count"] > 1]

    assert [one["mention"] for one in digest["contacts"]] == [BEN, None, CARLA]
    assert [row["title"] for row in digest["contacts"][0]["rows"]] == ["alert on the hook", "test the hook"]


def test_while_there_is_no_such_channel_it_waits_and_is_told_then() -> None:
    told = world()
    del told.chat.channels["incidents"]
    with pytest.raises(Outage, match="channel_not_found"):
        at(told, MONDAY)
    told.chat.channels["incidents"] = INCIDENTS

    assert len(at(told, datetime(2026, 11, 25, 9, tzinfo=UTC))) == 1
