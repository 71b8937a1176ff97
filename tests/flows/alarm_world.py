"""A service's channel with alarms in it: signals come in, effects are carried out, people and the clock act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.adapters.memory import MemoryStore
from bot.domain.alarms.placing import UNCLAIMED, nobodys
from bot.domain.alarms.signal import Signal
from bot.domain.service import Service
from bot.domain.stream import StaleSequenceError
from bot.flows.alarms import attending
from bot.flows.alarms.answering import Answering
from bot.flows.alarms.silencing import Silencers
from bot.flows.alarms.strange import Strange
from bot.flows.alarms.taking import Taking
from bot.flows.teller import Teller
from bot.ports import Person
from bot.speech import Ask, Place
from tests.alarms import NOON, service
from tests.fakes import FixedClock
from tests.slack_fakes import FakeArchive, FakeChat, FakeMessage

CHANNEL, INCIDENTS, DEV = "C0LIVENESS", "C0INCIDENTS", "C0DEV"
AIKO = Person("U1AIKO", "aiko", "ja", "Asia/Tokyo", email="ops@company.com")


@dataclass
class World:
    """Everything about alarms but AWS and triage, whose effects are only counted."""

    owner: Service = field(default_factory=service)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    triages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.clock)
        channels = {self.owner.channel: CHANNEL, "incidents": INCIDENTS, "face-auth-dev": DEV}
        self.chat = FakeChat(self.clock, channels)
        self.people = FakeArchive(AIKO)
        self.services: dict[str, Service] = {self.owner.name: self.owner, UNCLAIMED: nobodys("incidents")}

    @property
    def taking(self) -> Taking:
        return Taking(self.services, self.store, self.clock)

    @property
    def answering(self) -> Answering:
        return Answering(self.services, self.store, self.clock)

    @property
    def silencers(self) -> Silencers:
        return Silencers(self.services, self.store, self.clock)

    @property
    def strange(self) -> Strange:
        return Strange(self.store, self.clock)

    def signal(self, *signals: Signal) -> None:
        """Let watchers tell something, and everything that follows happen."""
        self.taking.take(signals)
        self.settle()

    def settle(self) -> None:
        self.store.drain(self.perform)

    def perform(self, kind: str, facts: Mapping[str, Any]) -> None:
        teller = Teller(self.store, self.chat, self.people, self.services, lambda _: b"png")
        match kind:
            case "card":
                teller.card(facts)
            case "say":
                teller.say(facts)
            case "triage":
                self.triages.append(str(facts["stream"]))

    def wait(self, minutes: float) -> None:
        """Let time pass, with a tick each minute."""
        for _ in range(int(minutes)):
            self.clock.advance(60)
            self.tick()

    def tick(self) -> None:
        for stream in self.store.due(self.clock.now()):
            if stream.kind in {"alarm", "silence"}:
                self._judge(stream)
        self.settle()

    def _judge(self, stream: Any) -> None:
        try:
            if stream.kind == "alarm":
                attending.attend(stream, services=self.services, store=self.store, clock=self.clock)
            else:
                attending.end_silence(stream, store=self.store, clock=self.clock)
        except StaleSequenceError:
            return

    def ask(self, by: str = "U2BEN", thread: str | None = None, **values: str) -> Ask:
        """Return what somebody asks, each time another."""
        self.asked = getattr(self, "asked", 0) + 1
        return Ask(f"ask-{self.asked}", by, Place(CHANNEL, thread), self.owner.command, "", values=values)

    def roots(self, channel: str = CHANNEL) -> list[FakeMessage]:
        return [one for one in self.chat.messages.get(channel, []) if one.notice.where.thread_ts is None]

    def root(self) -> FakeMessage:
        (only,) = self.roots()
        return only

    def thread(self, root: FakeMessage | None = None) -> list[str]:
        """Return the templates of what was said in a thread, in order."""
        return [one.notice.template for one in self.replies(root)]

    def replies(self, root: FakeMessage | None = None) -> list[FakeMessage]:
        under = (root or self.root()).ts
        return [one for one in self.chat.messages[CHANNEL] if one.notice.where.thread_ts == under]

    def now(self) -> datetime:
        return self.clock.now()
