"""Does the emulator end with its parent, whatever happens to the parent? And with a sentence where a port is taken."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workspace.cloud.process import EmulatorFailedError, emulator

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit that it is ignored
from workspace.cloud.process import emulator
with emulator(0) as doors:
    print(json.dumps([doors.pid, doors.front]), flush=True)
    sys.stdin.read()
"""


def comes_true(condition: Callable[[], bool], within_seconds: float = 10.0) -> bool:
    """Wait for a condition at the edge of another process, where nothing can notify us."""
    deadline = time.monotonic() + within_seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.02)
    return True


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_leaving_the_block_leaves_no_process_and_no_port() -> None:
    with emulator(0) as doors:
        assert is_running(doors.pid)
        assert is_open(doors.front)
    assert not is_running(doors.pid)
    assert not is_open(doors.front)
    assert not is_open(doors.back)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_emulator_dies_with_its_parent(ending: signal.Signals, tmp_path: Path) -> None:
    """A demo that is killed must not leave an AWS behind, nor its files."""
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as parent:
        assert parent.stdout is not None
        pid, front = json.loads(parent.stdout.readline())
        assert is_running(pid)
        parent.send_signal(ending)
        parent.wait(10)
        assert comes_true(lambda: not is_running(pid))
        assert not is_open(front)
        assert comes_true(lambda: not list(tmp_path.iterdir()))


def test_a_taken_port_is_a_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with (
            pytest.raises(EmulatorFailedError, match=f"port {port} cannot be used: Address already in use"),
            emulator(port),
        ):
            pytest.fail("two listened on one port")


def test_the_emulator_listens_on_loopback_only() -> None:
    """A pretend AWS with open doors in an office network would be a real hole."""
    with emulator(0) as doors:
        listening = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        addresses = {line.split()[1] for line in listening if line.split()[3] == "0A"}
        for port in (doors.front, doors.back):
            assert f"0100007F:{port:04X}" in addresses
            assert f"00000000:{port:04X}" not in addresses
