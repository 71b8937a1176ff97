"""How does Socket Mode carry payloads, and keep them from getting lost when a connection is refreshed?"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from aiohttp import WSMsgType, web

from workspace.slack.state.ids import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from workspace.slack.delivery.office import Delivery, PostOffice
    from workspace.slack.refusals import Json

CONNECTION_LIMIT = 10  # Slack docs, Socket Mode: open connections per app
WARNING_SECONDS = 10.0  # Slack docs, Socket Mode: "warning" comes about ten seconds before "refresh_requested"
APPROXIMATE_CONNECTION_SECONDS = 18_060
LAST_WORDS_SECONDS = 3.0  # how long a retiring connection may still acknowledge what it was given
LEAST_WARNING_SECONDS = 1.0  # however much hurry: each word of goodbye makes the SDK reconnect
HOLD_SECONDS = 0.5  # a client on its way to a new connection drops what still comes on the old one
ENVELOPES_KEPT = 2_000


@dataclass(eq=False, slots=True)
class Connection:
    """One open WebSocket of the app."""

    socket: web.WebSocketResponse
    request: web.Request
    is_retiring: bool = False
    in_flight: set[str] = field(default_factory=set)


class SocketMode:
    """The app's open connections; each payload goes to exactly one of them (Slack docs, using multiple connections)."""

    def __init__(self, office: PostOffice, app_id: str, *, hurry: float) -> None:
        """Start without connections."""
        self._office = office
        self._app_id = app_id
        self._hurry = hurry
        self._tickets: set[str] = set()
        self._connections: deque[Connection] = deque()
        self._envelopes: dict[str, tuple[Delivery, int, Connection | None]] = {}
        self._waiting: deque[str] = deque()  # envelopes that met no connection: the next one gets them
        self.on_change: Callable[[], None] = lambda: None
        self.on_count: Callable[[int], None] = lambda _count: None

    @property
    def open_count(self) -> int:
        """Return how many connections are open."""
        return len(self._connections)

    def issue_ticket(self) -> str:
        """Return a ticket for one connection, as ``apps.connections.open`` hands out in its URL."""
        ticket = new_secret(32)
        self._tickets.add(ticket)
        return ticket

    async def carry(self, delivery: Delivery) -> None:
        """Put one attempt into an envelope and onto a connection; without one it waits, while its three seconds run."""
        if len(self._envelopes) > ENVELOPES_KEPT:
            self._envelopes = {
                key: row
                for key, row in self._envelopes.items()
                if row[0].timer is not None and row[0].attempts == row[1]
            }
        envelope_id = str(uuid4())
        self._envelopes[envelope_id] = (delivery, delivery.attempts, None)
        await self._send(envelope_id)

    async def _send(self, envelope_id: str, *, is_last_chance: bool = False) -> None:
        delivery, attempt, _ = self._envelopes[envelope_id]
        text = json.dumps(_envelope(envelope_id, delivery))
        while (connection := self._next_connection(or_retiring=is_last_chance)) is not None:
            connection.in_flight.add(envelope_id)
            self._envelopes[envelope_id] = (delivery, attempt, connection)
            try:
                await connection.socket.send_str(text)
            except ConnectionError:
                self._forget(connection)
            else:
                return
        self._waiting.append(envelope_id)
        if self._connections and not is_last_chance:
            asyncio.get_running_loop().call_later(HOLD_SECONDS, self._stop_holding, envelope_id)

    def _stop_holding(self, envelope_id: str) -> None:
        """Use a retiring connection after all: no new one came."""
        if envelope_id in self._waiting:
            self._waiting.remove(envelope_id)
            _in_background(self._send(envelope_id, is_last_chance=True))

    def _next_connection(self, *, or_retiring: bool) -> Connection | None:
        """Return the connection whose turn it is, a retiring one only where there is no other and it cannot wait."""
        for _ in range(len(self._connections)):
            self._connections.rotate(-1)
            if not self._connections[-1].is_retiring:
                return self._connections[-1]
        return self._connections[-1] if self._connections and or_retiring else None

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket: hello, envelopes out, acknowledgements in, until somebody closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        if len(self._connections) >= CONNECTION_LIMIT:
            await socket.send_json(
                {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "workspace"}}
            )
            await socket.close()
            return socket
        connection = Connection(socket, request)
        self._connections.append(connection)
        self.on_count(len(self._connections))
        await socket.send_json(self._hello())
        self._retire_one()
        await self._flush()
        self.on_change()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._hear(frame.data)
        finally:
            self._forget(connection)
            self.on_change()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "workspace",
                "build_number": 1,
                "approximate_connection_time": APPROXIMATE_CONNECTION_SECONDS,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _flush(self) -> None:
        waiting, self._waiting = self._waiting, deque()
        for envelope_id in waiting:
            row = self._envelopes.get(envelope_id)
            if row is not None and row[0].timer is not None and row[0].attempts == row[1]:
                await self._send(envelope_id)
            else:
                self._envelopes.pop(envelope_id, None)

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
            envelope_id = said["envelope_id"]
        except (ValueError, KeyError, TypeError):
            return  # Slack ignores what is not an acknowledgement
        found = self._envelopes.pop(envelope_id, None)
        if found is None:
            return
        delivery, attempt, connection = found
        if connection is not None:
            connection.in_flight.discard(envelope_id)
            self._close_if_done(connection)
        payload = said.get("payload")
        self._office.acknowledged(delivery, attempt, payload if isinstance(payload, dict) else {})

    def _forget(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self.on_count(len(self._connections))

    async def refresh(self) -> None:
        """Ask every connection to reconnect; the old ones stay until a new one is there."""
        loop = asyncio.get_running_loop()
        for connection in list(self._connections):
            connection.is_retiring = True
            await _say_goodbye(connection, "warning")
            loop.call_later(max(LEAST_WARNING_SECONDS, WARNING_SECONDS / self._hurry), self._insist, connection)

    def _insist(self, connection: Connection) -> None:
        if connection in self._connections:
            _in_background(_say_goodbye(connection, "refresh_requested"))

    def _retire_one(self) -> None:
        """Close one old connection for the new one; the SDK's builtin client would read it three seconds longer."""
        for connection in list(self._connections):
            if connection.is_retiring:
                self._close_if_done(connection)
                asyncio.get_running_loop().call_later(LAST_WORDS_SECONDS, self._close_now, connection)
                return

    def _close_if_done(self, connection: Connection) -> None:
        if (
            connection.is_retiring
            and not connection.in_flight
            and any(not other.is_retiring for other in self._connections)
        ):
            self._close_now(connection)

    def _close_now(self, connection: Connection) -> None:
        self._forget(connection)
        _in_background(connection.socket.close())

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every connection, politely."""
        for connection in list(self._connections):
            await connection.socket.close()


_background: set[asyncio.Task[object]] = set()  # the loop keeps only weak references to its tasks


def _in_background(work: Coroutine[object, object, object]) -> None:
    task: asyncio.Task[object] = asyncio.get_running_loop().create_task(work)
    _background.add(task)
    task.add_done_callback(_background.discard)


async def _say_goodbye(connection: Connection, reason: str) -> None:
    try:
        await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "workspace"}})
    except ConnectionError:
        return  # it went before we could say so


def _envelope(envelope_id: str, delivery: Delivery) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.wants_answer,
    }
    if not delivery.wants_answer:
        envelope |= {"retry_attempt": delivery.attempts - 1, "retry_reason": delivery.retry_reason}
    return envelope
