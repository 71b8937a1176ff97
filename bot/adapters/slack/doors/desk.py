"""Who handles what was kept, and what if nobody did?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from bot.adapters.slack.client import Identity
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.doors.courtesy import Courtesy
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.payloads import call_of, mention_of
from bot.adapters.slack.doors.room_events import room_event_of
from bot.adapters.slack.origin import Call, Origin
from bot.domain.failures import Mistake, Outage
from bot.domain.messages import Revision
from bot.domain.room_events import RoomEvent
from bot.domain.stream import Effect
from bot.ports import Arrival, Clock, Store
from bot.speech import Ask, Form, Place, Reply

log = logging.getLogger(__name__)

T = TypeVar("T")

HANDS = 16
"""How many requests are handled at a time; each mostly waits for AWS or Slack."""

PILE = 1_000
"""More than this many waiting requests stay in the inbox only, and are taken up later."""

SAID = "said"
"""An arrival of this kind is a captured message that may be meant for us; only its place is noted, never its words."""

LATE_AFTER = timedelta(seconds=30)
GIVEN_UP_AFTER = timedelta(hours=1)
"""An answer that could not be delivered for so long is nobody's question any more."""


def _nothing(_: RoomEvent) -> None:
    """Do nothing."""


def _not_ours(_: Revision) -> bool:
    return False


def _nothing_said(_channel: str, _ts: str) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the doors were told to call; they know nothing of commands.

    `answer` raises Mistake, Refusal, Outage or anything; `explain` puts any of it into a Reply. `said_once` makes an
    effect of an answer that everybody reads. `capture` keeps a message and says whether it was new. `happened` gets
    what happened in a captured place (a mark, a comer), once it is kept. `on_event` gets every other event by its kind.
    `means_something` says whether a captured message may be meant for us; if so, `hear` gets its channel and ts.
    """

    answer: Callable[[Ask], Reply | Form]
    said_once: Callable[[Ask, Reply], Effect]
    capture: Callable[[Revision], bool]
    on_event: Callable[[str, Mapping[str, object]], None]
    explain: Callable[[BaseException], Reply]
    happened: Callable[[RoomEvent], None] = _nothing
    means_something: Callable[[Revision], bool] = _not_ours
    hear: Callable[[str, str], None] = _nothing_said


class Desk:
    """Keeps what comes in, hands it to a bounded pool, and settles it when the answer is out."""

    def __init__(
        self, *, store: Store, clock: Clock, delivery: Delivery, answers: Answers, us: Identity, figures: DoorFigures
    ) -> None:
        """Take what is needed; the pool's threads start with the first request."""
        self.answers = answers
        self.delivery = delivery
        self.figures = figures
        self._store = store
        self._clock = clock
        self._us = us
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="desk")
        self._at_hand: set[str] = set()
        self.courtesy = Courtesy()
        self._lock = Lock()
        self._is_closed = False

    def keep(self, arrival: Arrival) -> bool:
        """Write an arrival down; False when it came before. Raises Outage when it can't be kept."""
        is_new = self._store.receive(arrival)
        if not is_new:
            self.figures.duplicates.labels(arrival.kind).inc()
        return is_new

    def hand_over(self, arrival: Arrival) -> bool:
        """Have an arrival handled by the pool; False when it is being handled, or must wait in the inbox."""
        with self._lock:
            if self._is_closed or arrival.id in self._at_hand or len(self._at_hand) >= PILE:
                return False
            self._at_hand.add(arrival.id)
            self._pool.submit(self._handle, arrival)  # under the lock: a closed pool would refuse
        return True

    def take_up(self, now: datetime, *, older_than: timedelta = LATE_AFTER) -> int:
        """Handle what was kept before and never settled, because we or the world failed; return how many."""
        waiting = self._store.unsettled(before=now - older_than, limit=PILE)
        return sum(self.hand_over(arrival) for arrival in waiting)

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Do something on the pool."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Finish what is at hand and take nothing new; what was not begun stays in the inbox."""
        with self._lock:
            self._is_closed = True
        self.delivery.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def judge(self, call: Call) -> Reply | Form | Exception:
        """Ask for the answer; a failure comes back as a value, for it has to be told somewhere else each time."""
        try:
            return self.answers.answer(call.ask)
        except Exception as failure:  # noqa: BLE001 - `explain` puts it into words
            return failure

    def tell(self, said: Reply | Form | Exception, origin: Origin) -> None:
        """Deliver an answer or a failure; what can't be delivered is explained instead. Raises a retryable Outage."""
        reply = self.answers.explain(said) if isinstance(said, Exception) else said
        try:
            self.delivery.deliver(reply, origin)
        except Outage as outage:
            if outage.retry:
                raise
            self.delivery.deliver(self.answers.explain(_as_mistake(reply, outage)), origin)
        except Exception as bug:  # noqa: BLE001 - an answer that can't be rendered is our fault, and must be said too
            self.delivery.deliver(self.answers.explain(bug), origin)

    def settle(self, arrival: Arrival, work: Callable[[], tuple[Effect, ...]]) -> None:
        """Do the work of an arrival and mark it as handled; after a passing outage it is left for later."""
        try:
            effects = work()
        except Outage as outage:
            if outage.retry and not self._is_hopeless(arrival):
                self.figures.left.labels(arrival.kind).inc()
                log.warning("left for later", extra={"arrival": arrival.id, "reason": outage.reason})
                return
            self._give_up(arrival, outage)
            effects = ()
        except Exception as bug:  # noqa: BLE001 - one bad request must not be taken up for ever, nor end the pool's thread
            self._give_up(arrival, bug)
            effects = ()
        try:
            self._store.settle(arrival.id, effects)
        except Outage as outage:
            log.warning("not settled", extra={"arrival": arrival.id, "reason": outage.reason})

    def _handle(self, arrival: Arrival) -> None:
        self.courtesy.let_pass()
        try:
            self.settle(arrival, lambda: self._work(arrival))
        finally:
            with self._lock:
                self._at_hand.discard(arrival.id)

    def _work(self, arrival: Arrival) -> tuple[Effect, ...]:
        if arrival.kind == "event:app_mention":
            return self._answer_mention(arrival)
        event = room_event_of(arrival)
        if event is not None:
            self.answers.happened(event)
            return ()
        if arrival.kind == SAID:
            self.answers.hear(str(arrival.body["channel"]), str(arrival.body["ts"]))
            return ()
        call = call_of(arrival)
        if call is not None:
            self.tell(self.judge(call), call.origin)
        elif arrival.kind.startswith(("event:", "view_closed")):
            self.answers.on_event(arrival.kind, arrival.body)
        else:
            log.warning("unreadable request", extra={"arrival": arrival.id, "keys": sorted(arrival.body)})
        return ()

    def _answer_mention(self, arrival: Arrival) -> tuple[Effect, ...]:
        """Answer in the thread, exactly once for everybody's eyes; privately, like any failure, at least once."""
        ask = mention_of(arrival, self._us.user)
        if ask is None:
            return ()
        origin = Origin("mention", ask.by, ask.where, asked_at=arrival.received_at)
        said = self.judge(Call(ask, origin))
        if isinstance(said, Reply) and said.audience == "channel":
            return (self.answers.said_once(ask, said),)
        self.tell(said, origin)
        return ()

    def _is_hopeless(self, arrival: Arrival) -> bool:
        return arrival.received_at is not None and self._clock.now() - arrival.received_at > GIVEN_UP_AFTER

    def _give_up(self, arrival: Arrival, failure: Exception) -> None:
        self.figures.failed.labels(arrival.kind).inc()
        log.error("no answer given", extra={"arrival": arrival.id}, exc_info=failure)


def place_of(revision: Revision) -> Place:
    """Return the place that is captured or not: the message's thread, which is its own when it has no other."""
    return Place(revision.channel, revision.root_ts or revision.ts)


def _as_mistake(reply: Reply | Form, outage: Outage) -> Exception:
    """Answer a form that came too late, or where none can be shown, with what to type instead."""
    if isinstance(reply, Form) and outage.reason in {"no_trigger", "expired_trigger_id", "exchanged_trigger_id"}:
        typed = f"{reply.command} {reply.words}".strip()
        return Mistake("form_came_late", {"command": reply.command, "words": reply.words}, example=typed or None)
    return outage
