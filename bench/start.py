"""How long until `run` is ready, and what does it weigh at rest? Beside a bare Bolt bot in the same workspace.

Targets: ready within 1.5 s, at most 130 MB at rest. The ratio to bare Bolt (which stores nothing, knows no AWS and no
templates) says what all the rest costs.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from workspace import cloud, slack

ROUNDS = 5
SETTLED_AFTER_SECONDS = 5.0
READY_TARGET_SECONDS = 1.5
MEMORY_TARGET_MB = 130

BARE = """
import os, sys, threading
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]))
app.command("/liveness")(lambda ack: ack())
SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).connect()
print("ready", flush=True)
threading.Event().wait()
"""


def started(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Start a program; return the seconds until its first line, and its resident memory in MB when it has settled."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    seconds = time.perf_counter() - began
    assert "ready" in line, f"{command} did not start"
    threading.Event().wait(SETTLED_AFTER_SECONDS)
    status = Path(f"/proc/{process.pid}/status").read_text()
    kibibytes = next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmRSS"))
    process.terminate()
    process.wait(15)
    process.stdout.close()
    return seconds, kibibytes * 1024 / 1_000_000


def main() -> int:
    described = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "--format", "json"], capture_output=True, text=True, check=True
    )
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with (
        cloud.serve(history_days=2) as aws,
        slack.serve(manifest=json.loads(described.stdout)) as place,
        tempfile.TemporaryDirectory() as room,
    ):
        environment = dict(os.environ) | {  # noqa: TID251 - the surroundings of the programs that are started
            "SLACK_API_URL": place.api_url,
            "SLACK_BOT_TOKEN": place.bot_token,
            "SLACK_APP_TOKEN": place.app_token,
            "DATABASE_URL": f"sqlite:///{room}/bot.db",
            "HTTP_BIND": "127.0.0.1:0",
            **aws.environment,
        }
        started([sys.executable, "-m", "bot", "run"], environment)  # makes the tables, and warms the disk's cache
        for _ in range(ROUNDS):
            ours.append(started([sys.executable, "-m", "bot", "run"], environment))
            bare.append(started([sys.executable, "-c", BARE], environment))
    ready, memory = (statistics.median(row[place] for row in ours) for place in (0, 1))
    bare_ready, bare_memory = (statistics.median(row[place] for row in bare) for place in (0, 1))
    is_met = ready <= READY_TARGET_SECONDS and memory <= MEMORY_TARGET_MB
    print(f"ready after {ready:.2f} s (bare Bolt {bare_ready:.2f} s, ratio {ready / bare_ready:.1f}); target 1.5 s")
    print(f"at rest {memory:.0f} MB (bare Bolt {bare_memory:.0f} MB, ratio {memory / bare_memory:.1f}); target 130 MB")
    print("targets met" if is_met else "targets NOT met")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
