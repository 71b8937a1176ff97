"""How is the workspace switched on from the command line, and how does it end?"""

from __future__ import annotations

import argparse
import errno
import importlib
import json
import os
import signal
import stat
import sys
import threading
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workspace.slack import ManifestMistakeError, serve
from workspace.slack.scenario.script import ScriptMistakeError, scripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspace.slack import Workspace

PORT = 8765
WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the workspace until SIGINT, SIGTERM, or the end of a pipe on standard input (whoever started it has gone).

    Prints one JSON line on standard output when everything answers; words for people go to standard error.
    """
    wishes = _parser().parse_args(arguments)
    over = threading.Event()
    _watch_signals(over)
    _watch_standard_input(over)
    with ExitStack() as stack:
        try:
            _check_scenario(wishes.scenario)
            cloud, facts = _cloud(stack, wanted=not wishes.no_cloud)
            if over.is_set():
                return 0
            workspace = _slack(stack, wishes, cloud, facts)
        except (ManifestMistakeError, ScriptMistakeError, OSError) as problem:
            _say(f"workspace: {problem}")
            return WRONG_USE
        if wishes.scenario:
            workspace.play(wishes.scenario)
        _announce(workspace, cloud)
        over.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m workspace", description="A Slack-compatible workspace and a pretend AWS, on loopback."
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"the page's port; another is used where it is taken (default {PORT})"
    )
    parser.add_argument(
        "--manifest",
        type=Path,
        help="the app's manifest, JSON or YAML; its scopes and events are what the app may have",
    )
    parser.add_argument("--no-cloud", action="store_true", help="leave the pretend AWS out")
    parser.add_argument("--request-url", help="deliver by signed HTTP to this address instead of Socket Mode")
    parser.add_argument("--hurry", type=float, default=1.0, help="divide the schedule of event retries by this")
    parser.add_argument("--scenario", help="play this scenario once the app is connected")
    parser.add_argument("--rate-tiers", action="store_true", help="make Slack's rate limits strict")
    return parser


def _check_scenario(name: str | None) -> None:
    """Refuse an unknown scenario before anything starts."""
    if name is not None and name not in (known := scripts()):
        raise ScriptMistakeError(f"there is no scenario {name!r}; choose one of {', '.join(known)}")


def _cloud(stack: ExitStack, *, wanted: bool) -> tuple[Any, dict[str, Any]]:
    """Start the pretend AWS, if it is wanted and installed; returns it with the names of its weathers."""
    if not wanted:
        return None, {}
    try:
        room = importlib.import_module("workspace.cloud")
    except ModuleNotFoundError as missing:
        _say(f"workspace: running without the pretend AWS ({missing})")
        return None, {}
    serving: AbstractContextManager[Any] = room.serve(port=0)
    return stack.enter_context(serving), {"weathers": room.WEATHERS, "aws_modes": room.AWS_MODES}


def _slack(stack: ExitStack, wishes: argparse.Namespace, cloud: Any, facts: dict[str, Any]) -> Workspace:
    """Start the pretend Slack; a taken port is told and another one used."""

    def start(port: int) -> Workspace:
        serving = serve(
            wishes.manifest,
            port,
            hurry=wishes.hurry,
            request_url=wishes.request_url,
            rate_tiers=wishes.rate_tiers,
            cloud=cloud,
            **facts,
        )
        return stack.enter_context(serving)

    try:
        return start(wishes.port)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
    workspace = start(0)
    _say(f"workspace: port {wishes.port} is taken by another program, so the page is at {workspace.page_url}")
    return workspace


def _announce(workspace: Workspace, cloud: Any) -> None:
    ready = {
        "page": workspace.page_url,
        "slack_api_url": workspace.api_url,
        "bot_token": workspace.bot_token,
        "app_token": workspace.app_token,
        "signing_secret": workspace.signing_secret,
    }
    if cloud is not None:
        ready |= {
            "aws_endpoint_url": cloud.endpoint_url,
            "aws_region": cloud.region,
            "alarm_queue_url": cloud.alarm_queue_url,
        }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


def _watch_signals(over: threading.Event) -> None:
    """End when told to, whichever thread the kernel tells: a main thread asleep on a lock would not run its handler."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)

    def watch() -> None:
        os.read(reading, 1)
        over.set()

    threading.Thread(target=watch, name="signals", daemon=True).start()


def _watch_standard_input(over: threading.Event) -> None:
    """End with whoever holds the other end of a pipe on standard input; a terminal or a file says nothing."""
    if sys.stdin is None:
        return
    number = sys.stdin.fileno()
    mode = os.fstat(number).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def watch() -> None:
        while os.read(number, 4096):
            pass
        over.set()

    threading.Thread(target=watch, name="standard input", daemon=True).start()


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
