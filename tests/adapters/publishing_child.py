"""What does a process do that publishes without pause? Each number it has committed is printed once it is there.

Run with a repository, a cache, a name, and the numbers to begin with and to end before.
"""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.git import GitPublisher
from bot.domain.failures import Outage
from bot.ports.publisher import Change, Files
from tests.fake_publisher import told


def change(name: str, number: int) -> Change:
    """Return a change of three files: two of its own, and a line in the list that everybody shares."""

    def compose(files: Files) -> Files:
        listed, line = files.get("list.txt", b""), f"{name} {number}\n".encode()
        own = {f"{name}/{number}/{half}.txt": line for half in ("upper", "lower")}
        return {**own, "list.txt": listed if line in listed.splitlines(keepends=True) else listed + line}

    return Change(f"{name} {number}", ("list.txt",), compose)


def main(repository: str, cache: str, name: str, first: str, end: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    publisher = GitPublisher(repository, "main", Path(cache), told, lambda: now)
    for number in range(int(first), int(end)):
        while True:
            try:
                publisher.publish(change(name, number))
                break
            except Outage as outage:
                if not outage.retry:
                    raise
                threading.Event().wait(0.05)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
