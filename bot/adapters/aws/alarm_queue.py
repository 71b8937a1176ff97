"""How do alarms come out of the queue? Long polling of SQS, and nothing is deleted before it is stored.

A message that can't be read stays in the queue, is received as often as the queue's redrive policy says, and then lies
in the dead-letter queue. A good one must never get there because our store is out: so what was received is held and
tried again here, and not received again.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config
from prometheus_client import CollectorRegistry, Counter

from bot.adapters.alarms.cloudwatch import signals_of
from bot.adapters.alarms.values import UnreadableError, excerpt
from bot.adapters.aws.errors import AWS_FAULTS, failed
from bot.adapters.aws.session import READS, AwsSession
from bot.domain.alarms.signal import Signal
from bot.domain.failures import Outage

log = logging.getLogger(__name__)

ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage")

POLL_SECONDS = 20
"""The longest that SQS lets a poll wait (SQS docs, ReceiveMessage)."""

AT_ONCE = 10
POLLS = READS.merge(Config(read_timeout=POLL_SECONDS + 5, retries={"mode": "standard", "total_max_attempts": 1}))
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
PATIENCE_SECONDS = 1.0
"""How long the end of the process waits for us. A poll under way can't be called back: what it still brings is left,
and SQS shows it again after the queue's visibility timeout."""

REMEMBERED = 1_000

_REGION = re.compile(
    r"(?:^|\.)sqs(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-[0-9]{1,2})\.|^([a-z]{2}(?:-[a-z]+)+-[0-9]{1,2})\.queue\."
)
"""The hosts of SQS: today's, those of private endpoints, and the old form (AWS docs, "Amazon SQS endpoints")."""


class QueueFigures:
    """The queue's counters, registered where they are made and nowhere else."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self.messages = Counter(
            "liveness_bot_queue_messages",
            "Messages of the alarm queue: taken, unreadable, or failed by a bug of ours.",
            ["outcome"],
            registry=registry,
        )
        self.outages = Counter(
            "liveness_bot_queue_outages",
            "Tries that failed because the queue or the store could not be used.",
            ["port", "reason"],
            registry=registry,
        )


class AlarmQueue:
    """Polls in a thread of its own from `open` until `close`.

    `take` stores signals before it returns; `strange` (source, id, why, excerpt) does so with what can't be read. Both
    raise Outages.
    """

    def __init__(
        self,
        session: AwsSession,
        url: str,
        *,
        take: Callable[[Sequence[Signal]], None],
        strange: Callable[[str, str, str, str], None],
        figures: QueueFigures | None = None,
        region: str | None = None,
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        """Take what is needed; nothing is connected. Pauses after failures double from the first to half a minute.

        `region` is for an address that names none, as stand-ins' don't; left out, it is boto3's own.
        """
        self._session, self._url = session, url
        self._take, self._strange = take, strange
        self._figures = figures or QueueFigures()
        self._region = region
        self._first_pause = first_pause
        self._told: deque[str] = deque(maxlen=REMEMBERED)
        self._trouble: Outage | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alarm-queue", daemon=True)

    @property
    def trouble(self) -> Outage | None:
        """Return why nothing comes out of the queue at present; None while it works."""
        return self._trouble

    def open(self) -> None:
        """Begin to poll; what fails is tried again."""
        self._thread.start()

    def close(self) -> None:
        """Stop. What was received and not yet stored comes back to the queue by itself."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._round()
            except Exception:  # a thread that died would hide every alarm from now on
                log.exception("the alarm queue stumbled")
                self._closing.wait(LONGEST_PAUSE_SECONDS)

    def _round(self) -> None:
        messages = self._until_done(self._receive) or []
        done = [one for one in messages if self._until_done(partial(self._handle, one))]
        if done:
            self._delete(done)

    def _until_done(self, act: Callable[[], Any]) -> Any:
        """Do something as often as it takes, with longer and longer pauses; None when we end before it is done."""
        pause = self._first_pause
        while not self._closing.is_set():
            try:
                done = act()
            except Outage as outage:
                self._trouble = outage
                self._figures.outages.labels(outage.port, outage.reason).inc()
                facts = {"port": outage.port, "reason": outage.reason, "needs": outage.needs}
                log.warning("the alarm queue waits", extra=facts)
                self._closing.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                self._trouble = None
                return done
        return None

    def _receive(self) -> list[dict[str, Any]]:
        try:
            answer = self._client().receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=AT_ONCE,
                WaitTimeSeconds=POLL_SECONDS,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        except AWS_FAULTS as fault:
            told = failed(fault, ACTIONS[0])
            raise Outage("aws", told.reason, needs=told.needs, detail=told.detail) from fault
        found: list[dict[str, Any]] = answer.get("Messages", [])
        return found

    def _handle(self, message: dict[str, Any]) -> bool:
        """Store what a message says, and say whether it may be deleted."""
        try:
            signals = signals_of(message["Body"])
        except UnreadableError as error:
            self._report(message, "unreadable", error.why)
            return False
        try:
            self._take(signals)
        except Outage:
            raise
        except Exception:  # one message that meets a bug of ours must not hold up the others
            log.exception("a message of the alarm queue could not be taken", extra={"message_id": message["MessageId"]})
            self._report(message, "failed", "not_taken")
            return False
        self._figures.messages.labels("taken").inc()
        return True

    def _report(self, message: dict[str, Any], outcome: str, why: str) -> None:
        """Say once that a message is not what we can use."""
        name = message["MessageId"]
        if name in self._told:
            return
        self._strange("queue", name, why, excerpt(message["Body"]))
        self._told.append(name)
        self._figures.messages.labels(outcome).inc()
        times = message.get("Attributes", {}).get("ApproximateReceiveCount")
        log.warning(
            "a strange message in the alarm queue", extra={"message_id": name, "reason": why, "received": times}
        )

    def _delete(self, messages: Sequence[dict[str, Any]]) -> None:
        """Delete what is stored. What stays by mistake comes again, and is known by its key then."""
        rows = [{"Id": str(number), "ReceiptHandle": one["ReceiptHandle"]} for number, one in enumerate(messages)]
        try:
            answer = self._client().delete_message_batch(QueueUrl=self._url, Entries=rows)
        except AWS_FAULTS as fault:
            told = failed(fault, ACTIONS[1])
            self._figures.outages.labels("aws", told.reason).inc()
            log.warning("stored messages stay in the alarm queue", extra={"reason": told.reason, "needs": told.needs})
            return
        if refused := answer.get("Failed"):
            log.info("stored messages stay in the alarm queue", extra={"reason": refused[0].get("Code")})

    def _client(self) -> Any:
        return self._session.client("sqs", region_of(self._url) or self._region, POLLS)


def region_of(url: str) -> str | None:
    """Return the region that a queue's address names; None where it names none, as stand-ins' do."""
    found = _REGION.search(urlsplit(url).hostname or "")
    return (found[1] or found[2]) if found else None
