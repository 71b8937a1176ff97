"""What stands around the doors in their tests: a store that can fail, a delivery that remembers, and no Slack?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse

from bot.adapters.memory import MemoryStore
from bot.adapters.slack.client import Identity
from bot.adapters.slack.doors.desk import Answers, Desk
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.listeners import Listeners, bolt_app, dispatch
from bot.adapters.slack.origin import Origin
from bot.domain.failures import Mistake, Outage
from bot.domain.room_events import RoomEvent
from bot.flows.telling import answer_to
from bot.ports import Arrival
from bot.speech import Ask, Form, Place, Reply
from tests.fakes import FixedClock
from tests.slack_fakes import PlainPages, PlainWords

US = Identity(team="T1", user="UBOT", bot="BBOT")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PATIENCE_SECONDS = 10


class FailingStore(MemoryStore):
    """A store that fails while it is told to."""

    is_failing = False

    def receive(self, arrival: Arrival) -> bool:
        self._check()
        return super().receive(arrival)

    def watched(self, where: Place) -> bool:
        self._check()
        return super().watched(where)

    def _check(self) -> None:
        if self.is_failing:
            raise Outage("store", "locked")


class KeptDelivery:
    """Remembers what was delivered, and refuses while it is told to."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.delivered: list[tuple[Reply | Form, Origin]] = []
        self.refusals: list[Exception] = []

    def deliver(self, said: Reply | Form, origin: Origin) -> None:
        with self.changed:
            self.changed.notify_all()
            if self.refusals:
                raise self.refusals.pop(0)
            self.delivered.append((said, origin))

    def rendered(self, reply: Reply, origin: Origin, more: Mapping[str, object] | None = None) -> PlainWords:
        return PlainPages().message(reply.template, reply.facts, "en")

    def in_house_words(self, reply: Reply) -> PlainWords:
        return PlainPages().message(reply.template, reply.facts, "en")

    def view(self, form: Form, origin: Origin) -> dict[str, Any]:
        return PlainPages().form(form.template, form.facts, "en")

    def close(self) -> None:
        return


@dataclass
class House:
    """Doors over an in-memory store, with an answer that can be exchanged."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    delivery: KeptDelivery = field(default_factory=KeptDelivery)
    asked: list[Ask] = field(default_factory=list)
    events: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    happened: list[RoomEvent] = field(default_factory=list)
    answer: Callable[[Ask], Reply | Form] = lambda ask: Reply("status/card", {"words": ask.words})

    def __post_init__(self) -> None:
        self.store = FailingStore(self.clock)
        answers = Answers(
            answer=self._answer,
            capture=self.store.keep,
            said_once=answer_to,
            on_event=lambda kind, body: self.events.append((kind, body)),
            explain=_explain,
            happened=self.happened.append,
        )
        self.desk = Desk(
            store=self.store, clock=self.clock, delivery=self.delivery, answers=answers, us=US, figures=DoorFigures()
        )
        listeners = Listeners(self.desk, self.store, US)
        self.app = bolt_app(listeners, token="xoxb-1", us=US, api_url="http://127.0.0.1:9/api/", signing_secret=None)

    def _answer(self, ask: Ask) -> Reply | Form:
        self.asked.append(ask)
        return self.answer(ask)

    def send(self, body: dict[str, Any]) -> BoltResponse:
        return dispatch(self.app, BoltRequest(mode="socket_mode", body=body))

    def wait(self, condition: Callable[[], bool]) -> None:
        with self.delivery.changed:
            for _ in range(PATIENCE_SECONDS * 100):
                if condition():
                    return
                self.delivery.changed.wait(0.01)
        pytest.fail("waited in vain")

    def unsettled(self) -> list[str]:
        return [one.id for one in self.store.unsettled(before=self.clock.now() + timedelta(seconds=1))]


def _explain(failure: BaseException) -> Reply:
    if isinstance(failure, Mistake):
        return Reply(f"failures/{failure.key}", {"example": failure.example}, audience="private")
    reason = failure.reason if isinstance(failure, Outage) else type(failure).__name__
    return Reply("failures/outage", {"reason": reason}, audience="private")


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.desk.close()


def event(number: int = 1, **event: object) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": event}
