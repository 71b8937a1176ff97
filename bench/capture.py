"""Does the bot keep 10,000 messages at 200 a second, none lost, none doubled, each acknowledged within 100 ms?

The real bot, a process of its own with a SQLite file, captures a channel of the workspace in which people write without
pause: to the channel and into threads, with edits and reactions among it. Beside it, in the same run, a bare Bolt app
that keeps nothing hears the same. Printed are the times from sending an event to its acknowledgement, what was lost or
doubled, and the ratio of the two.

Run: `python -m bench.capture [--messages 10000] [--bare 2000] [--database URL]`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.adapters.sql.store import open_store
from bot.speech import Place
from workspace.slack import Workspace, serve

RATE = 200
PATIENCE_SECONDS = 120.0
TARGET_P99_MS = 100
ROOM = "face-auth-ops"
REPLIES_EACH, EDITS_EACH, MARKS_EACH = 4, 20, 25
HARVEST_EACH = 1_000
"""The workspace remembers its last 5,000 deliveries; they are looked at more often than that."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of some events: seconds until each acknowledgement, how many were sent again or lost."""

    seconds: Sequence[float]
    again: int
    lost: int
    lasted: float

    def quantile(self, percent: int) -> float:
        """Return a quantile in milliseconds."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1] * 1000


def say(workspace: Workspace, messages: int) -> tuple[set[str], Heard]:
    """Let two people write so many messages at 200 a second; return their ts, and what became of the events."""
    people = [workspace.person("ben"), workspace.person("aiko")]
    said: list[str] = []
    sent: dict[str, Any] = {}
    known = {one.id for one in workspace.on_loop(lambda: list(workspace.board.office.log))}

    def harvest() -> None:
        log = workspace.on_loop(lambda: list(workspace.board.office.log))
        sent.update({one.id: one for one in log if one.id not in known})

    pace = threading.Event()  # never set: it only keeps the beat
    began = time.perf_counter()
    for number in range(1, messages + 1):
        pace.wait(max(0.0, began + number / RATE - time.perf_counter()))
        root = said[0] if said and number % REPLIES_EACH == 0 else None
        person = people[number % 2]
        said.append(person.post(ROOM, f"message {number}", root))
        if number % EDITS_EACH == 0:
            person.edit(ROOM, said[-1], f"message {number}, edited")
        if number % MARKS_EACH == 0:
            person.react(ROOM, said[-1], "eyes")
        if number % HARVEST_EACH == 0:
            harvest()
    lasted = time.perf_counter() - began

    def settled() -> bool:
        harvest()
        return all(one.acknowledged_at is not None or one.outcome.startswith("given up") for one in sent.values())

    workspace.wait_for(settled, PATIENCE_SECONDS, "the last acknowledgement")
    done = [one.acknowledged_at - one.sent_at[0] for one in sent.values() if one.acknowledged_at is not None]
    again = sum(one.attempts > 1 for one in sent.values())
    return set(said), Heard(done, again, len(sent) - len(done), lasted)


def described() -> Any:
    """Return the manifest, as the bot's own command prints it."""
    command = [sys.executable, "-m", "bot", "manifest", "--format", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@contextmanager
def our_bot(workspace: Workspace, url: str, log: Path) -> Iterator[None]:
    """Run the bot until the block ends."""
    ours = ("SLACK_", "AWS_", "DATABASE_URL", "HTTP_BIND")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}  # noqa: TID251 - the bot's own environment
    environment |= {
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "DATABASE_URL": url,
        "HTTP_BIND": "127.0.0.1:0",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_MAX_ATTEMPTS": "1",
    }
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment, stdout=output, stderr=output)
        try:
            workspace.wait_for(lambda: workspace.connections() > 1, PATIENCE_SECONDS, "the bot")
            yield
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def bare_bolt(workspace: Workspace) -> Iterator[None]:
    """Run a bare Bolt app that only acknowledges, until the block ends."""
    tokens = (workspace.bot_token, workspace.app_token, workspace.api_url)
    command = [sys.executable, "-m", "bench.capture", "--app", *tokens]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        workspace.wait_for(lambda: workspace.connections() > 0, PATIENCE_SECONDS, "bare Bolt")
        yield
        process.communicate()


def run_bare(bot_token: str, app_token: str, api_url: str) -> int:
    """Be the bare Bolt app, until the end of standard input."""
    app = App(client=WebClient(token=bot_token, base_url=api_url))

    @app.event(re.compile(".*"))
    def hear() -> None:
        """Only acknowledge."""

    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    sys.stdin.read()
    handler.close()  # type: ignore[no-untyped-call]
    return 0


def captured(url: str, room: str, said: set[str]) -> tuple[int, int]:
    """Return how many messages are missing from the store, and how many stand in it that nobody said, or twice."""
    with closing(open_store(url)) as store:
        held = store.messages(room)
    there = {one.ts for one in held}
    twice = sum(one.revisions - (2 if one.is_edited else 1) for one in held)
    return len(said - there), len(there - said) + twice


def report(title: str, heard: Heard) -> None:
    """Print what became of some events."""
    rate = len(heard.seconds) / heard.lasted
    print(
        f"{title:<34} n {len(heard.seconds)} at {rate:.0f}/s   p50 {heard.quantile(50):6.1f} ms   "
        f"p99 {heard.quantile(99):6.1f} ms   worst {max(heard.seconds) * 1000:6.1f} ms   "
        f"sent again {heard.again}   never acknowledged {heard.lost}"
    )


def main() -> int:
    """Measure and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--bare", type=int, default=2_000)
    parser.add_argument("--database", help="a SQLAlchemy URL; a new SQLite file by default")
    parser.add_argument("--app", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.app:
        return run_bare(*given.app)
    with tempfile.TemporaryDirectory() as folder, serve(manifest=described()) as workspace:
        url = given.database or f"sqlite:///{folder}/capture.db"
        with bare_bolt(workspace):
            _, bare = say(workspace, given.bare)
        workspace.wait_for(lambda: workspace.connections() == 0, PATIENCE_SECONDS, "bare Bolt's end")
        room = workspace.channel(ROOM).id
        with closing(open_store(url)) as store:
            store.watch(Place(room), "bench")
        with our_bot(workspace, url, Path(folder, "bot.log")):
            said, ours = say(workspace, given.messages)
        missing, doubled = captured(url, room, said)
    report("ours (kept on disk first)", ours)
    report("bare Bolt, which keeps nothing", bare)
    p50, p99 = (ours.quantile(cut) / bare.quantile(cut) for cut in (50, 99))
    print(f"ours / bare Bolt: p50 {p50:.2f}, p99 {p99:.2f}")
    kept = not missing and not doubled and ours.quantile(99) < TARGET_P99_MS
    print(f"{len(said)} messages said, {missing} lost, {doubled} doubled")
    print(f"promise: none lost, none doubled, p99 below {TARGET_P99_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
