"""Is anything lost when several processes publish at once, or when one is killed in the midst of it?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.adapters.repositories import Shared, git, is_over, server, shared
from tests.adapters.waiting import until
from tests.git_http import GitServer

__all__ = ["server", "shared"]

ROOT = Path(__file__).parents[2]
EACH = 30


def child(address: str, cache: Path, name: str, first: int, end: int) -> subprocess.Popen[str]:
    arguments = [address, str(cache), name, str(first), str(end)]
    command = [sys.executable, "-m", "tests.adapters.publishing_child", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_every_commit_is_whole(shared: Shared) -> None:
    """Each holds its two files and its line in the list, and no commit is there twice."""
    shared.assert_whole()
    told = git(shared.folder, "log", "--reverse", "--name-only", "--format=%x1e%s", "main").split("\x1e")[1:]
    subjects = []
    for one in told:
        subject, *names = one.split("\n")
        subjects.append(subject)
        name, number = subject.split()
        expected = {f"{name}/{number}/lower.txt", f"{name}/{number}/upper.txt", "list.txt"}
        assert set(filter(None, names)) == expected, f"half of {subject}: {names}"
    assert git(shared.folder, "show", "main:list.txt").splitlines() == subjects


@pytest.mark.parametrize("caches", [("one", "two"), ("same", "same")], ids=["a cache each", "one cache"])
def test_two_processes_lose_nothing(shared: Shared, server: GitServer, tmp_path: Path, caches: tuple[str, str]) -> None:
    """Over HTTP, as fast as they can, each rewriting the same list."""
    each = EACH if caches[0] != caches[1] else EACH // 3
    address = server.url("shared.git")
    processes = [child(address, tmp_path / cache, f"p{n}", 0, each) for n, cache in enumerate(caches)]
    for process in processes:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
    assert sorted(shared.messages) == sorted(f"p{n} {number}" for n in range(2) for number in range(each))
    assert_every_commit_is_whole(shared)


def test_killed_at_any_moment_a_commit_is_there_whole_or_not_at_all(shared: Shared, tmp_path: Path, kills: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)  # noqa: S311 - repeatable, and nothing secret hangs on it
    acknowledged = 0
    for _ in range(kills):
        process = child(shared.address, tmp_path / "cache", "p", acknowledged, 1_000)
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == f"{acknowledged}\n", process.stderr.read()
        threading.Event().wait(chance.uniform(0.0, 0.25))
        children = descendants(process.pid)
        for victim in [process.pid, *(children if chance.random() < 0.5 else [])]:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        rest, _ = process.communicate(timeout=20)
        until(lambda there=children: all(map(is_over, there)), what="the end of a push that was left alone")
        acknowledged += 1 + len(rest.splitlines())
        assert len(shared.messages) in {acknowledged, acknowledged + 1}, f"seed {seed}"
        assert_every_commit_is_whole(shared)
    last = child(shared.address, tmp_path / "cache", "p", acknowledged, acknowledged + 2)
    _, complaint = last.communicate(timeout=60)
    assert last.returncode == 0, f"{complaint} seed {seed}"
    assert shared.messages == [f"p {number}" for number in range(acknowledged + 2)]
    assert_every_commit_is_whole(shared)


def descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    try:
        children = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [one for child in children for one in (child, *descendants(child))]
