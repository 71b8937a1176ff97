"""How fast is a slash command acknowledged, kept on disk and all, beside bare Bolt that keeps nothing?

Three bots take turns behind the same uvicorn, each in a process of its own, all over signed HTTP: ours with a real
SQLite, and bare Bolt in both its settings. Eight clients send without pause; every command is also answered at its
`response_url`. Printed are the times until the acknowledgement, and the ratios that we promise.

Run: `python -m bench.acknowledge [--rounds 12] [--commands 25]`.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltRequest, BoltResponse, Respond
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.adapters.clock import SystemClock
from bot.adapters.slack.archive import SlackArchive
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import Identity, slack_clients
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.doors.desk import Answers, Desk
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.listeners import Listeners, bolt_app
from bot.adapters.slack.doors.signed_http import slack_events
from bot.adapters.sql.store import open_store
from bot.adapters.web import Endpoint, WebServer, web_app
from bot.flows.telling import answer_to
from bot.speech import Reply

CLIENTS = 8
QUICK_SECONDS = 0.005
SECRET = "bench"  # noqa: S105 - signs only what this file sends to itself
KINDS = ("ours", "bolt", "bolt_before_response")
TITLES = {
    "ours": "ours (kept on disk first)",
    "bolt": "bare Bolt, as it comes",
    "bolt_before_response": "bare Bolt, process_before_response=True",
}
NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered answer."""

    text: str = "fine"
    blocks: tuple[Mapping[str, Any], ...] = ()


class FewWords:
    """Pages and charts that cost nothing, so that the doors are measured and not the templates."""

    def message(self, _template: str, _facts: object, _locale: str, **_: str) -> Words:
        """Say the same to everybody."""
        return Words()

    def sentence(self, _template: str, _facts: object, _locale: str) -> str:
        """Say nothing."""
        return ""

    def form(self, _template: str, _facts: object, _locale: str) -> Mapping[str, Any]:
        """Show nothing."""
        return {}

    def draw(self, _chart: object, _locale: str) -> bytes:
        """Draw nothing."""
        return b""


def our_endpoint(folder: Path) -> Endpoint:
    """Return our doors, over a SQLite file in the folder."""
    clock = SystemClock()
    store = open_store(f"sqlite:///{folder}/bench.db", clock)
    api_url = "http://127.0.0.1:9/api/"
    clients = slack_clients("xoxb-bench", api_url)
    people = SlackArchive(clients, store, clock)
    words = FewWords()
    chat = SlackChat(clients, words, people, locale="en")
    delivery = Delivery(chat=chat, pages=words, charts=words, people=people, locale="en")
    answers = Answers(
        answer=lambda _: Reply("bench"),
        capture=store.keep,
        said_once=answer_to,
        on_event=lambda _kind, _body: None,
        explain=lambda _: Reply("bench", audience="private"),
    )
    us = Identity(team="T1", user="UBOT", bot="BBOT")
    desk = Desk(store=store, clock=clock, delivery=delivery, answers=answers, us=us, figures=DoorFigures())
    listeners = Listeners(desk, store, us)
    return slack_events(bolt_app(listeners, token="xoxb-bench", us=us, api_url=api_url, signing_secret=SECRET))  # noqa: S106


def bare_endpoint(*, process_before_response: bool) -> Endpoint:
    """Return a bot as Bolt's documentation writes one, which answers after its acknowledgement and keeps nothing."""
    app = App(
        client=WebClient(token="xoxb-bench", base_url="http://127.0.0.1:9/api/"),  # noqa: S106 - opens nothing
        signing_secret=SECRET,
        token_verification_enabled=False,
        process_before_response=process_before_response,
        request_verification_enabled=True,
        authorize=_authorized,
    )

    def acknowledge(ack: Ack) -> None:
        ack()

    def answer(respond: Respond) -> None:
        respond(text="fine", response_type="in_channel")

    def both(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="fine", response_type="in_channel")

    if process_before_response:
        app.command("/liveness")(ack=acknowledge, lazy=[answer])
    else:
        app.command("/liveness")(both)

    async def endpoint(request: Request) -> Response:
        asked: BoltRequest = to_bolt_request(request, await request.body())
        answered: BoltResponse = await run_in_threadpool(app.dispatch, asked)
        return to_starlette_response(answered)

    return endpoint


def _authorized() -> Any:
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415 - only one of the three bots needs it

    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_id="BBOT", bot_user_id="UBOT", bot_token="xoxb-bench")  # noqa: S106


def serve(kind: str, folder: Path) -> None:
    """Serve one of the bots until standard input is closed."""
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 - only the server's process needs it

    made: Mapping[str, Callable[[], Endpoint]] = {
        "ours": lambda: our_endpoint(folder),
        "bolt": lambda: bare_endpoint(process_before_response=False),
        "bolt_before_response": lambda: bare_endpoint(process_before_response=True),
    }
    posts = {"/slack/events": made[kind]()}
    server = WebServer(web_app(reasons=tuple, registry=CollectorRegistry(), posts=posts), "127.0.0.1", 0)
    server.open()
    print(server.address, flush=True)
    sys.stdin.read()
    server.close()


@contextmanager
def served(kind: str, folder: Path) -> Iterator[int]:
    """Run a bot in a process of its own, and give its port."""
    command = [sys.executable, "-m", "bench.acknowledge", "--serve", kind, "--folder", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.stdin.close()
            process.terminate()


class Listening(BaseHTTPRequestHandler):
    """Where answers go: it says ok."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take an answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def client(port: int, answers: str, commands: int) -> list[float]:
    """Send commands one after the other, and return the seconds until each acknowledgement."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    seconds = []
    for _ in range(commands):
        trigger = f"{time.time_ns()}.{next(NUMBERS)}"
        body = urlencode({
            "command": "/liveness", "text": "status 1h", "user_id": "U1", "channel_id": "C1", "team_id": "T1",
            "trigger_id": trigger, "response_url": answers,
        })  # fmt: skip
        at = str(int(time.time()))
        signed = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signed}",
        }
        began = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - began)
        assert answer.status == 200, answer.status
    connection.close()
    return seconds


def load(port: int, answers: str, commands: int) -> list[float]:
    """Have eight clients send without pause."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = pool.map(lambda _: client(port, answers, commands), range(CLIENTS))
        return [one for seconds in done for one in seconds]


def measure(rounds: int, commands: int) -> dict[str, list[float]]:
    """Let the bots take turns in short rounds, so that what else the machine does falls on all of them."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=listening.serve_forever, daemon=True).start()
    answers = f"http://127.0.0.1:{listening.server_port}/"
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = {kind: stack.enter_context(served(kind, folder)) for kind in KINDS}
        for kind in KINDS:
            load(ports[kind], answers, 10)
        for _ in range(rounds):
            for kind in KINDS:
                found[kind] += load(ports[kind], answers, commands)
                settle(ports[kind])
    listening.shutdown()
    listening.server_close()
    return found


def settle(port: int) -> None:
    """Wait until a bot has nothing left to do: until it answers three times in a row without delay."""
    quick = 0
    while quick < 3:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        quick = quick + 1 if time.perf_counter() - began < QUICK_SECONDS else 0


def report(found: Mapping[str, list[float]]) -> bool:
    """Print times and ratios; return whether we kept our promise."""
    figures = {}
    for kind, seconds in found.items():
        cuts = statistics.quantiles(seconds, n=100)
        figures[kind] = {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000, "commands": len(seconds)}
        print(f"{TITLES[kind]:<42} p50 {cuts[49] * 1000:7.1f} ms   p99 {cuts[98] * 1000:7.1f} ms   n {len(seconds)}")
    for other in KINDS[1:]:
        for cut in ("p50_ms", "p99_ms"):
            print(f"ours / {TITLES[other]:<42} {cut[:3]} {figures['ours'][cut] / figures[other][cut]:.2f}")
    kept = figures["ours"]["p99_ms"] < figures["bolt"]["p99_ms"]
    print(f"promise: our p99 below bare Bolt's default: {'kept' if kept else 'BROKEN'}")
    print(json.dumps(figures))
    return kept


def main() -> int:
    """Measure, or serve one of the bots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--commands", type=int, default=25, help="per client and round")
    parser.add_argument("--serve", choices=KINDS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.folder)
        return 0
    return 0 if report(measure(given.rounds, given.commands)) else 1


if __name__ == "__main__":
    sys.exit(main())
