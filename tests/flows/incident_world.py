"""An incident in a workspace of fakes: people declare and lead, effects are carried out, the clock goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.adapters.memory import MemoryStore
from bot.app.answers import Answers
from bot.domain.alarms.placing import nobodys
from bot.domain.failures import Mistake, Refusal
from bot.domain.incidents.incident import Incident
from bot.domain.rules import Rights, Rules
from bot.domain.service import Service
from bot.domain.stream import Recorded, StaleSequenceError
from bot.flows.incidents.keeping import look
from bot.flows.permits import Permits
from bot.flows.status import Statuses
from bot.flows.stories import Stories
from bot.ports import Person, Ports
from bot.speech import Ask, Form, Place, Reply
from scheduler import due
from tests.alarms import NOON, service
from tests.fakes import FakeCloud, FixedClock
from tests.flows.settling import settle
from tests.slack_fakes import FakeArchive, FakeChat, FakeMessage

OPS, INCIDENTS = "C0LIVENESS", "C0INCIDENTS"
AIKO, BEN, CARLA, IVY = "U01AIKO", "U02BEN", "U03CARLA", "U09IVY"
PEOPLE = (
    Person(AIKO, "aiko", "ja", "Asia/Tokyo", email="ops@company.com"),
    Person(BEN, "ben", "en", "Europe/Berlin"),
    Person(CARLA, "carla", "en", "UTC"),
    Person(IVY, "ivy", "en", "UTC", is_guest=True),
)


@dataclass
class IncidentWorld:
    """All stories over the fakes."""

    rules: Rules = field(default_factory=lambda: Rules(rights=Rights(approve_postmortems=(BEN,))))
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))

    is_undescribed: bool = False

    def __post_init__(self) -> None:
        self.cloud = FakeCloud(self.clock)
        self.store = MemoryStore(self.clock)
        self.owner: Service = service()
        self.chat = FakeChat(self.clock, {self.owner.channel: OPS, "incidents": INCIDENTS})
        self.people = FakeArchive(*PEOPLE, rooms=self.chat)
        self.asked = 0

    @property
    def stories(self) -> Stories:
        ports = Ports(chat=self.chat, cloud=self.cloud, store=self.store, clock=self.clock, people=self.people)
        statuses = Statuses(cloud=self.cloud, clock=self.clock)
        permits = Permits(self.rules, self.people)
        services = {} if self.is_undescribed else {self.owner.name: self.owner}
        return Stories(services, nobodys("incidents"), ports, statuses, permits)

    def say(
        self, by: str, words: str, *, where: str = OPS, thread: str | None = None, ask_id: str = "", **values: str
    ) -> Reply | Form:
        """Let somebody say something to the incident command; a refusal is an answer too."""
        return self._ask(by, "/incident", words, Place(where, thread), ask_id, values)

    def click(self, by: str, button: str, words: str, *, where: str = OPS, **values: str) -> Reply | Form:
        return self._ask(by, button, words, Place(where), "", values)

    def _ask(
        self, by: str, command: str, words: str, where: Place, ask_id: str, values: Mapping[str, str]
    ) -> Reply | Form:
        self.asked += 1
        ask = Ask(ask_id or f"ask-{self.asked}", by, where, command, words, values=values)
        try:
            return Answers(self.stories).answer(ask)
        except (Mistake, Refusal) as failure:
            return Reply(f"failures/{failure.key}", dict(failure.facts), audience="private")

    def declare(self, words: str = "S2 liveness sign-ins fail", by: str = CARLA) -> str:
        """Declare an incident, let its room open, and return its channel."""
        assert self.say(by, f"declare {words}").template == "incident/declared"
        self.settle()
        return self.room()

    def stream(self) -> str:
        found = self.store.newest("incident-")
        assert found is not None, "nothing was declared"
        return found.id

    def incident(self) -> Incident:
        known = look(self.stream(), self.store)
        assert known is not None
        return known.incident

    def entries(self) -> tuple[Recorded, ...]:
        return self.store.read(self.stream())[1]

    def room(self) -> str:
        room = self.incident().room
        assert room is not None, "its room is not open"
        return room.channel

    def settle(self) -> None:
        settle(self.stories, self.store, self.clock)

    def wait(self, minutes: float, *, tick_seconds: float = 60) -> None:
        for _ in range(round(minutes * 60 / tick_seconds)):
            self.clock.advance(tick_seconds)
            self.tick()

    def tick(self) -> None:
        try:
            due.run(self.stories)
        except StaleSequenceError:
            return
        self.settle()

    def said(self, channel: str = "") -> list[str]:
        """Return the templates of what was said in a channel, the incident's own unless another is named."""
        return [one.notice.template for one in self.messages(channel)]

    def messages(self, channel: str = "") -> list[FakeMessage]:
        return self.chat.messages.get(channel or self.room(), [])
