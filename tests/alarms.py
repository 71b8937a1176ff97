"""An alarm as tests know it: signals in a line, and a small service whose ladder is the manual's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.alarms.about import about
from bot.domain.alarms.episode import Episode, fold
from bot.domain.alarms.rules import Alarm, Attention, Contact, Importance, Rung
from bot.domain.alarms.signal import Signal, SignalState
from bot.domain.service import Service
from bot.domain.stream import Entry, Recorded
from tests.liveness import LOW_SUCCESS, liveness

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KINDS = {"firing": "fired", "resolved": "resolved", "unsure": "unsure"}

LADDER = (
    Rung(1, timedelta(), (Contact({"en": "Operations", "ja": "運用"}, email="ops@company.com", slack="#ops"),)),
    Rung(
        2,
        timedelta(minutes=30),
        (Contact({"en": "Lead", "ja": "リーダー"}, slack="#face-auth-dev", email="dev-lead@company.com"),),
    ),
    Rung(3, timedelta(hours=1), (Contact({"en": "Architect", "ja": "設計"}, phone="XXX-XXXX-XXXX"),)),
    Rung(
        4,
        timedelta(hours=2),
        (
            Contact({"en": "CTO", "ja": "CTO"}, email="cto@company.com"),
            Contact({"en": "AWS", "ja": "AWS"}, note={"en": "Premium", "ja": "Premium"}),
        ),
    ),
)


def service(importance: Importance = "high", **attention: Any) -> Service:
    """Return a service with one alarm of this importance, and the manual's ladder."""
    respond = {"high": timedelta(minutes=30), "medium": timedelta(hours=1), "notification": None}[importance]
    alarm = Alarm(LOW_SUCCESS, importance, respond, {"en": "success rate < 95 %", "ja": "成功率 < 95%"})
    return replace(
        liveness(),
        alarms=(alarm,),
        on_call=("ops@company.com",),
        escalation=LADDER,
        escalates_later={"medium": timedelta(minutes=30)},
        attention=Attention(**attention),
    )


def signal(state: SignalState = "firing", minutes: float = 0, alarm: str = LOW_SUCCESS, **more: Any) -> Signal:
    """Return what CloudWatch would tell so many minutes after noon."""
    told = Signal("cloudwatch", alarm, alarm, state, NOON + timedelta(minutes=minutes), f"{state} at {minutes}")
    return replace(told, **more)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def recorded(entries: Iterable[Entry]) -> tuple[Recorded, ...]:
    return tuple(Recorded("alarm-x-000001", n, one, one.at, "") for n, one in enumerate(entries, 1))


def entry(kind: str, minutes: float, by: str = "U1", **facts: object) -> Entry:
    return Entry(kind, f"{kind}:{minutes}:{by}", at(minutes), by, facts)


def told(one: Signal) -> Entry:
    return Entry(KINDS[one.state], one.key, one.changed_at, one.source, {"reason": one.reason})


def episode(*happened: Signal | Entry, of: Service | None = None) -> Episode:
    """Return the episode in which these happened, in the order in which we heard of them."""
    owner = of or service()
    first = next((one for one in happened if isinstance(one, Signal)), signal())
    opened = Entry("opened", "opened", first.changed_at, "cloudwatch", about(first, owner).facts())
    return fold(recorded([opened, *(told(one) if isinstance(one, Signal) else one for one in happened)]))
