"""What stands in for what Slack keeps of a channel: its history, its threads, its files?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.failures import Outage
from bot.domain.history import Page, Said
from bot.ports import ChannelInfo
from tests.fake_rooms import FakeRooms


class FakeRecords:
    """The Records port in memory.

    `said` is all that stands in each channel or thread, by (channel, None) or (channel, root's ts) and in any order; a
    thread's root is in both. `files` are contents by address, `infos` channels besides those of `rooms`. `page` is how
    many messages make a page. `refusing` is raised by whatever Slack would be asked for while it is set, and `asked`
    names those calls.
    """

    def __init__(self, rooms: FakeRooms | None = None) -> None:
        self.rooms = rooms
        self.said: dict[tuple[str, str | None], list[Said]] = {}
        self.files: dict[str, bytes] = {}
        self.infos: dict[str, ChannelInfo] = {}
        self.page = 200
        self.refusing: Outage | None = None
        self.asked: list[str] = []

    def history(self, channel: str, *, oldest: str = "", latest: str | None = None) -> Iterator[Page]:
        self._let_in("history", channel)
        found = sorted(self.said.get((channel, None), ()), key=lambda said: said.ts, reverse=True)
        inside = [one for one in found if one.ts > oldest and (latest is None or one.ts < latest)]
        yield from self._pages("history", inside)

    def replies(self, channel: str, root_ts: str, *, oldest: str = "") -> Iterator[Page]:
        self._let_in("replies", channel)
        found = sorted(self.said.get((channel, root_ts), ()), key=lambda said: said.ts)
        if found:
            yield from self._pages("replies", [one for one in found if one.ts == root_ts or one.ts > oldest])

    def channel(self, channel_id: str) -> ChannelInfo:
        self._check("channel")
        return self._info(channel_id)

    def file(self, url: str, *, most_bytes: int) -> bytes:
        self._check("file")
        if url not in self.files:
            raise Outage("slack", "file_not_found", retry=False)
        if len(self.files[url]) > most_bytes:
            raise Outage("slack", "file_too_large", retry=False)
        return self.files[url]

    def _pages(self, call: str, found: Sequence[Said]) -> Iterator[Page]:
        for start in range(0, max(1, len(found)), self.page):
            if start:
                self._check(call)
            end = start + self.page
            yield Page(tuple(found[start:end]), has_more=end < len(found))

    def _info(self, channel_id: str) -> ChannelInfo:
        if channel_id in self.infos:
            return self.infos[channel_id]
        if self.rooms is None:
            raise Outage("slack", "channel_not_found", retry=False)
        room = self.rooms.room(channel_id)
        return ChannelInfo(room.id, room.name, room.is_private, room.is_archived, room.is_ours, room.topic)

    def _let_in(self, call: str, channel: str) -> None:
        self._check(call)
        if not self._info(channel).is_member:
            raise Outage("slack", "not_in_channel", retry=False)

    def _check(self, call: str) -> None:
        self.asked.append(call)
        if self.refusing is not None:
            raise self.refusing
