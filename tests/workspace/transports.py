"""Over which wires can a real Bolt app live in the workspace? slack_sdk's four WebSocket clients, and signed HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler as BuiltinHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler as AiohttpHandler
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as WebsocketClientHandler
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler as WebsocketsHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.bolt_app import BoltApp
from workspace.slack import Workspace

Json = dict[str, Any]
FORM = {
    "type": "modal",
    "callback_id": "declare",
    "title": {"type": "plain_text", "text": "Declare"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "title"},
        }
    ],
}


class Heard:
    """What the app was told, in the order in which it came."""

    def __init__(self) -> None:
        self.bodies: list[Json] = []

    def texts(self) -> list[str]:
        return [body["event"].get("text", "") for body in self.bodies]


def sync_app(ws: Workspace, heard: Heard) -> App:
    """Make a Bolt app: notes messages, answers `/liveness` in its acknowledgement, opens a form, refuses its values."""
    app = App(client=WebClient(token=ws.bot_token, base_url=ws.api_url), signing_secret=ws.signing_secret)

    @app.event("message")
    def note(body: Json) -> None:
        heard.bodies.append(body)

    @app.command("/liveness")
    def answer(ack: Any, command: Json, client: WebClient) -> None:
        ack(f"acknowledged {command['text']}")
        if command["text"] == "form":
            client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view("declare")
    def refuse(ack: Any) -> None:
        ack(response_action="errors", errors={"title": "Say more."})

    return app


def async_app(ws: Workspace, heard: Heard) -> AsyncApp:
    """Make the same app for the two asynchronous clients."""
    app = AsyncApp(client=AsyncWebClient(token=ws.bot_token, base_url=ws.api_url), signing_secret=ws.signing_secret)

    @app.event("message")
    async def note(body: Json) -> None:
        heard.bodies.append(body)

    @app.command("/liveness")
    async def answer(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await ack(f"acknowledged {command['text']}")
        if command["text"] == "form":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view("declare")
    async def refuse(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "Say more."})

    return app


@contextmanager
def by_threads(ws: Workspace, handler_class: Any) -> Iterator[Heard]:
    heard = Heard()
    handler = handler_class(sync_app(ws, heard), ws.app_token, ping_interval=1)
    handler.connect()
    try:
        ws.wait_for(lambda: ws.connections() > 0, what="the connection")
        yield heard
    finally:
        handler.client.auto_reconnect_enabled = False
        ws.run(ws.board.sockets.close())  # who is hung up on need not wait for his own reading to end
        handler.client.current_session_runner.shutdown()  # two closings at once would meet in the SDK
        handler.close()


@contextmanager
def by_tasks(ws: Workspace, handler_class: Any) -> Iterator[Heard]:
    heard = Heard()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def connect() -> Any:
        handler = handler_class(async_app(ws, heard), ws.app_token, ping_interval=1)
        await handler.connect_async()
        return handler

    handler = asyncio.run_coroutine_threadsafe(connect(), loop).result(10)
    try:
        ws.wait_for(lambda: ws.connections() > 0, what="the connection")
        yield heard
    finally:
        asyncio.run_coroutine_threadsafe(handler.close_async(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@contextmanager
def by_http(ws: Workspace) -> Iterator[Heard]:
    heard = Heard()
    app = BoltApp(ws)
    app.app = sync_app(ws, heard)
    try:
        assert ws.use_request_url(app.listen())
        yield heard
    finally:
        app.close()


SOCKETS: dict[str, Callable[[Workspace], Any]] = {
    "builtin": lambda ws: by_threads(ws, BuiltinHandler),
    "websocket-client": lambda ws: by_threads(ws, WebsocketClientHandler),
    "aiohttp": lambda ws: by_tasks(ws, AiohttpHandler),
    "websockets": lambda ws: by_tasks(ws, WebsocketsHandler),
}
EVERY: dict[str, Callable[[Workspace], Any]] = {**SOCKETS, "http": by_http}
