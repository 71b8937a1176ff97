"""A service whose rollout may be rolled back: people ask and agree, effects are carried out, the clock goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.adapters.memory import MemoryStore
from bot.app.answers import Answers
from bot.domain.actions.action import Action, Watch
from bot.domain.actions.course import Course
from bot.domain.actions.kinds.lambda_variable import LambdaVariable
from bot.domain.alarms.placing import nobodys
from bot.domain.failures import Mistake, Refusal
from bot.domain.rules import Rights, Rules
from bot.domain.runbooks.runbook import Emergency
from bot.domain.service import Service
from bot.domain.stream import StaleSequenceError
from bot.flows.actions.keeping import look
from bot.flows.permits import Permits
from bot.flows.status import Statuses
from bot.flows.stories import Stories
from bot.ports import Person, Ports
from bot.speech import Ask, Form, Place, Reply
from commands import verbs
from scheduler import due
from tests.alarms import NOON, service
from tests.fakes import FakeCloud, FixedClock
from tests.flows.settling import settle
from tests.slack_fakes import FakeArchive, FakeChat, FakeMessage

CHANNEL = "C0LIVENESS"
FUNCTION, VARIABLE = "FaceAuth-Enrollment", "LIVENESS_ROLLOUT_PERCENTAGE"
OTHERS = {"FACE_COLLECTION_ID": "employees", "LOG_LEVEL": "INFO", "DB_PASSWORD": "hunter2"}
AIKO, BEN, CARLA, IVY = "U01AIKO", "U02BEN", "U03CARLA", "U09IVY"
PEOPLE = (
    Person(AIKO, "aiko", "ja", "Asia/Tokyo"),
    Person(BEN, "ben", "en", "Europe/Berlin"),
    Person(CARLA, "carla", "en", "UTC"),
    Person(IVY, "ivy", "en", "UTC", is_guest=True),
)

ROLLOUT = Action(
    "rollout_to_zero",
    {"en": "Take liveness out", "ja": "Livenessを無効化"},
    LambdaVariable(FUNCTION, VARIABLE, "0", at_least=0, at_most=100),
    names=("rollout",),
    watch=Watch(figure="error_rate", alarm="FaceAuth-Liveness-HighErrorRate"),
    is_emergency=True,
    weakens={"en": "no protection against impostors", "ja": "なりすまし対策なし"},
    remind_every=timedelta(hours=4),
)


@dataclass
class ActionWorld:
    """All stories over the fakes, with Carla asking and Aiko and Ben allowed to agree."""

    action: Action = ROLLOUT
    rules: Rules = field(default_factory=lambda: Rules(rights=Rights(approve_actions=(AIKO, BEN))))
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))

    def __post_init__(self) -> None:
        self.cloud = FakeCloud(self.clock)
        self.cloud.lambdas.put(FUNCTION, {**OTHERS, VARIABLE: "100"})
        for function in service().functions:
            if function.name != FUNCTION:
                self.cloud.lambdas.put(function.name, {"LOG_LEVEL": "INFO"})
        self.store = MemoryStore(self.clock)
        self.owner: Service = replace(
            service(), actions=(self.action,), emergency=Emergency("error_rate", 5, "rollout_to_zero")
        )
        self.chat = FakeChat(self.clock, {self.owner.channel: CHANNEL, "incidents": "C0INCIDENTS"})
        self.asked = 0

    @property
    def stories(self) -> Stories:
        people = FakeArchive(*PEOPLE, rooms=self.chat)
        ports = Ports(chat=self.chat, cloud=self.cloud, store=self.store, clock=self.clock, people=people)
        statuses = Statuses(cloud=self.cloud, clock=self.clock)
        return Stories(
            {self.owner.name: self.owner}, nobodys("incidents"), ports, statuses, Permits(self.rules, people)
        )

    def declare(self, by: str, words: str) -> str:
        """Declare an incident, let its room open, and return its channel."""
        self.command(by, f"declare {words}")
        self.settle()
        head = self.store.newest("incident-")
        assert head is not None, "nothing was declared"
        return str(head.summary["channel"])

    def command(self, by: str, words: str, *, where: str = CHANNEL, **values: str) -> Reply | Form:
        """Let somebody say something to the incident command."""
        self.asked += 1
        return Answers(self.stories).answer(
            Ask(f"ask-{self.asked}", by, Place(where), "/incident", words, values=values)
        )

    def say(self, by: str, words: str, *, ask_id: str = "", where: str = CHANNEL, **values: str) -> Reply | Form:
        """Let somebody say something to the service's command, and return the answer; a refusal is an answer too."""
        self.asked += 1
        verb, *rest = words.split()
        ask = Ask(ask_id or f"ask-{self.asked}", by, Place(where), self.owner.command, words, values=values)
        known = verbs()[verb]
        stories = self.stories
        try:
            if known.needs is not None:
                stories.permits.require(by, known.needs)
            return known.run(ask, self.owner, tuple(rest), stories)
        except (Mistake, Refusal) as failure:
            return Reply(f"failures/{failure.key}", dict(failure.facts), audience="private")

    def click(self, by: str, verb: str, stream: str = "", *, code: str = "", ask_id: str = "", **values: str) -> str:
        """Let somebody click a button of the newest action's card; return the template of the answer."""
        name = stream or self.newest()
        return self.say(by, f"{verb} {name} {code or self.course(name).code}", ask_id=ask_id, **values).template

    def newest(self) -> str:
        found = self.store.newest("action-liveness-")
        assert found is not None, "nothing was asked"
        return found.id

    def course(self, stream: str = "") -> Course:
        known = look(stream or self.newest(), {self.owner.name: self.owner}, self.store)
        assert known is not None
        return known.course

    def kinds(self, stream: str = "") -> list[str]:
        return [row.entry.kind for row in self.store.read(stream or self.newest())[1]]

    def settle(self) -> None:
        """Carry out every effect that waits."""
        settle(self.stories, self.store, self.clock)

    def wait(self, minutes: float, *, tick_seconds: float = 30) -> None:
        """Let time pass, with a tick now and then."""
        for _ in range(round(minutes * 60 / tick_seconds)):
            self.clock.advance(tick_seconds)
            self.tick()

    def tick(self) -> None:
        try:
            due.run(self.stories)
        except StaleSequenceError:
            return
        self.settle()

    def variables(self) -> dict[str, str]:
        return dict(self.cloud.lambdas.held[FUNCTION].variables)

    def card(self) -> FakeMessage:
        (root,) = [one for one in self.chat.messages[CHANNEL] if one.notice.marker == f"card:{self.newest()}"]
        return root

    def thread(self, stream: str = "") -> list[str]:
        name = stream or self.newest()
        root = next(one for one in self.chat.messages[CHANNEL] if one.notice.marker == f"card:{name}")
        return [one.notice.template for one in self.chat.messages[CHANNEL] if one.notice.where.thread_ts == root.ts]
