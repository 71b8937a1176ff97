"""How does the weather of AWS itself come over the emulator? Throttling, failures, slowness and refusals.

An ASGI application in front of ministack's. The back door knows no weather; it takes the world's orders instead
(`POST /_workspace/sky` with the fields of `Orders`), and answers with what the sky saw (`Seen`). Whoever changes
something in the account by either door is written down (`Trail`), refused or not.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from workspace.cloud.absent import answered, is_absent
from workspace.cloud.changes import Change, is_by_nature, may_change
from workspace.cloud.costs import Bill
from workspace.cloud.health import Health, Spell
from workspace.cloud.names import AwsMode
from workspace.cloud.seen import Fate, Seen
from workspace.cloud.trail import Trail
from workspace.cloud.wire import Call, Trouble, error_code, headers_of, refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ORDERS_PATH = "/_workspace/sky"
# Whether the request at hand is the pretend service's own: what it makes then has stood there for long.
BY_NATURE: ContextVar[bool] = ContextVar("BY_NATURE", default=False)
# Long enough to be felt and to pass a deadline of a few seconds, short of a client's usual read timeout of ten.
SLOW_SECONDS = 4.0

_FIRST_ERROR = 400
# What somebody else's change is the reason of, AWS says in the best of weather too.
_SEEN_AS: Mapping[Trouble, Fate] = {
    "throttled": "throttled",
    "failing": "failing",
    "denied": "denied",
    "conflict": "answered",
    "stale": "answered",
}
_ON_RECORD = frozenset({"denied", "conflict", "stale"})
_TROUBLES: dict[AwsMode, Trouble] = {"throttled": "throttled", "failing": "failing"}


@dataclass(frozen=True, slots=True)
class Orders:
    """What the weather is now: `delay_seconds` comes on top of every answer, `denied` are IAM actions.

    The next answer to each of `lost_replies` (IAM actions) never arrives, though what was asked is done; the next call
    of each of `refused_once` (an IAM action and the trouble it meets) is refused, and nothing is done. `runaways` are
    a runaway client's sessions by hour (JSON has only words as keys), which Cost Explorer bills; `spells` are when
    Rekognition was slow (begin and end, None while it is), of which Health tells.
    """

    mode: AwsMode = "fine"
    delay_seconds: float = 0.0
    denied: tuple[str, ...] = ()
    lost_replies: tuple[str, ...] = ()
    refused_once: tuple[tuple[str, Trouble], ...] = ()
    runaways: Mapping[str, int] = field(default_factory=dict)
    spells: tuple[tuple[float, float | None], ...] = ()


class Sky:
    """The emulator's application under a sky; what comes in by the back door does not see it."""

    def __init__(self, ground: Application, back_port: int) -> None:
        self._ground = ground
        self._back_port = back_port
        self._orders = Orders()
        self._to_lose: list[str] = []
        self._to_refuse: list[tuple[str, Trouble]] = []
        self._seen = Seen(time.time)
        self._trail = Trail(time.time)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as ASGI wants it."""
        if scope["type"] != "http":
            await self._ground(scope, receive, send)
        elif scope["server"][1] == self._back_port:
            if scope["path"] == ORDERS_PATH:
                await self._take_orders(receive, send)
            else:
                BY_NATURE.set(is_by_nature(headers_of(scope)))
                await self._noting(scope, receive, send)
        else:
            await self._under_the_sky(scope, receive, send)

    async def _noting(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the ground answer, and note what was changed and by whom."""
        if not may_change(scope["method"], headers_of(scope)):
            await self._ground(scope, receive, send)
            return
        body = await _whole_body(receive)
        change = Change.of(Call.read(scope, body), scope["path"], body)

        def note(error: str | None) -> None:
            if change is not None:
                self._trail.note(change, error)

        await self._ground(scope, _replay(body, receive), _Heard(send, note).pass_on)

    async def _take_orders(self, receive: Receive, send: Send) -> None:
        body = await _whole_body(receive)
        if body:
            self._orders = Orders(**json.loads(body))
            self._to_lose.extend(self._orders.lost_replies)
            self._to_refuse.extend((action, trouble) for action, trouble in self._orders.refused_once)
        told = json.dumps(self._seen.told()).encode()
        await _answer(send, 200, {"content-type": "application/json"}, told)

    async def _under_the_sky(self, scope: Scope, receive: Receive, send: Send) -> None:
        orders = self._orders
        delay_seconds = orders.delay_seconds + (SLOW_SECONDS if orders.mode == "slow" else 0.0)
        if delay_seconds:
            await asyncio.sleep(delay_seconds)
        trouble = _TROUBLES.get(orders.mode)
        is_plain = trouble is None and not orders.denied and not self._to_lose and not self._to_refuse
        headers = headers_of(scope)
        if is_plain and not is_absent(headers):
            self._seen.note("slow" if orders.mode == "slow" else "answered")
            await self._noting(scope, receive, send)
            return
        body = await _whole_body(receive)
        call = Call.read(scope, body)
        if trouble is None and call.action in orders.denied:
            trouble = "denied"
        trouble = trouble or self._refused_once(call)
        if trouble is not None:
            self._seen.note(_SEEN_AS[trouble])
            said = refusal(call, trouble)
            if trouble in _ON_RECORD and (change := Change.of(call, scope["path"], body)) is not None:
                self._trail.note(change, error_code(said.headers, said.body))
            await _answer(send, *said)
            return
        is_lost = call.action in self._to_lose
        if is_lost:
            self._to_lose.remove(str(call.action))
            send = _lost(send)
        self._seen.note("lost" if is_lost else "slow" if orders.mode == "slow" else "answered")
        if is_absent(headers):
            bill = Bill(time.time(), {int(hour): sessions for hour, sessions in orders.runaways.items()})
            health = Health(tuple(Spell(*spell) for spell in orders.spells))
            await _answer(send, *answered(headers["x-amz-target"], body, bill, health, self._trail))
        else:
            await self._noting(scope, _replay(body, receive), send)

    def _refused_once(self, call: Call) -> Trouble | None:
        """Give the trouble that is in store for a call, and have it behind us."""
        for action, trouble in self._to_refuse:
            if action == call.action:
                self._to_refuse.remove((action, trouble))
                return trouble
        return None


class _Heard:
    """Passes an answer on; before who asked has it, its error's code is told (None where it is no refusal)."""

    def __init__(self, send: Send, tell: Callable[[str | None], None]) -> None:
        self._send = send
        self._tell = tell
        self._is_told = False
        self._headers: dict[str, str] = {}
        self._is_refusal = False

    async def pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_refusal = message["status"] >= _FIRST_ERROR
            self._headers = headers_of(message)
        elif not self._is_told:
            self._is_told = True
            self._tell(error_code(self._headers, bytes(message.get("body", b""))) if self._is_refusal else None)
        await self._send(message)


def _lost(send: Send) -> Send:
    """Let an answer begin and never end: what was asked is done, and who asked can't know it."""

    async def lose(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
            # A status that always has a body, of which nothing will come: the server closes the connection over it.
            await send({**message, "status": 200, "headers": [*named, (b"content-length", b"1048576")]})

    return lose


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
