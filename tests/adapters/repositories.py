"""With which repositories and small words do the tests of publishing speak?"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.git import GitPublisher
from bot.adapters.git.running import Limits
from bot.domain.failures import Outage
from bot.ports.publisher import Change, Content
from tests.fake_publisher import FakePublisher, told
from tests.git_http import GitServer, serving

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHORT = Limits(local=20.0, ask=1.0, fetch=20.0, push=2.0)
"""Enough for a repository of this machine that answers; a remote that doesn't is given up soon."""

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Somebody"), ("EMAIL", "somebody@example.org"))
}


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """Run git as somebody else would, with no configuration but the repository's own."""
    environment = {
        "PATH": os.environ["PATH"],  # noqa: TID251 - git is found by it
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": "/nonexistent",
        **IDENTITY,
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, input=given, capture_output=True, check=True
    )
    return done.stdout.decode()


class Shared:
    """A real repository, and what others do in it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address

    def somebody_commits(self, files: Mapping[str, bytes | None], message: str = "by hand") -> str:
        """Commit and push from a work tree, as people do; None deletes."""
        tree = self.folder.with_name("somebody")
        if not tree.exists():
            git(self.folder.parent, "clone", "--quiet", str(self.folder), str(tree))
            git(tree, "symbolic-ref", "HEAD", "refs/heads/main")
        if git(tree, "ls-remote", "origin", "refs/heads/main"):
            git(tree, "fetch", "--quiet", "origin", "main")
            git(tree, "reset", "--quiet", "--hard", "FETCH_HEAD")
        for path, content in files.items():
            if content is None:
                (tree / path).unlink()
            else:
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(content)
        git(tree, "add", "--all")
        git(tree, "commit", "--quiet", "--message", message)
        git(tree, "push", "--quiet", "origin", "HEAD:refs/heads/main")
        return git(tree, "rev-parse", "HEAD").strip()

    @property
    def messages(self) -> list[str]:
        """The subjects of the branch's commits, the first one first."""
        return git(self.folder, "log", "--reverse", "--format=%s", "main").splitlines()

    def show(self, about: str, commit: str = "main") -> str:
        return git(self.folder, "show", "--no-patch", f"--format={about}", commit).strip()

    def assert_whole(self) -> None:
        git(self.folder, "fsck", "--full", "--strict")

    def on(self, hook: str, script: str) -> None:
        """Let the repository run a script when it is pushed to."""
        file = self.folder / "hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)


class Fake(FakePublisher):
    """The fake, asked like a shared repository."""

    @property
    def messages(self) -> list[str]:
        return [one.message.splitlines()[0] for one in self.commits]

    def assert_whole(self) -> None:
        """Nothing to look at."""


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """Return an empty bare repository on this machine."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
    return Shared(tmp_path / "shared.git", str(tmp_path / "shared.git"))


@pytest.fixture
def server(shared: Shared) -> Iterator[GitServer]:
    """Serve the shared repository over HTTP."""
    with serving(shared.folder.parent) as served:
        yield served


def publisher(shared: Shared, name: str = "cache", **more: object) -> GitPublisher:
    """Return a publisher with a cache of its own beside the repository; `more` is given to it."""
    address = str(more.pop("address", shared.address))
    cache = shared.folder.with_name(name)
    return GitPublisher(address, "main", cache, told, lambda: NOON, **{"limits": SHORT, **more})  # type: ignore[arg-type]


def put(files: Mapping[str, Content], message: str = "Publish", reads: tuple[str, ...] = ()) -> Change:
    """Return the change that puts these files."""
    return Change(message, reads, lambda _: files)


def refusal(act: Callable[[], object]) -> Outage:
    """Do what must fail, and return how it did."""
    with pytest.raises(Outage) as caught:
        act()
    assert caught.value.port == "git"
    return caught.value


def is_over(process: int | str) -> bool:
    """Whether a process has ended; whoever it belongs to may not have looked yet."""
    try:
        return Path("/proc", str(process), "stat").read_text().rpartition(") ")[2].startswith("Z")
    except FileNotFoundError:
        return True
