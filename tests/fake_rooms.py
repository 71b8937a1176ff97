"""What stands in for Slack's channels in tests: made, filled, dressed and closed, in memory and by the same rules?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.domain.failures import Outage
from bot.domain.incidents.naming import numbered_name

US = "U01LIVENESS"


@dataclass(slots=True)
class FakeRoom:
    """A channel; `members` is None where everybody is in. `marker` is empty for one that we didn't make."""

    id: str
    name: str
    is_private: bool = False
    marker: str = ""
    topic: str = ""
    purpose: str = ""
    members: list[str] | None = None
    is_archived: bool = False
    is_ours: bool = True
    pins: list[str] = field(default_factory=list)
    bookmarks: list[tuple[str, str]] = field(default_factory=list)
    reactions: list[tuple[str, str]] = field(default_factory=list)
    dressed: list[str] = field(default_factory=list)


class FakeRooms:
    """The Rooms port in memory: `rooms` by id are what became of each, `refused` says who can't be invited and why.

    `channels` are ids by name; those in it that we didn't make are open to everybody. `heard` are the messages of
    people, as (channel, ts): besides our own, only they can be marked. `refusing` is raised by every method while it
    is set.
    """

    def __init__(self, channels: Mapping[str, str] | None = None) -> None:
        self.channels = dict(channels or {})
        self.rooms: dict[str, FakeRoom] = {}
        self.refused: dict[str, str] = {}
        self.heard: set[tuple[str, str]] = set()
        self.refusing: Outage | None = None
        self._ids = count(1)

    def open_room(self, name: str, *, marker: str, is_private: bool, people: Sequence[str]) -> str:
        self._check()
        room = next((one for one in self.rooms.values() if one.marker == marker), None)
        if room is None:
            free = next(one for one in _names(name) if one not in self.channels)
            room = FakeRoom(f"C9{next(self._ids):08d}", free, is_private, marker, members=[US])
            self.channels[free] = room.id
            self.rooms[room.id] = room
        self.invite(room.id, people)
        return room.id

    def invite(self, channel: str, people: Sequence[str]) -> Mapping[str, str]:
        room = self._writable(channel)
        wanted = [one for one in dict.fromkeys(people) if room.members is not None and one not in room.members]
        refused = {one: self.refused[one] for one in wanted if one in self.refused}
        if room.members is not None:
            room.members += [one for one in wanted if one not in refused]
        return refused

    def dress_room(self, channel: str, *, topic: str, purpose: str = "") -> None:
        room = self._writable(channel)
        topic, purpose = (text if len(text) <= 250 else text[:249] + "…" for text in (topic, purpose))
        if topic != room.topic:
            room.topic = topic
            room.dressed.append(topic)
        if purpose and purpose != room.purpose:
            room.purpose = purpose
            room.dressed.append(purpose)

    def pin(self, channel: str, ts: str) -> bool:
        return self._mark(channel, ts, self._writable(channel).pins, ts)

    def bookmark(self, channel: str, title: str, url: str) -> bool:
        room = self._writable(channel)
        if all(link != url for _, link in room.bookmarks):
            room.bookmarks.append((title, url))
        return True

    def react(self, channel: str, ts: str, emoji: str) -> bool:
        return self._mark(channel, ts, self._writable(channel).reactions, (ts, emoji.strip(":")))

    def archive_room(self, channel: str) -> None:
        room = self.room(channel)
        if not room.is_archived:
            room.is_archived, room.is_ours = True, room.is_private

    def unarchive_room(self, channel: str) -> bool:
        return not self.room(channel).is_archived

    def room(self, channel: str) -> FakeRoom:
        """Return a channel, ours or not; refuse one that isn't there as Slack does."""
        self._check()
        if channel not in self.rooms:
            names = {id_: name for name, id_ in self.channels.items()}
            if channel not in names:
                raise Outage("slack", "channel_not_found", retry=False)
            self.rooms[channel] = FakeRoom(channel, names[channel])
        return self.rooms[channel]

    def is_said(self, channel: str, ts: str) -> bool:
        """Say whether there is such a message."""
        return (channel, ts) in self.heard

    def _writable(self, channel: str) -> FakeRoom:
        room = self.room(channel)
        if room.is_archived or not room.is_ours:
            raise Outage("slack", "is_archived" if room.is_archived else "not_in_channel", retry=False)
        return room

    def _mark(self, channel: str, ts: str, marks: list[object], mark: object) -> bool:
        if not self.is_said(channel, ts):
            return False
        if mark not in marks:
            marks.append(mark)
        return True

    def _check(self) -> None:
        if self.refusing is not None:
            raise self.refusing


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (numbered_name(name, number) for number in count(2))
