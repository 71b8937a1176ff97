"""How does the weather of AWS itself come over the emulator? Throttling, failures, slowness and refusals.

An ASGI application in front of ministack's. The back door knows no weather; it takes the world's orders instead
(`POST /_workspace/sky` with `{"mode": …, "delay_seconds": …, "denied": […]}`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from workspace.cloud.names import AwsMode
from workspace.cloud.wire import Call, Trouble, refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ORDERS_PATH = "/_workspace/sky"
# Long enough to be felt and to pass a deadline of a few seconds, short of a client's usual read timeout of ten.
SLOW_SECONDS = 4.0

_TROUBLES: dict[AwsMode, Trouble] = {"throttled": "throttled", "failing": "failing"}


@dataclass
class Orders:
    """What the weather is now: `delay_seconds` comes on top of every answer, `denied` are IAM actions."""

    mode: AwsMode = "fine"
    delay_seconds: float = 0.0
    denied: frozenset[str] = frozenset()


class Sky:
    """The emulator's application under a sky; what comes in by the back door does not see it."""

    def __init__(self, ground: Application, back_port: int) -> None:
        self._ground = ground
        self._back_port = back_port
        self._orders = Orders()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as ASGI wants it."""
        if scope["type"] != "http":
            await self._ground(scope, receive, send)
        elif scope["server"][1] == self._back_port:
            if scope["path"] == ORDERS_PATH:
                await self._take_orders(receive, send)
            else:
                await self._ground(scope, receive, send)
        else:
            await self._under_the_sky(scope, receive, send)

    async def _take_orders(self, receive: Receive, send: Send) -> None:
        wanted = json.loads(await _whole_body(receive))
        self._orders = Orders(wanted["mode"], wanted["delay_seconds"], frozenset(wanted["denied"]))
        await _answer(send, 204, {}, b"")

    async def _under_the_sky(self, scope: Scope, receive: Receive, send: Send) -> None:
        orders = self._orders
        delay_seconds = orders.delay_seconds + (SLOW_SECONDS if orders.mode == "slow" else 0.0)
        if delay_seconds:
            await asyncio.sleep(delay_seconds)
        trouble = _TROUBLES.get(orders.mode)
        if trouble is None and not orders.denied:
            await self._ground(scope, receive, send)
            return
        body = await _whole_body(receive)
        call = Call.read(scope, body)
        if trouble is None and call.action in orders.denied:
            trouble = "denied"
        if trouble is None:
            await self._ground(scope, _replay(body, receive), send)
        else:
            await _answer(send, *refusal(call, trouble))


async def _whole_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return unread.pop() if unread else await receive()

    return read


async def _answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    wire_headers = [(name.encode(), value.encode()) for name, value in headers.items()]
    wire_headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": wire_headers})
    await send({"type": "http.response.body", "body": body})
