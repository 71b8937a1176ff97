"""How does a change become a commit that is there whole, on top of what others committed meanwhile?

Every try begins at the remote's tip as it is now: ask, fetch by id, build the commit on it, and push it only if the
branch still is where it was found. So there is nothing to rebase, nothing to merge, and nothing to force.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from bot.adapters.git.clone import Clone
from bot.adapters.git.identity import AUTHOR, identity, named
from bot.adapters.git.listing import Listing, changed, matching, refuse_taken
from bot.adapters.git.paths import checked
from bot.adapters.git.refusals import MOVED_ON
from bot.adapters.git.remote import Remote, is_absent, located, make_if_absent, ssh_config
from bot.adapters.git.running import Git, GitFailedError, Limits, secrets_of, shortened
from bot.adapters.git.turns import alone
from bot.domain.failures import Outage
from bot.ports.publisher import Change, Content, Files, Published
from bot.speech import Chart, Document

log = logging.getLogger(__name__)

TRIES: Final = 10
"""How often a commit is built anew because others were quicker."""

_PAUSE_SECONDS = 0.05
_PATHS_ASKED_FOR = 200

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Room:
    """What a publisher works with once it has looked around."""

    clone: Clone
    remote: Remote
    signs: bool


class GitPublisher:
    """Publishes to a branch of a repository, an address or a path; a path where nothing is becomes a bare repository.

    `cache` is a folder of its own, which may be deleted at any time; processes may share it, and take turns then.
    `render` puts documents and charts into words; `now` dates the commits; `author` is `Name <mail>`. With a
    `signing_key` (the path of an SSH key) commits are signed; without one, if git's own `commit.gpgSign` says so.
    `pages` is the address at which people read a file, `{path}` in it.
    Nothing is asked before the first call, and no repository is made before the first `publish`.
    """

    def __init__(
        self,
        repository: str,
        branch: str,
        cache: Path,
        render: Callable[[Document | Chart], bytes],
        now: Callable[[], datetime],
        *,
        author: str = AUTHOR,
        signing_key: Path | None = None,
        limits: Limits | None = None,
        pages: str | None = None,
    ) -> None:
        self._address, self._folder = located(repository)
        self._branch = branch
        self._cache = cache.resolve()
        self._render = render
        self._now = now
        self._author = named(author)
        self._signing_key = signing_key.expanduser().resolve() if signing_key else None
        self._limits = limits or Limits()
        self._pages = pages
        self._is_made = False
        self._settled: _Room | None = None

    def address(self, path: str) -> str | None:
        """Return where people read a file, by the pattern that we were given (`https://…/{path}`)."""
        return self._pages.replace("{path}", quote(path)) if self._pages else None

    def read(self, *patterns: str) -> Files:
        """Return the files at the branch's tip whose whole path matches one of these patterns; `*` takes slashes too.

        Links and submodules are no files. A path where nothing is holds none, and stays as it is.
        """
        if self._folder is not None and not self._is_made and is_absent(self._folder):
            return {}

        def look(room: _Room) -> Files:
            _, listing = self._tip(room)
            return room.clone.contents(matching(listing, patterns))

        return self._in_turn(look)

    def publish(self, change: Change) -> Published:
        """Commit and push. What is there already makes no commit: the last one that touched these files is named.

        The commit is "" where there is nothing to commit and no branch. What `render` and `compose` raise passes
        through. See `Publisher` for what is promised.
        """
        if "\0" in change.message:
            raise ValueError("a commit's message has no NUL")
        if self._folder is not None and not self._is_made:
            make_if_absent(self._folder, self._branch, Git(None, {}))
            self._is_made = True  # one that goes away later is not made again: it would look as if all were lost
        pushed: list[str] = []
        return self._in_turn(lambda room: self._attempt(room, change, pushed))

    def _attempt(self, room: _Room, change: Change, pushed: list[str]) -> Published:
        # Look.
        tip, listing = self._tip(room)
        for commit in pushed:  # an answer may have been lost
            if tip and room.clone.contains(tip, commit):
                return Published(commit, is_new=True)
        there = room.clone.contents(matching(listing, change.reads))

        # Judge.
        wanted = {checked(path): self._bytes(content) for path, content in change.compose(there).items()}
        ids = iter(room.clone.keep(content for content in wanted.values() if content is not None))
        files = {path: None if content is None else next(ids) for path, content in wanted.items()}
        differing = changed(listing, files)
        if not differing:
            is_asked = tip and 0 < len(files) <= _PATHS_ASKED_FOR
            return Published(room.clone.last_change(tip, files) if tip and is_asked else tip or "", is_new=False)
        refuse_taken(listing, files)

        # Act.
        tree = room.clone.tree(tip, differing)
        who = identity(self._author, self._now())
        commit = room.clone.commit(tree, tip, change.message, who, signs=room.signs)
        pushed.append(commit)
        room.remote.push(commit, tip)
        return Published(commit, is_new=True)

    def _bytes(self, content: Content) -> bytes | None:
        return self._render(content) if isinstance(content, Document | Chart) else content

    def _tip(self, room: _Room) -> tuple[str | None, Listing]:
        """Return where the branch is now, and what it holds; our clone has it then."""
        tip = room.remote.tip()
        if tip is None:
            return None, {}
        with suppress(GitFailedError):
            return tip, room.clone.listing(tip)
        room.remote.fetch(tip)
        return tip, room.clone.listing(tip)

    def _in_turn(self, act: Callable[[_Room], _T]) -> _T:
        """Do it when it is our turn, and again when others were quicker."""
        with alone(self._cache):
            for number in range(1, TRIES):
                try:
                    return self._mending(act)
                except Outage as outage:
                    if outage.reason != MOVED_ON:
                        raise
                threading.Event().wait(random.uniform(0, _PAUSE_SECONDS * number))  # noqa: S311 - out of step is enough
            return self._mending(act)

    def _mending(self, act: Callable[[_Room], _T]) -> _T:
        """Do it; where our clone is at fault, delete it and do it again."""
        room = self._room()
        try:
            room.clone.open()
            return act(room)
        except GitFailedError as failed:
            log.warning("clone made anew", extra={"reason": shortened(failed.said)})
        room.clone.discard()
        try:
            room.clone.open()
            return act(room)
        except GitFailedError as failed:
            raise Outage("git", "cache_unusable", detail=shortened(failed.said)) from None

    def _room(self) -> _Room:
        if self._settled is None:
            bare = Git(None, {})
            config = {"remote.origin.url": self._address, **ssh_config(bare)}
            if self._signing_key:
                config |= {"gpg.format": "ssh", "user.signingKey": str(self._signing_key)}
            folder = self._cache / "clone.git"
            git = Git(folder, config, secrets_of(self._address))
            self._settled = _Room(
                Clone(git, folder, self._limits),
                Remote(git, f"refs/heads/{self._branch}", self._limits),
                signs=self._signing_key is not None or _signs_by_itself(bare),
            )
        return self._settled


def _signs_by_itself(git: Git) -> bool:
    """Return whether this machine's configuration has every commit signed; plumbing doesn't look there."""
    try:
        return git.run("config", "--type=bool", "--get", "commit.gpgSign", within=30.0).strip() == b"true"
    except GitFailedError:
        return False
