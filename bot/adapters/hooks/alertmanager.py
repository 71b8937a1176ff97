"""How does Alertmanager's webhook reach us? `POST /hooks/alertmanager`, with the bearer token that we were told."""

from __future__ import annotations

import hmac
import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bot.adapters.alarms.alertmanager import delivery_of
from bot.adapters.alarms.values import UnreadableError, excerpt
from bot.adapters.hooks.answering import RefusedError, Strange, Take, body_of, endpoint_of, name_of
from bot.adapters.hooks.figures import HookFigures
from bot.adapters.web import Endpoint

log = logging.getLogger(__name__)

HOOK = "alertmanager"
LARGEST_BODY_BYTES = 2_000_000


def alertmanager_hook(*, token: str, take: Take, strange: Strange, figures: HookFigures) -> Endpoint:
    """Return the endpoint. Alertmanager tries again after 5xx, and forgets after 4xx (its docs, `<webhook_config>`)."""

    async def answer(request: Request) -> None:
        if not _is_bearer_of(token, request.headers.get("authorization", "")):
            raise RefusedError(401, "token", {"WWW-Authenticate": 'Bearer realm="liveness-bot"'})
        body = await body_of(request, largest=LARGEST_BODY_BYTES)
        await run_in_threadpool(accept, body)

    def accept(body: bytes) -> None:
        try:
            delivery = delivery_of(body)
        except UnreadableError as error:
            strange(HOOK, name_of(body), error.why, excerpt(body))
            raise RefusedError(400, error.why) from None
        take(delivery.signals)
        if delivery.strange:
            strange(HOOK, name_of(body), delivery.strange[0], excerpt(body))
        if delivery.left_out:
            # Only a look at Alertmanager's API can tell which.
            log.warning("Alertmanager left alerts out of a notification", extra={"left_out": delivery.left_out})

    return endpoint_of(HOOK, answer, figures)


def _is_bearer_of(token: str, header: str) -> bool:
    """Compare in a time that tells nothing; Starlette reads headers as Latin-1."""
    scheme, _, shown = header.partition(" ")
    given = shown.strip().encode("latin-1", "replace")
    return scheme.lower() == "bearer" and hmac.compare_digest(given, token.encode())
