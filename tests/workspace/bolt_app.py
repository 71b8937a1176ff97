"""What is the real app that the workspace is tried with? slack-bolt, on Socket Mode or behind a small HTTP server."""

from __future__ import annotations

import gc
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from workspace.slack import Workspace

Json = dict[str, Any]


class BoltApp:
    """A Bolt app that notes every event, and answers what a test registers on ``app``."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.app = App(client=WebClient(token=ws.bot_token, base_url=ws.api_url), signing_secret=ws.signing_secret)
        self.bodies: list[Json] = []
        self.headers: list[Json] = []
        self._handlers: list[SocketModeHandler] = []
        self._server: ThreadingHTTPServer | None = None
        for kind in ("message", "app_mention", "reaction_added", "reaction_removed", "pin_added", "pin_removed",
                     "member_joined_channel", "member_left_channel", "channel_created", "channel_rename", "channel_archive",
                     "file_shared", "app_home_opened"):  # fmt: skip
            self.app.event(kind)(self._note)

    def _note(self, body: Json, request: BoltRequest) -> None:
        self.bodies.append(body)
        self.headers.append(dict(request.headers))

    def connect(self) -> SocketModeHandler:
        """Open one more Socket Mode connection."""
        handler = SocketModeHandler(self.app, self.ws.app_token, ping_interval=1)
        before = self.ws.connections()
        handler.connect()
        self._handlers.append(handler)
        self.ws.wait_for(lambda: self.ws.connections() > before, what="the connection")
        return handler

    def listen(self) -> str:
        """Serve HTTP mode on a free port instead; returns the request URL."""
        app = self.app

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                said = app.dispatch(
                    BoltRequest(body=body, headers={name: [value] for name, value in self.headers.items()})
                )
                self.send_response(said.status)
                for name, value in said.first_headers_without_set_cookie().items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((said.body or "").encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def events(self, kind: str, subtype: str | None = None) -> list[Json]:
        """Return the events of a kind; messages of one subtype, where it is named."""
        found = [body["event"] for body in list(self.bodies) if body["event"]["type"] == kind]
        return [event for event in found if subtype is None or event.get("subtype", "") == subtype]

    def wait_for_event(self, kind: str, subtype: str | None = None, seconds: float = 5.0) -> Json:
        """Wait until the app has heard an event of that kind, and return the newest."""
        return self.ws.wait_for(lambda: self.events(kind, subtype), seconds, f"the event {kind} {subtype or ''}")[-1]

    def close(self) -> None:
        """Let what is under way be acknowledged, then hang up."""
        for handler in self._handlers:
            handler.client.auto_reconnect_enabled = False
        self.ws.run(self.ws.board.sockets.close())  # the builtin client would go on reading for three seconds
        for handler in self._handlers:
            handler.client.current_session_runner.shutdown()  # two closings at once would meet in the SDK
            handler.client.message_processor.event.set()
            handler.client.enqueue_message("{}")  # or its worker would wait a second for a message before it ends
            handler.close()
        gc.collect()  # the SDK leaves sockets that were cut to the collector; let that be now and here
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


def button(action_id: str, text: str = "Press", **extra: object) -> Json:
    """Return an actions block with one button."""
    element = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, **extra}
    return {"type": "actions", "block_id": "act", "elements": [element]}


def section(text: str) -> Json:
    """Return a section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: Json, title: str = "Form", **extra: object) -> Json:
    """Return a modal."""
    plain = {"type": "plain_text", "text": title}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain,
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks),
        **extra,
    }


def question(name: str, **extra: object) -> Json:
    """Return an input block with one line of text."""
    element = {"type": "plain_text_input", "action_id": "value", **extra}
    return {"type": "input", "block_id": name, "label": {"type": "plain_text", "text": name}, "element": element}
