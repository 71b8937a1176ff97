"""How is a commit built without a work tree, in a clone that may vanish at any time?

The clone is a cache: it holds nothing that the remote or the record doesn't. When something goes wrong in it, and also
when it has grown, it is deleted and made anew.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.git.listing import FILE_MODE, Listed, Listing
from bot.adapters.git.running import Git, GitFailedError, Limits, shortened
from bot.domain.failures import Outage

_OURS = "ours-"
"""How the names of our own folders in it begin: one holds an index, another contents, each for a moment."""

_GROWN_LOOSE = 27
"""So many objects in one of 256 folders is what `git gc --auto` takes for 6,700 in all."""
_GROWN_PACKS = 50


@dataclass(frozen=True, slots=True)
class Clone:
    """A bare repository of our own. Its methods raise GitFailedError where it is broken or gone."""

    git: Git
    folder: Path
    limits: Limits

    def open(self) -> None:
        """Make it if it isn't there, and sweep what a killed process left."""
        with _told_as_failed():
            self._open()

    def _open(self) -> None:
        if self._has_grown():
            self.discard()
        if not (self.folder / "HEAD").is_file():
            self.discard()
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._run("init", "--quiet", "--bare", "--template=", str(self.folder))
        for left in self.folder.glob(f"{_OURS}*"):
            shutil.rmtree(left, ignore_errors=True)

    def discard(self) -> None:
        """Delete it. Raises `Outage("git", "cache_unusable")` where that can't be."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            raise Outage("git", "cache_unusable", detail=str(self.folder))

    def listing(self, commit: str) -> dict[str, Listed]:
        """Return what a commit holds, by path."""
        found = {}
        for line in self._run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            if line:
                about, _, path = line.partition(b"\t")
                mode, _, name = about.decode().split(" ")
                found[path.decode(errors="surrogateescape")] = Listed(mode, name)
        return found

    def contents(self, files: Listing) -> dict[str, bytes]:
        """Return the content of files, by the same names."""
        if not files:
            return {}
        asked = "".join(f"{one.id}\n" for one in files.values()).encode()
        told = self._run("cat-file", "--batch", given=asked)
        found, at = {}, 0
        for path, one in files.items():
            end = told.index(b"\n", at)
            name, kind, *size = told[at:end].decode().split(" ")
            if name != one.id or kind != "blob":
                raise GitFailedError(f"error: object file {one.id} is missing")
            at = end + 1 + int(size[0])
            found[path] = told[end + 1 : at]
            at += 1
        return found

    def keep(self, contents: Iterable[bytes]) -> list[str]:
        """Put contents into it, and return the id of each."""
        with self._own_folder() as folder:
            names = []
            for number, content in enumerate(contents):
                names.append(f"{folder}/{number}")
                Path(names[-1]).write_bytes(content)
            told = self._run("hash-object", "-w", "--no-filters", "--stdin-paths", given="\n".join(names).encode())
        return told.decode().split()

    def tree(self, base: str | None, files: Mapping[str, str | None]) -> str:
        """Return the id of a commit's tree with these files put in, or taken out (None)."""
        with self._own_folder() as folder:
            more = {"GIT_INDEX_FILE": f"{folder}/index"}  # of a name that nobody has: no stale lock is in its way
            if base:
                self._run("read-tree", base, more=more)
            gone = "0" * 40
            lines = (f"{FILE_MODE if name else 0} {name or gone}\t{path}\0" for path, name in files.items())
            self._run("update-index", "-z", "--index-info", given="".join(lines).encode(), more=more)
            return self._run("write-tree", more=more).decode().strip()

    def commit(self, tree: str, parent: str | None, message: str, who: Mapping[str, str], *, signs: bool) -> str:
        """Return the id of a new commit. Raises `Outage("git", "not_signed")` where it shall be signed and can't be."""
        arguments = ["commit-tree", tree, "-F", "-", *(["-p", parent] if parent else []), *(["-S"] if signs else [])]
        try:
            return self._run(*arguments, given=message.encode(), more=who).decode().strip()
        except GitFailedError as failed:
            if signs and not failed.is_late:
                raise Outage("git", "not_signed", retry=False, detail=shortened(failed.said)) from None
            raise

    def last_change(self, tip: str, paths: Iterable[str]) -> str:
        """Return the last commit that touched any of these paths; the tip itself where none did."""
        return self._run("rev-list", "-1", tip, "--", *paths).decode().strip() or tip

    def contains(self, tip: str, commit: str) -> bool:
        """Return whether a commit is in another's past."""
        try:
            self._run("merge-base", "--is-ancestor", commit, tip)
        except GitFailedError:
            return False
        return True

    @contextmanager
    def _own_folder(self) -> Iterator[str]:
        with _told_as_failed():
            folder = tempfile.mkdtemp(prefix=_OURS, dir=self.folder)
        try:
            with _told_as_failed():
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _has_grown(self) -> bool:
        loose, packs = self.folder / "objects" / "17", self.folder / "objects" / "pack"
        return (loose.is_dir() and len(list(loose.iterdir())) > _GROWN_LOOSE) or (
            packs.is_dir() and len(list(packs.glob("*.pack"))) > _GROWN_PACKS
        )

    def _run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        return self.git.run(*arguments, within=self.limits.local, given=given, more=more)


@contextmanager
def _told_as_failed() -> Iterator[None]:
    """Tell what the file system refuses like what git refuses: the clone is of no use."""
    try:
        yield
    except OSError as error:
        raise GitFailedError(f"error: {error.strerror or type(error).__name__}") from error
