"""Are rooms made once, filled, dressed and closed, over the fake and over Slack's own protocol?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from bot.adapters.slack.manifest import manifest
from bot.domain.failures import Outage
from bot.ports import Archive, Chat
from bot.speech import Notice, Place
from tests.adapters.slack_world import chat_on, fresh
from tests.fakes import FixedClock
from tests.slack_fakes import FakeArchive, FakeChat
from workspace.slack import Workspace, serve

AIKO, BEN, NOBODY = "U01AIKO", "U01BEN", "U0NOBODY"


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with serve(manifest([])) as running:
        yield running


@dataclass
class World:
    """One implementation of the ports, and what can be seen of a room besides."""

    chat: Chat
    archive: Archive
    members: Callable[[str], Sequence[str]]
    pins: Callable[[str], Sequence[str]]
    links: Callable[[str], Sequence[str]]
    whispers: Callable[[str], int]


@pytest.fixture(params=["fake", "slack"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        fake = FakeChat(FixedClock(), {"general": "C01GENERAL"})
        fake.refused = {NOBODY: "user_not_found"}
        return World(
            chat=fake,
            archive=FakeArchive(rooms=fake),
            members=lambda id_: fake.rooms[id_].members or [],
            pins=lambda id_: fake.rooms[id_].pins,
            links=lambda id_: [url for _, url in fake.rooms[id_].bookmarks],
            whispers=lambda _: len(fake.whispers),
        )
    workspace: Workspace = request.getfixturevalue("workspace")
    chat, archive = chat_on(workspace)
    return World(
        chat=chat,
        archive=archive,
        members=lambda id_: list(workspace.channel(id_).members),
        pins=lambda id_: list(workspace.channel(id_).pins),
        links=lambda id_: [str(one["link"]) for one in workspace.channel(id_).bookmarks],
        whispers=lambda id_: len(workspace.person("aiko").whispers(id_)),
    )


def room(world: World, *people: str, private: bool = False) -> str:
    name = fresh()
    return world.chat.open_room(name, marker=f"incident-{name}", is_private=private, people=people)


class TestRooms:
    """What is done again does nothing more."""

    @pytest.mark.parametrize("private", [False, True])
    def test_a_room_is_made_as_it_was_wanted_and_with_its_people_in_it(self, world: World, *, private: bool) -> None:
        name = fresh()
        made = world.chat.open_room(name, marker=name, is_private=private, people=[AIKO, BEN, AIKO, NOBODY])
        info = world.archive.channel(made)
        assert (info.id, info.name, info.is_private, info.is_archived, info.is_member) == (
            made, name, private, False, True,
        )  # fmt: skip
        assert set(world.members(made)) > {AIKO, BEN}
        assert NOBODY not in world.members(made)

    def test_the_same_incident_finds_its_room_again_and_another_gets_the_next_name(self, world: World) -> None:
        name = fresh()
        first = world.chat.open_room(name, marker=f"first-{name}", is_private=False, people=[AIKO])
        second = world.chat.open_room(name, marker=f"second-{name}", is_private=False, people=[])
        third = world.chat.open_room(name, marker=f"third-{name}", is_private=False, people=[])
        assert [world.archive.channel(one).name for one in (first, second, third)] == [name, f"{name}-2", f"{name}-3"]
        assert world.chat.open_room(name, marker=f"second-{name}", is_private=False, people=[BEN]) == second
        assert BEN in world.members(second)
        assert BEN not in world.members(first)

    def test_a_channel_that_we_did_not_make_is_left_alone(self, world: World) -> None:
        made = world.chat.open_room("general", marker=fresh(), is_private=False, people=[])
        assert world.archive.channel(made).name.startswith("general-")

    def test_who_cannot_be_invited_is_told_and_who_is_in_already_is_not(self, world: World) -> None:
        made = room(world, AIKO)
        assert world.chat.invite(made, [AIKO, NOBODY, BEN, NOBODY]) == {NOBODY: "user_not_found"}
        assert BEN in world.members(made)
        assert world.chat.invite(made, [AIKO, BEN]) == {}
        assert world.chat.invite(made, []) == {}

    def test_a_topic_is_set_and_a_long_one_is_cut(self, world: World) -> None:
        made = room(world)
        world.chat.dress_room(made, topic="S1 · #7 low success", purpose="What happens, and what is done about it")
        assert world.archive.channel(made).topic == "S1 · #7 low success"
        world.chat.dress_room(made, topic="x" * 10_000)
        assert world.archive.channel(made).topic == "x" * 249 + "…"

    def test_a_purpose_does_not_take_the_marker_away(self, world: World) -> None:
        name = fresh()
        made = world.chat.open_room(name, marker=f"m-{name}", is_private=False, people=[])
        world.chat.dress_room(made, topic="S1", purpose="y" * 10_000)
        assert world.chat.open_room(name, marker=f"m-{name}", is_private=False, people=[]) == made

    def test_a_message_is_pinned_and_marked_once_and_one_that_is_gone_never(self, world: World) -> None:
        made = room(world)
        ts = world.chat.post(Notice("incident/card", {}, Place(made), f"card:{made}"))
        for _ in range(2):
            assert world.chat.pin(made, ts)
            assert world.chat.react(made, ts, "white_check_mark")
        assert world.pins(made) == [ts]
        assert not world.chat.pin(made, "1.000001")
        assert not world.chat.react(made, "1.000001", "white_check_mark")

    def test_a_link_is_put_at_the_head_once(self, world: World) -> None:
        made = room(world)
        for title in ("Report", "The report"):
            assert world.chat.bookmark(made, title, "https://git.example.org/reports?a=1&b=2")
        assert world.links(made) == ["https://git.example.org/reports?a=1&b=2"]

    def test_what_is_said_privately_is_read_by_one_person_if_they_are_there(self, world: World) -> None:
        made = room(world, AIKO)
        notice = Notice("incident/read_in", {}, Place(made), "")
        assert world.chat.say_privately(notice, AIKO)
        assert world.whispers(made) == 1
        assert not world.chat.say_privately(notice, BEN)

    @pytest.mark.parametrize("private", [False, True])
    def test_a_closed_room_stays_closed_and_takes_nothing_any_more(self, world: World, *, private: bool) -> None:
        made = room(world, AIKO, private=private)
        assert world.chat.unarchive_room(made)
        world.chat.archive_room(made)
        world.chat.archive_room(made)
        info = world.archive.channel(made)
        assert (info.is_archived, info.is_member) == (True, private)
        assert not world.chat.unarchive_room(made)
        for call in (
            lambda: world.chat.dress_room(made, topic="S2"),
            lambda: world.chat.invite(made, [BEN]),
            lambda: world.chat.post(Notice("incident/card", {}, Place(made), "x")),
        ):
            with pytest.raises(Outage) as closed:
                call()
            assert closed.value.reason in {"is_archived", "not_in_channel"}
            assert not closed.value.retry

    def test_where_no_channel_is_nothing_can_be_done(self, world: World) -> None:
        for call in (
            lambda: world.chat.dress_room("C0NOWHERE", topic="S2"),
            lambda: world.chat.pin("C0NOWHERE", "1.000001"),
            lambda: world.chat.archive_room("C0NOWHERE"),
            lambda: world.archive.channel("C0NOWHERE"),
        ):
            with pytest.raises(Outage) as nowhere:
                call()
            assert (nowhere.value.reason, nowhere.value.retry) == ("channel_not_found", False)
