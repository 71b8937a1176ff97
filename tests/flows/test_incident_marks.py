"""Is what people mark put into the record, once, by whoever may, and taken back with the mark?"""

from __future__ import annotations

import pytest

from bot.domain.messages import Revision
from bot.domain.room_events import Kind, RoomEvent
from bot.flows.incidents.keeping import look
from tests.flows.incident_world import AIKO, BEN, IVY, IncidentWorld

SAID = "1764072000.000100"


class Marked(IncidentWorld):
    """An incident in whose room somebody said something worth marking."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.channel = self.declare()
        told = Revision(self.channel, SAID, SAID, BEN, "We must raise the read capacity\nbefore Friday")
        assert self.stories.capturing.capture(told)
        self.events = 0

    def happen(self, kind: Kind, name: str = "", by: str = AIKO, *, ts: str | None = SAID, again: bool = False) -> None:
        self.events += not again
        event = RoomEvent(f"Ev{self.events}", kind, self.channel, by, self.clock.now(), ts, name)
        self.stories.happening.take(event)

    def kinds(self) -> list[str]:
        known = look(self.stream(), self.store)
        assert known is not None
        return [row.entry.kind for row in known.entries]


@pytest.mark.parametrize(("kind", "name"), [("reaction_added", "pushpin"), ("pin_added", "")])
def test_a_pin_puts_a_message_into_the_timeline_once(kind: Kind, name: str) -> None:
    world = Marked()

    world.happen(kind, name)
    world.happen(kind, name, again=True)

    assert world.kinds().count("marked") == 1


def test_a_mark_taken_away_is_taken_back_and_can_be_put_again() -> None:
    world = Marked()
    world.happen("reaction_added", "ballot_box_with_check")
    (action,) = world.incident().correctives.values()
    assert action.title == "We must raise the read capacity before Friday"

    world.happen("reaction_removed", "ballot_box_with_check")
    assert not world.incident().correctives

    world.happen("reaction_added", "ballot_box_with_check")
    assert len(world.incident().correctives) == 1


def test_two_people_who_pin_the_same_message_make_one_entry() -> None:
    world = Marked()

    world.happen("pin_added", by=AIKO)
    world.happen("pin_added", by=BEN)

    assert world.kinds().count("marked") == 1


@pytest.mark.parametrize(("by", "name"), [(IVY, "ballot_box_with_check"), (AIKO, "tada")])
def test_a_guests_mark_and_any_other_emoji_change_nothing(by: str, name: str) -> None:
    world = Marked()
    before = world.kinds()

    world.happen("reaction_added", name, by=by)

    assert world.kinds() == before


def test_who_comes_late_is_read_in_privately_and_who_was_asked_to_come_is_not() -> None:
    world = Marked()
    world.happen("member_joined", by=BEN, ts=None)
    assert not world.chat.whispers

    world.wait(5)
    world.chat.invite(world.channel, [BEN])
    world.happen("member_joined", by=BEN, ts=None)

    assert [(to, notice.template) for to, notice in world.chat.whispers] == [(BEN, "incident/read_in")]
