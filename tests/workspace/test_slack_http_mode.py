"""Does the same queue reach a real Bolt app by signed HTTP?"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from tests.workspace.bolt_app import BoltApp, Json, button, modal, question
from workspace.slack import Workspace, serve

OWN = "C01FACEOPS"


@pytest.fixture
def bolt(ws: Workspace) -> Iterator[BoltApp]:
    """Return a real Bolt app behind a request URL that answered Slack's challenge."""
    app = BoltApp(ws)
    assert ws.use_request_url(app.listen())
    yield app
    app.close()


class Door:
    """A bare request URL that notes what comes and answers what a test says."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                door.requests.append((dict(self.headers.items()), body))
                status, headers = door.answers.pop(0) if door.answers else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def door() -> Iterator[Door]:
    """Return a bare request URL."""
    made = Door()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_request_url_must_return_the_challenge(ws: Workspace, door: Door) -> None:
    """Source: Slack docs, url_verification."""
    assert ws.use_request_url(door.url) is False
    assert ws.use_request_url("http://127.0.0.1:9/nobody") is False


def test_commands_clicks_forms_and_events_all_come_by_http(ws: Workspace, web: WebClient, bolt: BoltApp) -> None:
    closed: list[Json] = []
    bolt.app.command("/liveness")(lambda ack: ack("plain text"))
    bolt.app.action("refresh")(lambda ack, respond: (ack(), respond(text="fresh", replace_original=True)))

    @bolt.app.command("/incident")
    def form(ack: Ack, command: Json) -> None:
        bolt.app.client.views_open(trigger_id=command["trigger_id"], view=modal(question("title")))
        ack(text="opened", response_type="in_channel")

    @bolt.app.view("form")
    def check(ack: Ack, view: Json) -> None:
        closed.append(view)
        ack(response_action="errors", errors={"title": "No."})

    aiko = ws.person("aiko")
    aiko.command(OWN, "/liveness status")
    ws.wait_for(lambda: [message["text"] for message in aiko.whispers(OWN)] == ["plain text"])
    web.chat_postMessage(channel=OWN, text="stale", blocks=[button("refresh")])
    aiko.click(ws.messages(OWN)[-1], "refresh")
    ws.wait_for(lambda: ws.messages(OWN)[-1]["text"] == "fresh")
    aiko.command(OWN, "/incident declare")
    ws.wait_for(aiko.view)
    ws.wait_for(lambda: ws.messages(OWN)[-1]["text"] == "opened")
    aiko.submit({"title": {"value": "x"}})
    ws.wait_for(lambda: aiko.form_errors() == {"title": "No."})
    ts = aiko.post(OWN, "hello")
    assert bolt.wait_for_event("message", "")["ts"] == ts
    assert ws.connections() == 0


def test_bolt_accepts_the_signature_and_no_other(ws: Workspace, bolt: BoltApp) -> None:
    ws.person("aiko").post(OWN, "signed")
    ws.wait_for(lambda: bolt.bodies)
    ws.on_loop(lambda: setattr(ws.board.team.app, "signing_secret", "another"))
    ws.person("aiko").post(OWN, "forged")
    ws.wait_for(lambda: ws.deliveries()[1]["outcome"] == "given up: http_error")
    assert [body["event"]["text"] for body in bolt.bodies] == ["signed"]


def test_the_signature_is_slacks(ws: Workspace, door: Door) -> None:
    """Source: Slack docs, verifying requests: v0, timestamp and raw body; checked by the SDK and by hand."""
    ws.use_request_url(door.url)
    ws.person("aiko").command(OWN, "/liveness ステータス & more")
    [_, (headers, body)] = ws.wait_for(lambda: len(door.requests) == 2 and list(door.requests))
    by_name = {name.lower(): value for name, value in headers.items()}
    assert SignatureVerifier(ws.signing_secret).is_valid_request(body, by_name)
    stamp = by_name["x-slack-request-timestamp"]
    digest = hmac.new(ws.signing_secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    assert by_name["x-slack-signature"] == f"v0={digest}"
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert (fields["command"], fields["text"], fields["is_enterprise_install"]) == (
        "/liveness",
        "ステータス &amp; more",
        "false",
    )


def test_failed_events_are_retried_until_the_app_says_no_more(door: Door) -> None:
    """Source: Slack docs, Events API: x-slack-retry-num, x-slack-retry-reason, x-slack-no-retry."""
    with serve(hurry=600, request_url=door.url) as ws:
        door.answers += [(500, {}), (503, {}), (200, {})]
        ws.person("aiko").post(OWN, "try again")
        ws.wait_for(lambda: ws.deliveries()[0]["acknowledged_at"])
        retries = [
            (headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in door.requests
        ]
        assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
        assert len({json.loads(body)["event_id"] for _, body in door.requests}) == 1
        door.answers += [(500, {"X-Slack-No-Retry": "1"})]
        ws.person("aiko").post(OWN, "do not")
        ws.wait_for(lambda: ws.deliveries()[1]["outcome"] == "given up: http_error")
        assert ws.deliveries()[1]["attempts"] == 1


def test_an_unreachable_app_is_told_to_the_person() -> None:
    with serve(request_url="http://127.0.0.1:9/nobody") as ws:
        aiko = ws.person("aiko")
        aiko.command(OWN, "/liveness status")
        assert "dispatch_failed" in ws.wait_for(aiko.toasts)[0]


def test_a_response_url_works_in_http_mode_too(ws: Workspace, bolt: BoltApp) -> None:
    @bolt.app.command("/liveness")
    def later(ack: Ack, respond: Respond) -> None:
        ack()
        respond("later")

    aiko = ws.person("aiko")
    aiko.command("C01OPS", "/liveness status")
    ws.wait_for(lambda: [message["text"] for message in aiko.whispers("C01OPS")] == ["later"])
