"""How does the bot's process begin and end: what stops it with a sentence, what it waits out, what it leaves behind?"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.journeys.process import ROOT
from tests.journeys.stage import free_port, manifest
from workspace import slack

ENDED_WITHIN_SECONDS = 12
READY_WITHIN_SECONDS = 15
NOWHERE = "http://127.0.0.1:9/api/"
"""The discard port: nobody listens there."""


@pytest.fixture(scope="module")
def workspace() -> Iterator[slack.Workspace]:
    with slack.serve(manifest=manifest()) as serving:
        yield serving


@pytest.fixture
def told(workspace, tmp_path) -> dict[str, str]:
    """Return the whole environment of a bot that would start."""
    return {
        "PATH": os.environ["PATH"],  # noqa: TID251 - the surroundings of the bot process
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "HTTP_BIND": "127.0.0.1:0",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def run(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run it, with its log read away so that it never waits for a full pipe."""
    process = run(environment)
    assert process.stderr is not None
    threading.Thread(target=process.stderr.read, daemon=True).start()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def ready(process: subprocess.Popen[str]) -> str:
    """Wait until it says that it is ready, and return its HTTP address."""
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], READY_WITHIN_SECONDS)
    line = process.stdout.readline() if readable else "nothing"
    assert line.startswith("liveness-bot is ready: "), line
    return line.split()[-1].removesuffix("/readyz")


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(is_so, seconds: float = READY_WITHIN_SECONDS) -> None:
    """Ask again until it is so: what another process answers can't be waited for otherwise."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come true"
        threading.Event().wait(0.1)


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}, ["SLACK_BOT_TOKEN is missing", "SLACK_SIGNING_SECRET is missing"]),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, ["SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-"]),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, ["SLACK_APP_TOKEN must be an app-level token, which begins with xapp-"]),
        ({"SLACK_BOT_TOKEN": "xoxb-refused"}, ["Slack does not accept the token (invalid_auth)"]),
        ({"SLACK_APP_TOKEN": "xapp-refused"}, ["Slack does not accept the token (invalid_auth)"]),
        ({"SLACK_API_URL": "slack.com"}, ["SLACK_API_URL must be an http or https address"]),
        ({"CONFIG_DIR": "nowhere"}, ["CONFIG_DIR must be a folder; there is none at nowhere"]),
        ({"DATABASE_URL": "sqlite:////proc/none/bot.db"}, ["DATABASE_URL: the database can't be used", "/proc/none"]),
        ({"DATABASE_URL": f"sqlite:///{ROOT}/LICENSE"}, ["DATABASE_URL: the database can't be used", "not a database"]),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot:hidden@127.0.0.1:9/x", "SLACK_API_URL": NOWHERE},
            ["DATABASE_URL: the database can't be used", "Connection refused"],
        ),
        (
            {"DATABASE_URL": "postgresql+psycopg://bot:hidden@127.0.0.1:port/x"},
            ["DATABASE_URL: the database can't be used", "the database URL can't be read"],
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)  # fmt: skip
def test_what_cannot_get_better_by_waiting_ends_the_start_with_a_sentence(told, changes, sentences):
    """Exit code 2, no traceback, no secret; also while Slack can't be reached."""
    process = run(told | changes)
    said, errors = process.communicate(timeout=READY_WITHIN_SECONDS)

    assert (process.returncode, said) == (2, ""), errors
    for sentence in sentences:
        assert sentence in errors
    assert "Traceback" not in errors
    assert "hid" not in errors


def test_a_missing_scope_is_named(told):
    described = manifest()
    described["oauth_config"]["scopes"]["bot"].remove("files:write")
    with slack.serve(manifest=described) as poor:
        tokens = {"SLACK_BOT_TOKEN": poor.bot_token, "SLACK_APP_TOKEN": poor.app_token}
        process = run(told | tokens | {"SLACK_API_URL": poor.api_url})
        _, errors = process.communicate(timeout=READY_WITHIN_SECONDS)

    assert process.returncode == 2
    assert "The Slack app lacks the scope files:write." in errors


def test_a_taken_port_is_named(told):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        process = run(told | {"HTTP_BIND": address})
        _, errors = process.communicate(timeout=READY_WITHIN_SECONDS)

    assert process.returncode == 2
    assert f"HTTP_BIND: {address} is taken by another program." in errors


def test_a_broken_configuration_is_named_with_file_line_and_field(told, tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    Path(tmp_path / "config" / "bot.yaml").write_text("timezone: Asia/Tokyo\nincident_rom: thread\n")
    process = run(told | {"CONFIG_DIR": str(tmp_path / "config")})
    _, errors = process.communicate(timeout=READY_WITHIN_SECONDS)

    assert process.returncode == 2
    assert f"{tmp_path}/config/bot.yaml:2: incident_rom: " in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_its_pages_and_ends_in_good_order(told, number):
    """Exit code 0 within seconds, and none of the processes that it started stays."""
    with running(told) as process:
        address = ready(process)
        assert get(f"{address}/healthz") == (200, "ok\n")
        assert get(f"{address}/readyz") == (200, '{"ready":true,"reasons":[]}')
        assert "liveness_bot_effects_waiting 0.0" in get(f"{address}/metrics")[1]
        children = set(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))
        process.send_signal(number)

        assert process.wait(ENDED_WITHIN_SECONDS) == 0
        assert {child for child in children if Path(f"/proc/{child}").exists()} == set()


@pytest.mark.skipif(sys.platform != "linux", reason="only there can a test choose the thread")
def test_it_ends_whichever_thread_the_kernel_gives_the_signal_to(told):
    """A main thread that sleeps on a lock isn't woken by a signal that was given to another: it must end all the same."""
    with running(told) as process:
        ready(process)
        threads = [int(path.name) for path in Path(f"/proc/{process.pid}/task").iterdir()]
        other = max(thread for thread in threads if thread != process.pid)
        assert ctypes.CDLL(None).tgkill(process.pid, other, signal.SIGTERM) == 0

        assert process.wait(ENDED_WITHIN_SECONDS) == 0


def test_it_waits_for_a_slack_that_does_not_answer_and_says_so_meanwhile(told, workspace):
    """Up but not ready, with the reason; ready by itself when Slack comes."""
    address = f"http://127.0.0.1:{free_port()}"
    workspace.weather(slack="failing")
    with running(told | {"HTTP_BIND": address.removeprefix("http://")}) as process:
        until(lambda: "Slack: server_error" in get(f"{address}/readyz")[1])
        assert get(f"{address}/readyz")[0] == 503
        assert get(f"{address}/healthz")[0] == 200
        workspace.weather(slack="fine")
        assert ready(process) == address
        assert get(f"{address}/readyz")[0] == 200


def test_it_ends_within_seconds_though_an_answer_hangs_in_slack(told, workspace):
    """What was acknowledged is written down, and answered by the next one that starts."""
    delivered = len(workspace.deliveries())
    try:
        with running(told) as process:
            ready(process)
            workspace.weather(slack="hanging")
            workspace.person("ben").command("general", "/liveness help")
            workspace.wait_for(lambda: workspace.deliveries()[delivered]["outcome"] == "acknowledged")
            process.terminate()
            assert process.wait(ENDED_WITHIN_SECONDS) == 0
    finally:
        workspace.weather(slack="fine")
    with running(told) as process:
        ready(process)
        workspace.wait_for(lambda: any("help" in one["text"] for one in workspace.person("ben").whispers("general")))


@pytest.mark.parametrize("weather", ["hanging", "unreachable"])
def test_it_ends_within_seconds_also_while_slack_does_not_answer(told, workspace, weather):
    """Nobody who stops it should need a second signal, or be told that it is ready just then."""
    address = f"http://127.0.0.1:{free_port()}"
    away = {"SLACK_API_URL": NOWHERE} if weather == "unreachable" else {}
    workspace.weather(slack="fine" if away else weather)
    try:
        with running(told | away | {"HTTP_BIND": address.removeprefix("http://")}) as process:
            until(lambda: ("Slack: unreachable" if away else "still starting") in get(f"{address}/readyz")[1])
            process.terminate()
            assert process.wait(ENDED_WITHIN_SECONDS) == 0
            assert process.stdout is not None
            assert process.stdout.read() == ""
    finally:
        workspace.weather(slack="fine")
