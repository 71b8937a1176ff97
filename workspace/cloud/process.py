"""How does the workspace start the emulator, know that it is up, and make sure that it is gone? By a pipe."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from workspace.cloud.emulator import LOOPBACK
from workspace.cloud.names import ACCOUNT, REGION

_START_SECONDS = 30.0
_GOODBYE_SECONDS = 4.0
_ROOT = Path(__file__).resolve().parents[2]


class EmulatorFailedError(RuntimeError):
    """The emulator did not come up; the message says why, with its last words."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the emulator listens: `front` is what clients get, `back` knows no bad weather and takes orders."""

    front: int
    back: int
    pid: int

    @property
    def front_url(self) -> str:
        """Give the address for clients, as in AWS_ENDPOINT_URL."""
        return f"http://{LOOPBACK}:{self.front}"

    @property
    def back_url(self) -> str:
        """Give the address for the world itself."""
        return f"http://{LOOPBACK}:{self.back}"


class Launched:
    """An emulator that is coming up: its doors are open already, but there may be nobody behind them yet."""

    def __init__(self, child: subprocess.Popen[bytes], words: Path) -> None:
        self._words = words
        self.doors = _read_doors(child, words)

    def wait_until_it_answers(self) -> Doors:
        """Return when it does; raises EmulatorFailedError where it does not within half a minute."""
        call = HTTPConnection(LOOPBACK, self.doors.back, timeout=_START_SECONDS)
        try:
            call.request("GET", "/_ministack/health")
            call.getresponse().read()
        except (OSError, HTTPException) as silent:
            raise EmulatorFailedError(f"the emulator does not answer: {_last_words(self._words)}") from silent
        finally:
            call.close()
        return self.doors


@contextmanager
def emulator(port: int) -> Iterator[Doors]:
    """Run the emulator until the block is left, and wait until it answers; raises EmulatorFailedError as `launched`."""
    with launched(port) as coming:
        yield coming.wait_until_it_answers()


@contextmanager
def launched(port: int) -> Iterator[Launched]:
    """Start the emulator, on a free port where `port` is 0, and end it on leaving; its caller has work meanwhile.

    Raises EmulatorFailedError where the port is taken or the emulator does not start.
    """
    room = Path(tempfile.mkdtemp(prefix="pretend-aws-"))
    words = room / "emulator.log"
    with words.open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 -- our own module, by our own interpreter
            [sys.executable, "-m", "workspace.cloud.emulator", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_environment(room),
            start_new_session=True,
        )
    try:
        yield Launched(child, words)
    finally:
        _end(child)
        shutil.rmtree(room, ignore_errors=True)


def _environment(room: Path) -> dict[str, str]:
    # Nothing of the user's AWS settings or Docker may reach the emulator, and it must never listen beyond loopback.
    inherited = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 -- handed on to a child, not read
        if not name.startswith(("AWS_", "MINISTACK_", "LOCALSTACK_", "SLACK_"))
    }
    return inherited | {
        "AUTH": "false",
        "BIND_HOST": LOOPBACK,
        "DOCKER_HOST": f"unix://{room}/no-docker-here",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, [inherited.get("PYTHONPATH")])]),
        "PYTHONWARNINGS": "ignore",
        "S3_DATA_DIR": str(room / "s3"),
        "SFTP_ENABLED": "0",
        "TMPDIR": str(room),
    }


def _read_doors(child: subprocess.Popen[bytes], words: Path) -> Doors:
    assert child.stdout is not None  # noqa: S101 -- asked for a pipe above
    said = json.loads(child.stdout.readline() or b"{}")
    if "front" not in said:
        raise EmulatorFailedError(said.get("refused") or f"the emulator did not start: {_last_words(words)}")
    return Doors(front=said["front"], back=said["back"], pid=child.pid)


def _last_words(words: Path) -> str:
    lines = words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(lines[-3:]) or "it said nothing"


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the pipe, which asks the emulator to leave; then see to it that its whole group is gone."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    try:
        child.wait(_GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(_GOODBYE_SECONDS)
