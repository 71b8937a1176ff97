"""Are marks, comers and what becomes of a channel kept before they are acknowledged, and handled once after that?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.memory import MemoryStore
from bot.adapters.slack.doors.listening import Listening
from bot.domain.failures import Outage
from bot.domain.incidents.capturing import Listened
from bot.domain.incidents.evidence import Evidence
from bot.domain.messages import File, Revision
from bot.domain.room_events import RoomEvent
from bot.ports import Arrival
from bot.speech import Place
from tests.adapters.doors import NOW, House, event, house
from tests.fakes import FixedClock

__all__ = ["house"]

ROOM = "incident-1"
AT = datetime.fromtimestamp(1_700_000_010, UTC)


def reacted(kind: str = "reaction_added", *, ts: str = "9.1", at: int = 1_700_000_010, **more: Any) -> dict[str, Any]:
    item = {"type": "message", "channel": "C1", "ts": ts}
    told = {"type": kind, "user": "U1", "reaction": "pushpin", "item": item, "event_ts": f"{at}.000000"}
    return told | more


def pinned(kind: str = "pin_added", user: str = "U1", at: int = 1_700_000_010) -> dict[str, Any]:
    item = {"type": "message", "channel": "C1", "message": {"ts": "9.1", "text": "words"}}
    return {"type": kind, "user": user, "channel_id": "C1", "item": item, "event_ts": f"{at}.000000"}


class TestMarks:
    """A reaction or pin on a captured message is kept, and told once."""

    def test_a_reaction_is_kept_before_it_is_acknowledged_and_told_after(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        assert house.send(event(1, **reacted())).status == 200
        (mark,) = house.store.marks("C1")
        assert (mark.emoji, mark.by, mark.at, mark.event_id) == ("pushpin", "U1", AT, "event:reaction_added-Ev1")
        house.wait(lambda: bool(house.happened) and not house.unsettled())
        assert house.happened == [
            RoomEvent("event:reaction_added-Ev1", "reaction_added", "C1", "U1", AT, "9.1", "pushpin")
        ]

    def test_a_second_delivery_is_acknowledged_and_not_told_again(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        for _ in range(3):
            assert house.send(event(1, **reacted())).status == 200
        house.wait(lambda: bool(house.happened) and not house.unsettled())
        assert len(house.happened) == 1

    def test_an_un_react_that_comes_before_its_react_wins(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        assert house.send(event(2, **reacted("reaction_removed", at=1_700_000_020))).status == 200
        assert house.send(event(1, **reacted())).status == 200
        assert house.store.marks("C1") == ()

    def test_a_pin_is_taken_away_by_whoever_unpins(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        assert house.send(event(1, **pinned())).status == 200
        assert [one.mark for one in house.store.marks("C1")] == ["pin"]
        assert house.send(event(2, **pinned("pin_removed", "U2", 1_700_000_020))).status == 200
        assert house.store.marks("C1") == ()
        house.wait(lambda: len(house.happened) == 2)

    def test_a_mark_on_a_reply_of_a_captured_thread_counts_and_one_elsewhere_does_not(self, house: House) -> None:
        house.store.watch(Place("C1", "9.1"), ROOM)
        house.store.keep(Revision("C1", "9.2", "9.2", "U2", "reply", root_ts="9.1"))
        for number, ts in enumerate(("9.1", "9.2", "9.3"), 1):
            assert house.send(event(number, **reacted(ts=ts))).status == 200
        assert [one.ts for one in house.store.marks("C1")] == ["9.1", "9.2"]
        house.wait(lambda: len(house.happened) == 2 and not house.unsettled())

    def test_a_mark_that_can_t_be_kept_is_not_acknowledged_and_kept_when_it_comes_again(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        house.store.is_failing = True
        assert house.send(event(1, **reacted())).status == 503
        house.store.is_failing = False
        assert house.send(event(1, **reacted())).status == 200
        house.wait(lambda: len(house.happened) == 1)

    def test_what_was_kept_before_a_crash_is_told_after_it(self, house: House) -> None:
        house.store.receive(Arrival("event:reaction_added-Ev1", "event:reaction_added", event(1, **reacted())))
        house.clock.advance(60)
        assert house.desk.take_up(house.clock.now()) == 1
        house.wait(lambda: len(house.happened) == 1)

    def test_what_a_refill_saw_is_told_like_an_event(self, house: House) -> None:
        seen = RoomEvent("seen:reaction_added-1", "reaction_added", "C1", "U1", AT, "9.1", "pushpin")
        house.store.receive(Arrival(seen.id, "seen:reaction_added", seen.as_json()))
        house.clock.advance(60)
        house.desk.take_up(house.clock.now())
        house.wait(lambda: not house.unsettled())
        assert house.happened == [seen]

    def test_our_own_reactions_and_those_on_files_are_nothing_to_us(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        assert house.send(event(1, **reacted(user="UBOT"))).status == 200
        assert house.send(event(2, **reacted(item={"type": "file", "file": "F1"}))).status == 200
        assert house.store.marks("C1") == ()
        assert not house.unsettled()


class TestChannels:
    """What becomes of a captured channel is told; other channels are nothing to us."""

    @pytest.mark.parametrize(
        ("told", "kind", "name"),
        [
            ({"type": "member_joined_channel", "user": "U2", "channel": "C1"}, "member_joined", ""),
            ({"type": "channel_archive", "user": "U2", "channel": "C1"}, "archived", ""),
            ({"type": "group_archive", "user": "U2", "channel": "C1"}, "archived", ""),
            ({"type": "channel_unarchive", "user": "U2", "channel": "C1"}, "unarchived", ""),
            ({"type": "group_unarchive", "user": "U2", "channel": "C1"}, "unarchived", ""),
            ({"type": "channel_rename", "channel": {"id": "C1", "name": "inc-2"}}, "renamed", "inc-2"),
            ({"type": "group_rename", "channel": {"id": "C1", "name": "inc-2"}}, "renamed", "inc-2"),
        ],
    )
    def test_it_is_told_with_who_did_it(self, house: House, told: dict[str, Any], kind: str, name: str) -> None:
        house.store.watch(Place("C1"), ROOM)
        assert house.send(event(1, **told, event_ts="1700000010.000000")).status == 200
        house.wait(lambda: bool(house.happened))
        (one,) = house.happened
        assert (one.kind, one.channel, one.by, one.at, one.ts, one.name) == (
            kind,
            "C1",
            told.get("user", ""),
            AT,
            None,
            name,
        )

    def test_a_channel_of_which_only_a_thread_is_captured_is_no_room(self, house: House) -> None:
        house.store.watch(Place("C1", "9.1"), ROOM)
        joined = {"type": "member_joined_channel", "user": "U2", "channel": "C1", "event_ts": "1700000010.000000"}
        assert house.send(event(1, **joined)).status == 200
        assert not house.unsettled()


class TestDeletions:
    """What people delete is erased, also when nobody captures its place any more."""

    def test_a_deletion_in_a_room_that_was_left_still_erases(self, house: House) -> None:
        house.store.watch(Place("C1"), ROOM)
        for ts in ("9.1", "9.2"):
            house.send(event(1, type="message", channel="C1", user="U1", text="hunter2", ts=ts))
        house.store.leave(Place("C1"), NOW)
        gone = {"type": "message", "subtype": "message_deleted", "channel": "C1", "event_ts": "11.1"}
        assert house.send(event(2, **gone, deleted_ts="9.1")).status == 200
        assert house.send(event(3, **gone, deleted_ts="8.8")).status == 200
        assert [(one.ts, one.text) for one in house.store.messages("C1")] == [("9.1", ""), ("9.2", "hunter2")]

    def test_a_deleted_file_is_erased_with_its_copy(self, house: House) -> None:
        house.store.keep(Revision("C1", "9.1", "9.1", "U1", "look", files=(File("a.log", "F1"),)))
        house.store.put_evidence(Evidence(ROOM, "files/F1-a.log", "0", 1, channel="C1", ts="9.1", file="F1"), b"x")
        assert house.send(event(1, type="file_deleted", file_id="F1")).status == 200
        assert house.store.evidence(ROOM) == ()
        assert house.store.messages("C1")[0].files == (File("", "F1"),)


class TestListening:
    """A spell of listening ends where it can't be vouched for."""

    def test_it_grows_while_a_connection_is_up(self) -> None:
        clock = FixedClock(NOW)
        store = MemoryStore(clock)
        listening = Listening(store, clock, lambda: True)
        for _ in range(4):
            listening.note()
            clock.advance(10)
        assert store.listened() == (Listened(NOW, NOW + timedelta(seconds=30)),)

    @pytest.mark.parametrize("trouble", ["no connection", "no store", "stood still"])
    def test_after_trouble_another_spell_begins(self, trouble: str) -> None:
        clock, is_open = FixedClock(NOW), [True]
        store = _Store(clock)
        listening = Listening(store, clock, lambda: is_open[0])
        listening.note()
        clock.advance(10)
        if trouble == "no connection":
            is_open[0] = False
            listening.note()
        elif trouble == "no store":
            store.is_failing = True
            with pytest.raises(Outage):
                listening.note()
        else:
            clock.advance(600)
        is_open[0], store.is_failing = True, False
        clock.advance(10)
        listening.note()
        assert [one.since for one in store.listened()] == [NOW, clock.now()]


class _Store(MemoryStore):
    is_failing = False

    def note_listened(self, spell: Listened) -> None:
        if self.is_failing:
            raise Outage("store", "busy")
        super().note_listened(spell)
