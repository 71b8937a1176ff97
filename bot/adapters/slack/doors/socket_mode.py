"""How do we stay connected by Socket Mode, without a gap when Slack refreshes a connection?"""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import urllib.request
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.adapters.slack.client import outages, tls
from bot.adapters.slack.doors.listeners import dispatch
from bot.domain.failures import Outage

log = logging.getLogger(__name__)

CONNECTIONS = 2
"""While one is refreshed, which can take it seconds, the other gets what comes. Slack allows ten."""

HANDS = 16
WATCHED_EVERY_SECONDS = 2.0
"""How often a connection is pinged, and made anew when it has ended; after four unanswered pings it counts as dead."""

ACKNOWLEDGED = 200
RECEIVE_BYTES = 65_536
RETRY_PAUSES_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


class LoudSocket:
    """A socket whose end is an error: the SDK would read on at the end, at full speed, and notice 20 s later."""

    def __init__(self, socket_: socket.socket) -> None:
        self._socket = socket_

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the socket does."""
        return getattr(self._socket, name)

    def recv(self, size: int) -> bytes:
        """Receive, or raise ConnectionResetError at the end."""
        received = self._socket.recv(size)
        if not received:
            raise ConnectionResetError("the server ended the connection")
        return received


class Link(SocketModeClient):
    """The SDK's builtin client, which by itself overhears a connection's end and disregards `NO_PROXY`."""

    def connect(self) -> None:
        """Connect, and listen for the end."""
        super().connect()
        session = self.current_session
        if session is not None and session.sock is not None:
            session.sock = LoudSocket(session.sock)  # type: ignore[assignment]  # it does all that a socket does

    def issue_new_wss_url(self) -> str:
        """Ask for an address, and go to it directly when the environment says so."""
        url = super().issue_new_wss_url()
        if urllib.request.proxy_bypass(urlsplit(url).hostname or ""):
            self.proxy = None
        return url

    def disconnect(self) -> None:
        """Disconnect; the SDK's reading thread, woken by the end, may do so in the same instant."""
        with contextlib.suppress(AttributeError):
            super().disconnect()

    def close(self) -> None:
        """Acknowledge what is at hand, and close without waiting out the seconds for which the SDK's threads listen.

        The SDK's own threads are ended before the connection: two that disconnect at once make it log an error.
        """
        self.closed = True
        self.auto_reconnect_enabled = False
        self.message_queue.put(None)
        for runner in (self.message_processor, self.current_app_monitor):
            if runner.is_alive():
                runner.shutdown()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        self.message_workers.shutdown()
        session = self.current_session
        if session is not None and session.sock is not None:
            session.on_error_listener = _expect_the_end
            with contextlib.suppress(OSError):  # it may be gone already
                session.sock.shutdown(socket.SHUT_RDWR)
        self.current_session_state.terminated = True
        self.current_session_runner.shutdown()  # type: ignore[no-untyped-call]  # as above
        super().close()


def _expect_the_end(error: Exception) -> None:
    log.debug("closed", extra={"reason": str(error)})


class SocketMode:
    """The connections; each request goes to Bolt in one of the client's threads and is acknowledged from there."""

    def __init__(self, app: App, *, app_token: str, api_url: str) -> None:
        """Take what is needed; no connection is made."""
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._links: list[Link] = []
        self._closing = Event()
        self._trying: Thread | None = None

    @property
    def is_open(self) -> bool:
        """Say whether at least one connection is up."""
        return any(link.is_connected() for link in self._links)

    def open(self) -> None:
        """Connect. When Slack can't be reached, go on trying in the background.

        Raises a non-retryable Outage when Slack refuses the token: `invalid_auth`, `not_allowed_token_type`,
        `missing_scope` (needs `connections:write`).
        """
        if not self._app_token.startswith("xapp-"):
            raise Outage("slack", "wrong_token_type", needs="xapp-", retry=False, detail="SLACK_APP_TOKEN")
        try:
            self._connect()
        except Outage as outage:
            if not outage.retry:
                raise
            log.warning("Slack can't be reached yet", extra={"reason": outage.reason})
        if len(self._links) < CONNECTIONS:
            self._trying = Thread(target=self._keep_trying, name="socket-mode", daemon=True)
            self._trying.start()

    def close(self) -> None:
        """Disconnect."""
        self._closing.set()
        if self._trying is not None:
            self._trying.join()
        for link in self._links:
            link.close()

    def _connect(self) -> None:
        client = WebClient(base_url=self._api_url, ssl=tls())
        link = Link(
            self._app_token,
            logger=log,
            web_client=client,
            ping_interval=WATCHED_EVERY_SECONDS,
            receive_buffer_size=RECEIVE_BYTES,
            concurrency=HANDS,
        )
        link.socket_mode_request_listeners.append(self._on_request)
        try:
            with outages():
                link.connect_to_new_endpoint()
        except Outage:
            link.close()
            raise
        self._links.append(link)

    def _keep_trying(self) -> None:
        """Make the connections that are still missing; those that were made once are kept up by the SDK."""
        tries = 0
        while len(self._links) < CONNECTIONS and not self._closing.is_set():
            try:
                self._connect()
            except Outage as outage:
                log.warning("no Socket Mode connection", extra={"reason": outage.reason, "needs": outage.needs})
                self._closing.wait(RETRY_PAUSES_SECONDS[min(tries, len(RETRY_PAUSES_SECONDS) - 1)])
                tries += 1

    def _on_request(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        asked = BoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        response = dispatch(self._app, asked)
        if response.status != ACKNOWLEDGED:
            return  # it could not be kept: Slack sends an event again, and tells the person who clicked
        is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
        payload = None if not response.body else json.loads(response.body) if is_json else {"text": response.body}
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
