"""What stands around a captured room in tests: a channel as Slack keeps it, and the events that reach us, or don't?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.adapters.memory import MemoryStore
from bot.domain.failures import Outage
from bot.domain.history import Said
from bot.domain.incidents.capturing import Listened
from bot.domain.marks import PIN, reaction
from bot.domain.messages import File, Revision, moment_of, ts_at
from bot.domain.stream import Entry, Stream
from bot.flows.capturing import Capturing
from bot.flows.refilling import Refilling
from bot.ports import ChannelInfo
from bot.speech import Place
from tests.fakes import FixedClock
from tests.slack_fakes import FakeArchive

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STREAM = "incident-000001"
ROOM = "C1"


class FailingArchive(FakeArchive):
    """Fails the calls that it is told to, counted from 1."""

    failing: Mapping[int, Outage] = {}

    def _check(self, call: str) -> None:
        super()._check(call)
        if len(self.asked) in self.failing:
            raise self.failing[len(self.asked)]


@dataclass(slots=True)
class Stands:
    """A message as Slack keeps it; `replies` only for its own bookkeeping."""

    revision: Revision
    marks: set[tuple[str, str]] = field(default_factory=set)
    is_tombstone: bool = False


class Channel:
    """A channel of Slack's, with people who write into it; each act can be told to us by its event, or not."""

    def __init__(self, *, root_ts: str | None = None) -> None:
        self.clock = FixedClock(NOON)
        self.store = MemoryStore(self.clock)
        self.archive = FailingArchive()
        self.archive.infos[ROOM] = ChannelInfo(
            ROOM, "inc", is_private=False, is_archived=False, is_member=True, topic=""
        )
        self.refilling = Refilling(self.store, self.archive, self.clock)
        self.capturing = Capturing(self.store, self.archive)
        self.messages: dict[str, Stands] = {}
        self.store.record(
            Stream(STREAM, "incident", "liveness", "open"), [Entry("declared", "d", NOON, "U1")], expects=0
        )
        self.store.watch(Place(ROOM, root_ts), STREAM)
        self.listen()

    def now(self) -> str:
        self.clock.advance(1)
        return ts_at(self.clock.now())

    def listen(self) -> None:
        """Say that we listen from here on, until `away`."""
        self.listening_since = self.clock.now()
        self.store.note_listened(Listened(self.listening_since, self.listening_since))

    def away(self) -> None:
        """Say that nothing reaches us from here on, until `listen`."""
        self.store.note_listened(Listened(self.listening_since, self.clock.now()))

    def post(self, text: str, *, root: str | None = None, files: tuple[File, ...] = (), told: bool = True) -> str:
        ts = self.now()
        self.messages[ts] = Stands(Revision(ROOM, ts, ts, "U1", text, root_ts=root, files=files))
        if told:
            self.capturing.capture(self.messages[ts].revision)
        return ts

    def edit(self, ts: str, text: str, *, told: bool = True) -> None:
        at = self.now()
        changed = replace(self.messages[ts].revision, text=text, revision=at)
        self.messages[ts].revision = replace(changed, revision=f"{at.partition('.')[0]}.999999")
        if told:
            self.capturing.capture(changed)

    def delete(self, ts: str, *, told: bool = True) -> None:
        at, one = self.now(), self.messages[ts]
        if any(other.revision.root_ts == ts for other in self.messages.values()):
            one.is_tombstone, one.marks = True, set()
        else:
            del self.messages[ts]
            root = self.messages.get(one.revision.root_ts or "")
            if root is not None and root.is_tombstone and not self._replies(root.revision.ts):
                del self.messages[root.revision.ts]
        if told:
            self.capturing.capture(replace(one.revision, revision=at, text="", files=(), is_deletion=True))

    def mark(self, ts: str, name: str, by: str = "U1", *, told: bool = True) -> None:
        mark, at = PIN if name == PIN else reaction(name), moment_of(self.now())
        self.messages[ts].marks.add((mark, by))
        if told:
            self.store.note_mark(ROOM, ts, mark, by, at, f"Ev{at}")

    def unmark(self, ts: str, name: str, by: str = "U1", *, told: bool = True) -> None:
        mark, at = PIN if name == PIN else reaction(name), moment_of(self.now())
        self.messages[ts].marks.discard((mark, by))
        if told:
            self.store.take_mark_away(ROOM, ts, mark, by, at, f"Ev{at}")

    def _replies(self, root: str) -> list[str]:
        return sorted(ts for ts, one in self.messages.items() if one.revision.root_ts == root)

    def show(self) -> None:
        """Let Slack's history show what stands now."""
        said = {ts: self._said(ts) for ts in self.messages}
        self.archive.said = {
            (ROOM, None): [said[ts] for ts, one in self.messages.items() if one.revision.root_ts is None]
        }
        for ts, one in self.messages.items():
            if one.revision.root_ts is None:
                self.archive.said[ROOM, ts] = [said[ts], *(said[reply] for reply in self._replies(ts))]

    def _said(self, ts: str) -> Said:
        one, replies = self.messages[ts], self._replies(ts)
        return Said(
            ts=ts,
            revision=None if one.is_tombstone else one.revision,
            latest_reply=replies[-1] if replies else None,
            marks=frozenset(one.marks),
            is_tombstone=one.is_tombstone,
        )

    def back(self) -> None:
        """Listen again, after some minutes: the gap is stated and its refill waits."""
        self.clock.advance(timedelta(minutes=10).total_seconds())
        self.show()
        self.listen()
        self.refilling.look()

    def refill(self) -> int:
        """Carry out what waits; return how many effects there were."""
        return self.store.drain(self.carry_out)

    def carry_out(self, kind: str, facts: Mapping[str, object]) -> None:
        {"refill": self.refilling.refill, "copy": self.capturing.copy}[kind](facts)

    def texts(self) -> list[str]:
        return [one.text for one in self.store.messages(ROOM)]

    def entries(self) -> list[Entry]:
        return [row.entry for row in self.store.read(STREAM)[1]]
