"""How many reports a second can be committed and pushed, and how many by hand in a work tree?

Run as `python -m bench.publish`. Ours and git's own `add`, `commit` and `push` take turns on two repositories of this
machine, so that a busy machine burdens both alike. Prints both medians and their ratio; ends with 1 above the target.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.git import GitPublisher
from bot.ports.publisher import Change
from bot.speech import Chart, Document

ROUNDS = 60
TARGET = 2.0
"""Ours also asks the remote where it is, and reads what it rewrites; by hand nobody does."""

BODY = ("| 03:30:20 | 検知 | cloudwatch |\n" * 100).encode()


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def by_hand(tree: Path, number: int) -> None:
    for ending in ("md", "json"):
        (tree / "postmortems" / f"{number}.{ending}").write_bytes(b"%d\n" % number + BODY)
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", f"{number}")
    git(tree, "push", "--quiet", "origin", "HEAD:refs/heads/main")


def report(number: int) -> Change:
    return Change(
        f"{number}",
        ("reports.csv",),
        lambda files: {
            **{f"postmortems/{number}.{ending}": b"%d\n" % number + BODY for ending in ("md", "json")},
            "reports.csv": files.get("reports.csv", b"") + b"%d\n" % number,
        },
    )


def unrendered(said: Document | Chart) -> bytes:
    raise AssertionError(f"nothing here is rendered: {said.template}")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for repository in ("ours.git", "theirs.git"):
            git(folder, "init", "--quiet", "--bare", "--initial-branch=main", repository)
        git(folder, "clone", "--quiet", "theirs.git", "tree")
        (folder / "tree" / "postmortems").mkdir()
        publisher = GitPublisher(
            (folder / "ours.git").as_uri(), "main", folder / "cache", unrendered, SystemClock().now
        )
        ours, theirs = [], []
        for number in range(ROUNDS):
            theirs.append(timed(partial(by_hand, folder / "tree", number)))
            ours.append(timed(partial(publisher.publish, report(number))))
        for repository in ("ours.git", "theirs.git"):
            git(folder / repository, "fsck", "--full", "--strict")
    our, their = statistics.median(ours), statistics.median(theirs)
    print(f"ours: {our * 1000:.0f} ms a commit, {1 / our:.0f} a second, slowest {max(ours) * 1000:.0f} ms")
    print(f"git add, commit, push in a work tree: {their * 1000:.0f} ms, {1 / their:.0f} a second")
    print(f"ratio {our / their:.2f}, target {TARGET}: {'met' if our / their <= TARGET else 'NOT met'}")
    return 0 if our / their <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
