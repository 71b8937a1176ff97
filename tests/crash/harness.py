"""What is left of a program's promises when it is killed again and again? A storm of SIGKILL for any program of ours.

A storm starts a program, lets several senders give it work without pause, kills it at random moments, starts it again,
and in the end lets it finish. What it returns, the history, is what the senders saw; `verdict.py` holds it against what
the database and the outside world show.

To storm another program, describe it as a `Subject`:

* `start` starts one replica of it, by its number, and returns its process at once (`launched` does that, with a log file
  and a session of its own, so that its children are killed with it);
* `is_ready` says whether that replica takes work now (its `/readyz` answers);
* `send` gives it one piece of work under the given id, and says whether it was acknowledged; what it can't send, it may
  answer with any OSError. Ids look like `2-000017`: the sender's number, and a count of its own, rising;
* `is_done` says whether everything it accepted is done: nothing unsettled, nothing waiting.
"""

from __future__ import annotations

import functools
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

READY_WITHIN_SECONDS = 30.0
DONE_WITHIN_SECONDS = 60.0
SHORT_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Subject:
    """A program to be killed, and how to speak with it."""

    start: Callable[[int], subprocess.Popen[bytes]]
    is_ready: Callable[[int], bool]
    send: Callable[[str], bool]
    is_done: Callable[[], bool]


@dataclass(slots=True)
class History:
    """What the senders saw: ids in the order in which they were sent, and those that were acknowledged."""

    seed: int
    kills: int = 0
    attempted: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)


def launched(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, its output at the end of a log file."""
    with log.open("ab") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


def storm(
    subject: Subject,
    *,
    kills: int,
    senders: int = 4,
    lives_seconds: tuple[float, float] = (0.2, 1.2),
    seed: int | None = None,
    replicas: int = 1,
) -> History:
    """Kill the program so many times while it is given work, then let it finish; every process is ended in any case.

    Each life lasts a random time after the program was ready; one in five is ended while it still starts. Of several
    replicas one is killed at a time. Raises AssertionError when the program doesn't get ready, or doesn't finish after
    the last kill.
    """
    history = History(seed=seed if seed is not None else random.SystemRandom().randrange(2**32))
    chance = random.Random(history.seed)  # noqa: S311 - repeatable, and nothing secret hangs on it
    over = threading.Event()
    threads = [threading.Thread(target=_give_work, args=(subject, n, history, over)) for n in range(senders)]
    processes = [subject.start(number) for number in range(replicas)]

    def all_ready() -> None:
        for number, process in enumerate(processes):
            ready = functools.partial(subject.is_ready, number)
            _wait_until(ready, READY_WITHIN_SECONDS, f"not ready, seed {history.seed}", process)

    try:
        for thread in threads:
            thread.start()
        while history.kills < kills:
            if chance.random() < 0.2:
                over.wait(chance.uniform(0.0, 0.5))
            else:
                all_ready()
                over.wait(chance.uniform(*lives_seconds))
            victim = chance.randrange(replicas)
            kill(processes[victim])
            history.kills += 1
            processes[victim] = subject.start(victim)
        all_ready()
        over.wait(lives_seconds[0])
        over.set()
        for thread in threads:
            thread.join()
        _wait_until(subject.is_done, DONE_WITHIN_SECONDS, f"not done, seed {history.seed}", processes[0])
    finally:
        over.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        for process in processes:
            kill(process)
    return history


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with SIGKILL, with its children when it has a session of its own."""
    with suppress(ProcessLookupError):
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _give_work(subject: Subject, sender: int, history: History, over: threading.Event) -> None:
    count = 0
    while not over.is_set():
        count += 1
        name = f"{sender}-{count:06d}"
        history.attempted.append(name)
        with suppress(OSError):
            if subject.send(name):
                history.acknowledged.append(name)
                continue
        over.wait(SHORT_PAUSE_SECONDS)


def _wait_until(
    holds: Callable[[], bool], within_seconds: float, otherwise: str, process: subprocess.Popen[bytes]
) -> None:
    pause, until = threading.Event(), time.monotonic() + within_seconds
    while not holds():
        assert process.poll() is None, f"the program ended by itself with {process.returncode}: {otherwise}"
        assert time.monotonic() < until, otherwise
        pause.wait(SHORT_PAUSE_SECONDS)
