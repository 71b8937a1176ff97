"""Is what was said, and what was shared, read whole and only by whom it is for, over the fake and over Slack's protocol?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.adapters.slack import records
from bot.adapters.slack.manifest import manifest
from bot.domain.failures import Outage
from bot.domain.history import Page, Said
from bot.domain.messages import Revision
from bot.ports import Archive
from tests.adapters.slack_world import chat_on, fresh
from tests.fakes import FixedClock
from tests.slack_fakes import FakeArchive, FakeChat
from workspace.slack import Workspace, serve

BEN = "U01BEN"


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with serve(manifest([])) as running:
        yield running


@dataclass
class World:
    """One implementation, a room in it, and Ben, who says things there: `say` returns the ts, `share` the address."""

    archive: Archive
    room: str
    name: str
    say: Callable[..., str]
    share: Callable[[bytes], str]


class _Ben:
    """Says things in the fake."""

    def __init__(self, archive: FakeArchive, room: str) -> None:
        self.archive, self.room, self.number = archive, room, 0

    def say(self, text: str, root: str | None = None) -> str:
        self.number += 1
        ts = f"1795312800.{self.number:06d}"
        said = Said(ts, Revision(self.room, ts, ts, BEN, text, root))
        if root is None:
            self.archive.said.setdefault((self.room, None), []).append(said)
            self.archive.said[self.room, ts] = [said]
        else:
            self.archive.said[self.room, root].append(said)
        return ts

    def share(self, content: bytes) -> str:
        self.archive.files["https://files.example/1"] = content
        return "https://files.example/1"


@pytest.fixture(params=["fake", "slack"])
def world(request: pytest.FixtureRequest) -> World:
    name = fresh()
    if request.param == "fake":
        fake = FakeChat(FixedClock())
        archive = FakeArchive(rooms=fake)
        archive.page = records.SAID_PAGE
        room = fake.open_room(name, marker=name, is_private=False, people=[BEN])
        ben = _Ben(archive, room)
        return World(archive, room, name, ben.say, ben.share)
    workspace: Workspace = request.getfixturevalue("workspace")
    chat, real = chat_on(workspace)
    room = chat.open_room(name, marker=name, is_private=False, people=[BEN])
    hand = workspace.person("ben")

    def share(content: bytes) -> str:
        file = hand.upload(room, "trace.bin", content, "see")["file_id"]
        return str(workspace.board.team.files.files[file].for_api()["url_private"])

    return World(real, room, name, lambda text, root=None: hand.post(room, text, thread_ts=root), share)


def words(pages: Iterator[Page]) -> list[str]:
    return [said.revision.text for page in pages for said in page.messages if said.revision is not None]


class TestRecords:
    """Nothing is left out between two ids, and nothing is told twice."""

    def test_history_is_read_from_the_newest_to_the_oldest_and_without_the_threads(self, world: World) -> None:
        first, second = world.say("first"), world.say("second")
        world.say("in the thread", first)
        assert words(world.archive.history(world.room)) == ["second", "first"]
        (page,) = world.archive.history(world.room)
        assert page.messages[0].revision == Revision(world.room, second, second, BEN, "second")
        assert not page.has_more

    def test_both_ends_of_a_stretch_are_outside_of_it(self, world: World) -> None:
        stamps = [world.say(str(number)) for number in range(5)]
        assert words(world.archive.history(world.room, oldest=stamps[0], latest=stamps[4])) == ["3", "2", "1"]
        assert words(world.archive.history(world.room, oldest=stamps[4])) == []

    def test_many_messages_come_in_pages_and_whoever_is_interrupted_goes_on(self, world: World) -> None:
        said = [str(number) for number in range(2 * records.SAID_PAGE + 7)]
        for text in said:
            world.say(text)
        pages = world.archive.history(world.room)
        first = next(pages)
        assert first.has_more
        rest = world.archive.history(world.room, latest=first.messages[-1].ts)
        assert [*words(iter([first])), *words(rest)] == said[::-1]
        assert words(world.archive.history(world.room)) == said[::-1]

    def test_a_thread_is_read_from_its_root_on_and_the_root_is_told_once(self, world: World) -> None:
        root = world.say("root")
        stamps = [world.say(str(number), root) for number in range(records.SAID_PAGE + 7)]
        assert words(world.archive.replies(world.room, root)) == ["root", *map(str, range(len(stamps)))]
        late = list(world.archive.replies(world.room, root, oldest=stamps[-3]))
        assert words(iter(late)) == ["root", *map(str, range(len(stamps) - 2, len(stamps)))]
        assert late[0].messages[1].revision is not None
        assert late[0].messages[1].revision.root_ts == root

    def test_of_a_thread_that_is_gone_there_is_no_page(self, world: World) -> None:
        assert list(world.archive.replies(world.room, "1.000001")) == []

    def test_what_is_no_channel_of_ours_is_not_read(self, world: World) -> None:
        with pytest.raises(Outage) as nowhere:
            next(world.archive.history("C0NOWHERE"))
        assert (nowhere.value.reason, nowhere.value.retry) == ("channel_not_found", False)

    def test_a_channel_is_told_as_it_is(self, world: World) -> None:
        info = world.archive.channel(world.room)
        assert (info.id, info.name, info.topic) == (world.room, world.name, "")
        assert (info.is_private, info.is_archived, info.is_member) == (False, False, True)

    def test_a_file_is_read_up_to_a_size(self, world: World) -> None:
        url = world.share(b"x" * 100_000)
        assert world.archive.file(url, most_bytes=100_000) == b"x" * 100_000
        with pytest.raises(Outage) as large:
            world.archive.file(url, most_bytes=99_999)
        assert (large.value.reason, large.value.retry) == ("file_too_large", False)


class TestSlackRecords:
    """What only Slack's protocol can show."""

    def test_edits_marks_replies_and_our_own_words_are_told_apart(self, workspace: Workspace) -> None:
        chat, archive = chat_on(workspace)
        room = chat.open_room(fresh(), marker=fresh(), is_private=True, people=[BEN])
        ben = workspace.person("ben")
        root = ben.post(room, "down")
        reply = ben.post(room, "still", thread_ts=root)
        ben.edit(room, root, "down since 3:00")
        chat.react(room, root, "pushpin")
        chat.pin(room, root)
        (page,) = archive.history(room)
        said = next(one for one in page.messages if one.ts == root)
        assert said.revision is not None
        assert (said.revision.text, said.revision.is_edit, said.latest_reply) == ("down since 3:00", True, reply)
        assert {mark for mark, _ in said.marks} == {"reaction:pushpin", "pin"}
        assert [one.revision for one in page.messages if one.ts != root] == [None] * (len(page.messages) - 1)

    def test_a_deleted_root_is_known_by_its_placeholder(self, workspace: Workspace) -> None:
        chat, archive = chat_on(workspace)
        room = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[BEN])
        ben = workspace.person("ben")
        root = ben.post(room, "my password")
        ben.post(room, "delete that", thread_ts=root)
        ben.delete(room, root)
        (page,) = archive.history(room)
        assert [said.ts for said in page.messages if said.is_tombstone] == [root]

    def test_how_long_slack_asks_us_to_wait_is_told_and_after_it_the_rest_is_read(self, workspace: Workspace) -> None:
        chat, archive = chat_on(workspace)
        room = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[BEN])
        ben = workspace.person("ben")
        said = [ben.post(room, str(number)) for number in range(records.SAID_PAGE + 2)]
        pages = archive.history(room, oldest=said[0])
        reached = next(pages).messages[-1].ts
        workspace.trouble("fail_next", method="conversations.history", status=429, retry_after=60)
        with pytest.raises(Outage) as limited:
            next(pages)
        assert (limited.value.reason, limited.value.retry, limited.value.retry_after) == ("ratelimited", True, 60.0)
        ben.post(room, "meanwhile")
        assert words(archive.history(room, oldest=said[0], latest=reached)) == ["1"]

    def test_where_we_were_taken_out_nothing_is_read(self, workspace: Workspace) -> None:
        chat, archive = chat_on(workspace)
        room = chat.open_room(fresh(), marker=fresh(), is_private=False, people=[BEN])
        chat.archive_room(room)
        with pytest.raises(Outage) as outside:
            next(archive.history(room))
        assert (outside.value.reason, outside.value.retry) == ("not_in_channel", False)

    def test_no_call_was_made_that_slack_does_not_know(self, workspace: Workspace) -> None:
        assert workspace.unknown == []
