"""What does a repository look like to the stories that publish? A branch in memory, under the contract of the real one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.adapters.git.paths import checked
from bot.domain.failures import Outage
from bot.ports.publisher import Change, Content, Files, Published
from bot.speech import Chart, Document


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the branch: its id, its whole message, and all files as they were after it."""

    id: str
    message: str
    files: Mapping[str, bytes]


def told(said: Document | Chart) -> bytes:
    """Render plainly: the template's name and its facts, as JSON."""
    return json.dumps({"template": said.template, "facts": said.facts}, default=str, ensure_ascii=False).encode()


@dataclass(slots=True)
class FakePublisher:
    """Keeps commits in a list. While `outage` is set, it is raised instead of anything.

    Each of `meanwhile` is committed by somebody else, once, between our look and our push; None deletes.
    """

    render: Callable[[Document | Chart], bytes] = told
    commits: list[Commit] = field(default_factory=list)
    outage: Outage | None = None
    meanwhile: list[Mapping[str, bytes | None]] = field(default_factory=list)

    def address(self, path: str) -> str | None:
        """As the port says."""
        return f"https://git.example/reports/{path}"

    @property
    def files(self) -> Files:
        """Whatever is at the branch's tip."""
        return self.commits[-1].files if self.commits else {}

    def somebody_commits(self, files: Mapping[str, bytes | None], message: str = "by hand") -> str:
        """Commit what somebody else wrote, or deleted (None); return the commit."""
        after = {**self.files, **files}
        whole = {path: after[path] for path in sorted(after) if after[path] is not None}
        told = repr((message, [one.id for one in self.commits], whole)).encode()
        self.commits.append(Commit(hashlib.sha1(told, usedforsecurity=False).hexdigest(), message, whole))
        return self.commits[-1].id

    def read(self, *patterns: str) -> Files:
        """As the port says; patterns are matched with the whole path, and case counts."""
        if self.outage:
            raise self.outage
        return {
            path: content
            for path, content in self.files.items()
            if any(fnmatchcase(path, pattern) for pattern in patterns)
        }

    def publish(self, change: Change) -> Published:
        """As the port says."""
        if "\0" in change.message:
            raise ValueError("a commit's message has no NUL")
        while True:
            composed = change.compose(self.read(*change.reads))
            wanted = {checked(path): self._bytes(content) for path, content in composed.items()}
            differing = {path: content for path, content in wanted.items() if self.files.get(path) != content}
            if not differing:
                return Published(self._last_change(wanted), is_new=False)
            self._refuse_taken(wanted)
            if not self.meanwhile:
                return Published(self.somebody_commits(differing, change.message), is_new=True)
            self.somebody_commits(self.meanwhile.pop(0))

    def _bytes(self, content: Content) -> bytes | None:
        return self.render(content) if isinstance(content, Document | Chart) else content

    def _last_change(self, wanted: Mapping[str, bytes | None]) -> str:
        for before, after in reversed(
            list(zip([{}, *(one.files for one in self.commits)], self.commits, strict=False))
        ):
            if any(before.get(path) != after.files.get(path) for path in wanted):
                return after.id
        return self.commits[-1].id if self.commits else ""

    def _refuse_taken(self, wanted: Mapping[str, bytes | None]) -> None:
        ours = {path for path, content in wanted.items() if content is not None}
        theirs = self.files.keys() - wanted.keys()
        for path in ours:
            if any(one.startswith(f"{path}/") or path.startswith(f"{one}/") for one in theirs):
                raise Outage("git", "path_taken", retry=False, detail=path)
            if any(one.startswith(f"{path}/") for one in ours):
                raise ValueError(f"a file and a folder of one name: {path!r}")
