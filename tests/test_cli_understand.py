"""Can a team try its own phrases on the command line: answers in order, as they come, without network and at once?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from tests.test_cli import ROOT, Done

COMMAND = [sys.executable, "-m", "bot", "understand"]


def understand(*lines: bytes) -> Done:
    done = subprocess.run(COMMAND, cwd=ROOT, input=b"\n".join(lines), capture_output=True, timeout=60, check=False)
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def message(name: str | int, text: str) -> bytes:
    return json.dumps({"id": name, "text": text}).encode()


def answers(done: Done) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_in_order() -> None:
    done = understand(
        message("b", "severity S1 because checkout fails"),
        message("a", "should this be S1?"),
        json.dumps({"text": "緩和完了", "id": 3, "user": "U1"}, ensure_ascii=False).encode(),
        message("b", "\ud800 I'm commander"),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert answers(done) == [
        {"id": "b", "intent": "severity", "value": "S1"},
        {"id": "a", "intent": "none", "value": None},
        {"id": 3, "intent": "mitigated", "value": None},
        {"id": "b", "intent": "none", "value": None},
    ]


def test_no_lines_are_no_mistake() -> None:
    done = understand(b"", b"", b"")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_line_that_is_no_message_is_named_after_which_the_others_are_answered() -> None:
    bad = [
        b"severity S1",
        b"[]",
        b'{"id": "x"}',
        b'{"id": "x", "text": 1}',
        b'{"id": null, "text": "x"}',
        b'{"id": true, "text": "x"}',
    ]
    bad += [b'{"id": "x", "text": "\xff"}', b"[" * 100_000]
    done = understand(message("1", "resolved"), *bad, message("2", "reopen"))

    assert done.returncode == 2
    assert [(one["id"], one["intent"]) for one in answers(done)] == [("1", "resolved"), ("2", "reopen")]
    assert [line.split(" is not")[0] for line in done.stderr.splitlines()] == [
        f"Line {number}" for number in range(2, 2 + len(bad))
    ]


def test_an_answer_comes_before_the_next_line_is_written() -> None:
    with subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(message(number, "mitigated") + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdin.close()

        assert running.wait(timeout=20) == 0


def test_it_starts_at_once_and_opens_no_connection() -> None:
    """The best of three: what else the machine does must not count."""
    program = (
        "import runpy, socket, sys\n"
        "socket.socket.connect = socket.getaddrinfo = None\n"
        "sys.argv = ['bot', 'understand']\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "finally: assert not {'boto3', 'slack_sdk', 'sqlalchemy', 'jinja2', 'yaml'} & set(sys.modules)\n"
    )
    took = []
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, input=message("1", "resolved"), capture_output=True, check=False
        )
        took.append(time.perf_counter() - began)
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["intent"] == "resolved"

    assert min(took) < 0.5
