"""What does the repository that everybody shares hold now, and how does a commit get there?"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.git.refusals import MOVED_ON, outage_of
from bot.adapters.git.running import Git, GitFailedError, Limits, shortened
from bot.domain.failures import Outage

SEEN = "refs/liveness-bot/seen"
"""What was fetched last. Nobody reads it: it only spares git from fetching again what is here."""

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3"
_SHA1 = re.compile("[0-9a-f]{40}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^/]+:")
"""git's own rule (connect.c): a colon before the first slash makes it a host, and everything else is a path."""


@dataclass(frozen=True, slots=True)
class Remote:
    """The branch of a repository elsewhere, asked from our clone: Outage is its fault, GitFailedError the clone's."""

    git: Git
    ref: str
    limits: Limits

    def tip(self) -> str | None:
        """Return the id of the branch's commit as the remote tells it now; None: there is no such branch yet."""
        told = self._asked("ls-remote", "--quiet", "origin", self.ref, within=self.limits.ask).decode(errors="replace")
        tips = {ref: commit for commit, _, ref in (line.partition("\t") for line in told.splitlines())}
        tip = tips.get(self.ref)
        if tip is not None and not _SHA1.fullmatch(tip):
            raise Outage("git", "not_sha1", retry=False, detail=tip)
        return tip

    def fetch(self, commit: str) -> None:
        """Bring a commit with all its past into our clone."""
        what = f"+{commit}:{SEEN}"
        self._asked("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", what, within=self.limits.fetch)

    def push(self, commit: str, expected: str | None) -> None:
        """Put the branch on a commit, if it still is where we found it. Raises `Outage("git", "moved_on")` otherwise.

        When the answer was lost the remote is asked whether the commit arrived.
        """
        lease = f"--force-with-lease={self.ref}:{expected or ''}"
        try:
            self._asked(
                "push", "--porcelain", "--no-verify", lease, "origin", f"{commit}:{self.ref}", within=self.limits.push
            )
        except Outage as outage:
            with suppress(Outage):  # if it answers nothing, the first answer is the better one
                now = self.tip()
                if now == commit:
                    return
                if now != expected:
                    outage = replace(outage, reason=MOVED_ON, retry=True)
            raise outage from None

    def _asked(self, *arguments: str, within: float) -> bytes:
        try:
            return self.git.run(*arguments, within=within)
        except GitFailedError as failed:
            outage = outage_of(failed)
            if outage is None:
                raise
            raise outage from None


def located(repository: str) -> tuple[str, Path | None]:
    """Return a repository's address for git, and its folder when it is one on this machine."""
    if _ADDRESS.match(repository):
        return repository, None
    folder = Path(repository).expanduser().resolve()
    return str(folder), folder


def is_absent(folder: Path) -> bool:
    """Return whether nothing is at a path: no file, and no folder but an empty one."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def make_if_absent(folder: Path, branch: str, git: Git) -> None:
    """Make a bare repository where nothing is; it is there whole or not at all. What is there stays as it is."""
    if not is_absent(folder):
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise Outage("git", "no_such_repository", retry=False, detail=str(error)) from None
    try:
        made.chmod(0o755)
        git.run("init", "--quiet", "--bare", "--template=", f"--initial-branch={branch}", str(made), within=30.0)
        with suppress(OSError):  # somebody else made it meanwhile: theirs stays
            made.rename(folder)
    except GitFailedError as failed:
        raise Outage("git", "no_such_repository", retry=False, detail=shortened(failed.said)) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def ssh_config(git: Git) -> dict[str, str]:
    """Return how ssh is called so that it asks nobody; what the machine's own configuration says goes before."""
    with suppress(GitFailedError):
        git.run("config", "--get", "core.sshCommand", within=30.0)
        return {}
    return {"core.sshCommand": _SSH}
