"""What do all hooks do alike: read a body within bounds, keep what is strange, and answer, count and log a refusal?"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.adapters.hooks.figures import HookFigures
from bot.adapters.web import Endpoint
from bot.domain.alarms.signal import Signal
from bot.domain.failures import Outage

log = logging.getLogger(__name__)

Take = Callable[[Sequence[Signal]], None]
Strange = Callable[[str, str, str, str], None]
"""Keeps what can't be read: source, the id it is kept under once, why, and an excerpt."""

BODY_WITHIN_SECONDS = 10.0


@dataclass(eq=False)
class RefusedError(Exception):
    """A notification is not accepted: the HTTP status, and a short machine word for the log and the figures."""

    status: int
    reason: str
    headers: Mapping[str, str] = field(default_factory=dict)


async def body_of(request: Request, *, largest: int) -> bytes:
    """Return a request's body; refuses what is larger, or slower than ten seconds, as soon as it shows."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > largest:
        raise RefusedError(413, "too_large")
    pieces = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_SECONDS):
            async for piece in request.stream():
                pieces += piece
                if len(pieces) > largest:
                    raise RefusedError(413, "too_large")
    except TimeoutError:
        raise RefusedError(408, "too_slow") from None
    except ClientDisconnect:
        raise RefusedError(400, "broken_off") from None
    return bytes(pieces)


def endpoint_of(hook: str, answer: Callable[[Request], Awaitable[None]], figures: HookFigures) -> Endpoint:
    """Make an endpoint of what either accepts a request, or raises.

    An Outage is 503: whoever sent it tries again. Neither the body nor a header is logged.
    """

    async def endpoint(request: Request) -> Response:
        try:
            await answer(request)
        except RefusedError as refused:
            return _refusal(refused)
        except Outage as outage:
            log.warning("a hook can't do its work", extra={"hook": hook, "port": outage.port, "reason": outage.reason})
            return _refusal(RefusedError(503, f"{outage.port}_out"))
        figures.accepted.labels(hook).inc()
        return PlainTextResponse("ok\n")

    def _refusal(refused: RefusedError) -> Response:
        figures.refused.labels(hook, refused.reason).inc()
        log.warning("a hook refused", extra={"hook": hook, "status": refused.status, "reason": refused.reason})
        return PlainTextResponse(f"{refused.reason}\n", refused.status, headers=refused.headers)

    return endpoint


def name_of(body: bytes) -> str:
    """Name a body that carries no id of its own, the same whenever it comes."""
    return hashlib.sha256(body).hexdigest()[:32]
