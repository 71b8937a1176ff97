"""How does SNS reach us over HTTPS? `POST /hooks/sns`: proven first, then read.

The queue is the better way, for it needs no public address; this one is for accounts that already notify so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bot.adapters.alarms.cloudwatch import signals_of
from bot.adapters.alarms.values import UnreadableError, excerpt
from bot.adapters.hooks.answering import RefusedError, Strange, Take, body_of, endpoint_of
from bot.adapters.hooks.certificates import Certificates
from bot.adapters.hooks.envelope import Envelope
from bot.adapters.hooks.figures import HookFigures
from bot.adapters.web import Endpoint
from bot.ports import Clock

log = logging.getLogger(__name__)

HOOK = "sns"
LARGEST_BODY_BYTES = 256 * 1024
"""SNS carries no larger messages."""


def sns_hook(
    *,
    topics: Collection[str],
    take: Take,
    strange: Strange,
    confirm: Callable[[str, str], None],
    clock: Clock,
    figures: HookFigures,
    certificates: Certificates | None = None,
) -> Endpoint:
    """Return the endpoint. `confirm` gets a topic and a token, and raises Outages.

    SNS tries again after 5xx, and gives up after 4xx (SNS docs, "Message delivery retries"). A message that is sent
    again within its hour does no harm: `take` knows it by its key.
    """
    known = certificates or Certificates()

    async def answer(request: Request) -> None:
        body = await body_of(request, largest=LARGEST_BODY_BYTES)
        await run_in_threadpool(accept, body)

    def accept(body: bytes) -> None:
        now = clock.now()
        envelope = Envelope.of(body)
        envelope.judge(topics=topics, now=now)
        known.prove(envelope, now=now)
        if envelope.kind == "Notification":
            notify(envelope)
        elif envelope.kind == "SubscriptionConfirmation":
            confirm(envelope.topic, envelope.token)
            log.info("a subscription is confirmed", extra={"topic": envelope.topic})
        else:
            log.warning("a subscription has ended: no alarms come from this topic", extra={"topic": envelope.topic})

    def notify(envelope: Envelope) -> None:
        try:
            signals = signals_of(envelope.message)
        except UnreadableError as error:
            strange(HOOK, envelope.id, error.why, excerpt(envelope.message))
            raise RefusedError(400, error.why) from None
        take(signals)

    return endpoint_of(HOOK, answer, figures)
