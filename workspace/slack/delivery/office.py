"""How does each payload get to the app, once, and what if nobody acknowledges it?"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from workspace.slack.refusals import Json

if TYPE_CHECKING:
    from workspace.slack.state.moments import Moments
    from workspace.slack.trouble import Troubles

EVENTS, COMMANDS, INTERACTIONS = "events_api", "slash_commands", "interactive"
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)  # Slack docs, Events API: nearly at once, after 1 minute, after 5 minutes
LOG_LENGTH = 5_000

Answered = Callable[[Json], None]
Unanswered = Callable[[str], None]


@dataclass(slots=True)
class Delivery:
    """One payload for the app, with what became of it."""

    kind: str
    payload: Json
    summary: str
    on_answer: Answered | None = None
    on_silence: Unanswered | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    attempts: int = 0
    retry_reason: str = ""
    sent_at: list[float] = field(default_factory=list)
    acknowledged_at: float | None = None
    outcome: str = "waiting"
    timer: asyncio.TimerHandle | None = None

    @property
    def wants_answer(self) -> bool:
        """Tell whether the acknowledgement may carry a payload."""
        return self.kind != EVENTS

    def as_json(self) -> Json:
        """Return the record for the control API."""
        return {
            "id": self.id,
            "kind": self.kind,
            "body_summary": self.summary,
            "attempts": self.attempts,
            "sent_at": list(self.sent_at),
            "acknowledged_at": self.acknowledged_at,
            "outcome": self.outcome,
        }


class Carrier(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    async def carry(self, delivery: Delivery) -> None:
        """Bring one attempt on its way; the office hears of its end by ``acknowledged`` or ``failed``."""


class PostOffice:
    """One queue for everything that goes to the app, whichever way it goes.

    Events that are not acknowledged within three seconds are brought again, three times at most; commands and
    interactions are not, the person sees an error instead (Slack docs, Events API retries; slash commands).
    """

    def __init__(self, moments: Moments, troubles: Troubles, *, hurry: float, ack_seconds: float) -> None:
        """Divide the retry schedule by ``hurry``."""
        self._moments = moments
        self._troubles = troubles
        self._hurry = hurry
        self._ack_seconds = ack_seconds
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self.log: deque[Delivery] = deque(maxlen=LOG_LENGTH)
        self.carrier: Carrier | None = None
        self.on_change: Callable[[], None] = lambda: None
        self.on_outcome: Callable[[str], None] = lambda _reason: None  # "" for an acknowledgement

    def hand_in(self, delivery: Delivery) -> Delivery:
        """Take a payload for the app; it leaves in the order of handing in."""
        self.log.append(delivery)
        self._queue.put_nowait(delivery)
        if self._troubles.take("duplicate_next"):
            twin = Delivery(delivery.kind, delivery.payload, delivery.summary + " (duplicate)")
            self.log.append(twin)
            self._queue.put_nowait(twin)
        return delivery

    async def run(self) -> None:
        """Carry payloads until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            delivery = await self._queue.get()
            delivery.attempts += 1
            delivery.sent_at.append(self._moments.now())
            delivery.timer = loop.call_later(self._ack_seconds, self.failed, delivery, delivery.attempts, "timeout")
            if self.carrier is None:
                self.failed(delivery, delivery.attempts, "connection_failed")
            else:
                await self.carrier.carry(delivery)

    def acknowledged(self, delivery: Delivery, attempt: int, answer: Json) -> None:
        """Note that the app has it. A late word, or one for an earlier attempt, changes nothing any more."""
        if attempt != delivery.attempts or delivery.timer is None:
            return
        if self._troubles.take("drop_next_ack"):
            return
        delivery.timer.cancel()
        delivery.timer = None
        delivery.acknowledged_at = self._moments.now()
        delivery.outcome = "acknowledged"
        self.on_outcome("")
        if delivery.on_answer is not None:
            delivery.on_answer(answer)
        self.on_change()

    def failed(self, delivery: Delivery, attempt: int, reason: str, *, may_retry: bool = True) -> None:
        """Note that an attempt came to nothing; events are tried again on Slack's schedule."""
        if attempt != delivery.attempts or delivery.timer is None:
            return
        delivery.timer.cancel()
        delivery.timer = None
        self.on_outcome(reason)
        if delivery.kind == EVENTS and may_retry and attempt <= len(RETRY_AFTER_SECONDS):
            delivery.retry_reason = reason
            delivery.outcome = "to be retried"
            wait = RETRY_AFTER_SECONDS[attempt - 1] / self._hurry
            asyncio.get_running_loop().call_later(wait, self._queue.put_nowait, delivery)
        else:
            delivery.outcome = f"given up: {reason}"
            if delivery.on_silence is not None:
                delivery.on_silence(reason)
        self.on_change()
