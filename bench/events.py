"""Does the workspace bring 200 events a second to a bare Bolt app without loss, and what does it add to the wire?

A real Bolt app in a process of its own hears messages that people say at a steady 200 a second, and then as fast as
they can be said. Beside it, in the same run, the same frames go over a bare WebSocket to a client that only echoes the
envelope's id: what the ratio is over. Printed are times from sending to acknowledgement, and what was lost.

Run: `python -m bench.events [--seconds 10] [--burst 4000]`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from aiohttp import ClientSession, WSMsgType, web
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from workspace.slack import Workspace, serve

RATE = 200
PATIENCE_SECONDS = 120


def main() -> int:
    """Measure and print; 1 when an event was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--burst", type=int, default=4_000)
    parser.add_argument("--app", nargs=3, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.app:
        return run_app(*wishes.app)
    with serve() as workspace:
        child = subprocess.Popen(
            [
                *(sys.executable, "-m", "bench.events", "--app"),
                *(workspace.bot_token, workspace.app_token, workspace.api_url),
            ],
            stdin=subprocess.PIPE,
        )
        try:
            workspace.wait_for(lambda: workspace.connections() > 0, PATIENCE_SECONDS, "the app")
            steady = say(workspace, RATE * wishes.seconds, rate=RATE)
            burst = say(workspace, wishes.burst, rate=None)
        finally:
            child.communicate()
    bare = asyncio.run(echoed(RATE * wishes.seconds, steady.frame))
    report("steady, 200 a second", steady)
    report("as fast as they are said", burst)
    print(f"bare WebSocket echo, 200 a second: p50 {ms(bare, 50)} ms, p99 {ms(bare, 99)} ms")
    print(
        f"ratio, p50 of Bolt in the workspace over the bare echo: {quantile(steady.taken, 50) / quantile(bare, 50):.1f}"
    )
    return 1 if steady.lost or burst.lost else 0


def run_app(bot_token: str, app_token: str, api_url: str) -> int:
    """Be the bare Bolt app, until the end of standard input."""
    app = App(client=WebClient(token=bot_token, base_url=api_url))

    @app.event("message")
    def hear() -> None:
        """Only acknowledge."""

    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    sys.stdin.read()
    handler.close()  # type: ignore[no-untyped-call]
    return 0


class Told:
    """What became of some events: times to their acknowledgement in seconds, how many were lost or brought again."""

    def __init__(self, workspace: Workspace, count: int, seconds: float) -> None:
        deliveries = workspace.on_loop(lambda: list(workspace.board.office.log)[-count:])
        self.count = len(deliveries)
        self.seconds = seconds
        self.taken = [one.acknowledged_at - one.sent_at[0] for one in deliveries if one.acknowledged_at is not None]
        self.lost = count - len(self.taken)
        self.again = sum(one.attempts > 1 for one in deliveries)
        self.frame = json.dumps({"envelope_id": "x", "payload": deliveries[-1].payload})


def say(workspace: Workspace, count: int, *, rate: int | None) -> Told:
    """Let somebody say this much, at a rate or as fast as possible, and wait until the app has all of it."""
    ben = workspace.person("ben")
    before = len(workspace.deliveries())
    pace = threading.Event()  # never set: it only keeps the beat
    began = time.perf_counter()
    for number in range(count):
        if rate is not None:
            pace.wait(max(0.0, began + number / rate - time.perf_counter()))
        ben.post("general", f"event {number}")

    def settled() -> bool:
        log = list(workspace.board.office.log)
        return len(log) >= min(before + count, 5_000) and all(one.outcome != "waiting" for one in log[-count:])

    workspace.wait_for(lambda: workspace.on_loop(settled), PATIENCE_SECONDS, "the last acknowledgement")
    return Told(workspace, count, time.perf_counter() - began)


async def echoed(count: int, frame: str) -> list[float]:
    """Time the same frames over a bare WebSocket, to a client that answers with the envelope's id."""
    taken: list[float] = []
    done = asyncio.Event()

    async def serve_socket(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sent: dict[str, float] = {}

        async def send() -> None:
            began = time.perf_counter()
            for number in range(count):
                await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                sent[str(number)] = time.perf_counter()
                await socket.send_str(frame.replace('"x"', f'"{number}"', 1))

        sending = asyncio.create_task(send())
        async for message in socket:
            taken.append(time.perf_counter() - sent[json.loads(message.data)["envelope_id"]])
            if len(taken) == count:
                break
        await sending
        done.set()
        return socket

    app = web.Application()
    app.router.add_get("/", serve_socket)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as session, session.ws_connect(f"http://127.0.0.1:{runner.addresses[0][1]}/") as wire:
        async for message in wire:
            if message.type is WSMsgType.TEXT:
                await wire.send_str(json.dumps({"envelope_id": json.loads(message.data)["envelope_id"]}))
    await done.wait()
    await runner.cleanup()
    return taken


def quantile(taken: Sequence[float], percent: int) -> float:
    """Give a percentile."""
    return statistics.quantiles(taken, n=100)[percent - 1]


def ms(taken: Sequence[float], percent: int) -> str:
    """Write a percentile in milliseconds."""
    return f"{1000 * quantile(taken, percent):.1f}"


def report(title: str, told: Told) -> None:
    """Print what became of some events."""
    print(
        f"{title}: {told.count} events, {told.count / told.seconds:.0f} a second, lost {told.lost}, brought again"
        f" {told.again}; p50 {ms(told.taken, 50)} ms, p99 {ms(told.taken, 99)} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
