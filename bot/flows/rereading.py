"""What does the history of a room show that we don't hold, and what do we hold that it shows no more?

A room is read from one end to the other: the channel from its newest message to its oldest, each thread from its root
on. How far it came is noted after each page: after one that fails, or a crash, only that page is asked for again, with
the channel's page whose thread it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.failures import Outage
from bot.domain.history import Page, Said
from bot.domain.incidents import comparing
from bot.domain.incidents.capturing import Captured
from bot.domain.incidents.comparing import Window, just_after, just_before
from bot.domain.marks import PIN, Mark
from bot.domain.messages import Message, Revision, ts_at
from bot.domain.room_events import Kind, RoomEvent
from bot.flows.capturing import Capturing
from bot.ports import Arrival, Clock, Records, Store

END = "9999999999.999999"
SEEN = "seen:"
"""How the kind of an arrival begins that tells what a refill saw; the door reads it like an event of Slack's."""

NOTHING = Page((), has_more=False)


@dataclass(frozen=True, slots=True)
class Place:
    """How far the reading of a room came: a channel's page, a thread of that page, a page of that thread.

    `began` is when the reading began; `found` and `gone` count the forms that were new and the messages that were
    deleted; `is_limited`: Slack hid older messages.
    """

    began: str
    before: str = ""
    thread: str = ""
    after: str = ""
    found: int = 0
    gone: int = 0
    is_limited: bool = False


@dataclass(slots=True)
class Rereading:
    """Reads one room. `key` names the work; the same key goes on where the last attempt ended."""

    key: str
    room: Captured
    store: Store
    records: Records
    clock: Clock
    capturing: Capturing
    place: Place = field(init=False)
    held: Sequence[Message] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Find out how far it came."""
        told: Any = self.store.progress(self.key)
        self.place = Place(**told) if told else Place(began=self.clock.now().isoformat())

    def read(self) -> Place:
        """Read on to the end, and return what came of it; raises Outage where a page can't be read."""
        # Looked at before the first page is: what we hold by then must be shown, unless it was deleted.
        self.held = self.store.messages(self.room.channel, root_ts=self.room.root_ts)
        self._note()
        if self.room.root_ts is not None:
            self._thread(self.room.root_ts)
        else:
            self._channel()
        return self.place

    @property
    def _began(self) -> datetime:
        return datetime.fromisoformat(self.place.began)

    def _channel(self) -> None:
        oldest, has_more = self._oldest(), True
        while has_more:
            upper = self.place.before or (ts_at(self.room.until) if self.room.until else "")
            standing, at = self.store.marks(self.room.channel), self.clock.now()
            page = self._said(oldest, upper)
            self._take(page, standing, at)
            self._note()
            for root in page.messages:
                if root.latest_reply and (not self.place.thread or root.ts <= self.place.thread):
                    self._thread(root.ts)
            has_more = page.has_more and bool(page.messages)
            lower = just_before(page.messages[-1].ts) if has_more else oldest
            self._erase(comparing.vanished_from_channel(self.held, page.messages, Window(lower, upper)), page)
            if has_more:
                self._note(before=page.messages[-1].ts, thread="", after="")

    def _thread(self, root_ts: str) -> None:
        after = self.place.after if self.place.thread == root_ts else ""
        while after != END:
            standing, at = self.store.marks(self.room.channel), self.clock.now()
            page = self._replies(root_ts, after)
            self._take(page, standing, at)
            last = page.messages[-1].ts if page.has_more and page.messages else ""
            window = Window(after, just_after(last) if last else "")
            self._erase(comparing.vanished_from_thread(self.held, page.messages, root_ts, window), page)
            after = last if last > after else END
            self._note(thread=root_ts, after=after)

    def _said(self, oldest: str, latest: str) -> Page:
        """Ask for one page; the next is asked for by where this one ended, also after a crash."""
        return next(iter(self.records.history(self.room.channel, oldest=oldest, latest=latest or None)), NOTHING)

    def _replies(self, root_ts: str, after: str) -> Page:
        return next(iter(self.records.replies(self.room.channel, root_ts, oldest=after)), NOTHING)

    def _oldest(self) -> str:
        """Return after which ts the room is read: when capture began, or earlier where we hold something earlier."""
        since = self.room.since or self._began
        known = [one.root_ts or one.ts for one in self.held]
        return min([ts_at(since), *(just_before(ts) for ts in known)])

    def _take(self, page: Page, standing: Iterable[Mark], at: datetime) -> None:
        last, found = ts_at(self.room.until) if self.room.until else END, 0
        kept = {one.ts: one for one in self.held}
        for said in page.messages:
            if said.ts > last:
                continue
            if said.revision is not None:
                found += self.capturing.capture(said.revision)
            if said.is_tombstone and said.ts in kept and not kept[said.ts].is_deleted:
                self._bury(kept[said.ts])
            self._mark(said, standing, at)
        self.place = replace(
            self.place, found=self.place.found + found, is_limited=self.place.is_limited or page.is_limited
        )

    def _mark(self, said: Said, standing: Iterable[Mark], at: datetime) -> None:
        channel = self.room.channel
        for mark, by in comparing.marks_put(said, standing):
            self._tell("pin_added" if mark == PIN else "reaction_added", said.ts, mark, by, at)
            self.store.note_mark(channel, said.ts, mark, by, at)
        for mark, by in comparing.marks_taken(said, standing):
            self._tell("pin_removed" if mark == PIN else "reaction_removed", said.ts, mark, by, at)
            self.store.take_mark_away(channel, said.ts, mark, by, at)

    def _tell(self, kind: Kind, ts: str, mark: str, by: str, at: datetime) -> None:
        """Put it into the inbox, from where it is handled like an event; before the mark, so that no crash hides it."""
        name = "" if mark == PIN else mark.partition(":")[2]
        id_ = f"{SEEN}{kind}-{self.key}-{ts}-{mark}-{by}"
        event = RoomEvent(id_, kind, self.room.channel, by, at, ts, name)
        self.store.receive(Arrival(id_, f"{SEEN}{kind}", event.as_json()))

    def _erase(self, missing: Iterable[Message], page: Page) -> None:
        """Bury what is gone for certain: each is asked for once more, since what is erased here can't come back.

        Raises a retryable Outage where history may not show yet what was just said.
        """
        if page.is_limited or self.place.is_limited:
            return
        for one in missing:
            if self._is_shown(one):
                continue
            seconds = comparing.settles_in(one.ts, self.clock.now())
            if seconds:
                raise Outage("slack", "history_unsettled", retry_after=seconds)
            self._bury(one)

    def _is_shown(self, one: Message) -> bool:
        around = just_before(one.ts)
        page = self._replies(one.root_ts, around) if one.root_ts else self._said(around, just_after(one.ts))
        return page.is_limited or any(said.ts == one.ts and not said.is_tombstone for said in page.messages)

    def _bury(self, one: Message) -> None:
        at = ts_at(self.clock.now())
        self.store.keep(Revision(one.channel, one.ts, at, one.author, "", root_ts=one.root_ts, is_deletion=True))
        self.place = replace(self.place, gone=self.place.gone + 1)

    def _note(self, **moved: Any) -> None:
        self.place = replace(self.place, **moved)
        self.store.note_progress(self.key, asdict(self.place))
