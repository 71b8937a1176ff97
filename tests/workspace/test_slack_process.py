"""Does `python -m workspace` start with one line, move over for others, and leave nothing behind?"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from workspace.slack.sample import SAMPLE

SECONDS = 15


@contextmanager
def workspace(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program; it is gone when the block is left, whatever happened."""
    command = [sys.executable, "-m", "workspace", "--no-cloud", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    return dict(json.loads(process.stdout.readline()))


def test_one_line_tells_everything_that_a_bot_needs(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(SAMPLE))
    with workspace("--port", "0", "--manifest", str(tmp_path / "manifest.json")) as process:
        told = ready(process)
        assert set(told) == {"page", "slack_api_url", "bot_token", "app_token", "signing_secret"}
        web = WebClient(token=told["bot_token"], base_url=told["slack_api_url"])
        assert web.auth_test()["team"] == "Face-Auth"
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


def test_a_taken_port_is_told_and_another_used() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with workspace("--port", str(port)) as process:
            page = ready(process)["page"]
            assert str(port) not in page
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 0
            assert process.stderr is not None
            assert f"port {port} is taken by another program, so the page is at {page}" in process.stderr.read()


def test_it_ends_with_whoever_started_it() -> None:
    with workspace("--port", "0") as process:
        ready(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(SECONDS) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "display_information.name"),
        ("[]", "holds no mapping"),
        (
            '{"display_information": {"name": "x"}, "features": {"slash_commands": [{"command": "oops"}]}}',
            "begin with a slash",
        ),
    ],
)
def test_a_wrong_manifest_is_told_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with workspace("--port", "0", "--manifest", str(tmp_path / "manifest.json")) as process:
        assert process.wait(SECONDS) == 2
        assert process.stderr is not None
        assert words in process.stderr.read()
