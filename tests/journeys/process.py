"""How do tests run the bot as people do, as a process of its own?"""

from __future__ import annotations

import select
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
READY_WITHIN_SECONDS = 20

STOPS_WITHIN_SECONDS = 15
"""Nearly twice what the bot allows itself at its end."""


class BotProcess:
    """The bot as people run it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._log = log
        self._environment = environment
        self.process = self._start()
        self.address = ""

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def ready(self) -> None:
        """Wait until it says that it is ready."""
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], READY_WITHIN_SECONDS)
        line = self.process.stdout.readline() if readable else ""
        assert "ready" in line, f"the bot did not start: {self.log()[-3000:]}"
        self.address = line.rsplit(" ", 1)[-1].strip().removesuffix("/readyz")

    def again(self, **changes: str) -> None:
        """End it, and start it anew with other settings."""
        assert self.stop() == 0, self.log()[-3000:]
        self._environment |= changes
        self.process = self._start()
        self.ready()

    def get(self, path: str) -> tuple[int, str]:
        """Ask one of its pages."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def log(self) -> str:
        """Return what it logged."""
        return self._log.read_text() if self._log.exists() else ""

    def stop(self) -> int:
        """End it as an operator would, and return its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(STOPS_WITHIN_SECONDS)
        finally:
            self.process.kill()
            if self.process.stdout:
                self.process.stdout.close()
