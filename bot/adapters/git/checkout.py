"""What does the history of a checkout say about a file that was published?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.adapters.git.running import Git, GitFailedError, shortened
from bot.domain.failures import Outage

WITHIN_SECONDS: Final = 30.0
KEYS: Final = ("Document-SHA256", "Approved-by")
"""The trailers of a published commit: the digest of each document in it, and who agreed to it."""

_FORMAT = "%x1e".join(["%P", *(f"%(trailers:key={key},valueonly,unfold,separator=%x1f)" for key in KEYS)])


def document_sha256_of(path: Path) -> tuple[str, ...] | None:
    """Return the digests that the last commit which touched this file states, as `trailers` does."""
    found = trailers(path)
    return None if found is None else found["Document-SHA256"]


def trailers(path: Path) -> Mapping[str, tuple[str, ...]] | None:
    """Return all values of each of KEYS in the last commit which touched this file; None: it lies in no git work tree.

    A file that was never committed has no values. Raises `Outage("git", …)`, never retryable, where git can't tell:
    `shallow_checkout` (a clone without its history: the commit it shows first seems to have touched everything),
    `not_allowed` (the checkout belongs to somebody else, see git's `safe.directory`), `git_is_missing`, `failed`.
    """
    tree = next((one for one in path.resolve().parents if (one / ".git").exists()), None)
    if tree is None:
        return None
    name = path.resolve().relative_to(tree).as_posix()
    told = _asked(tree, "log", "-1", f"--format={_FORMAT}", "--", name)
    if not told:
        return dict.fromkeys(KEYS, ())
    parents, *values = told.removesuffix("\n").split("\x1e")
    if not parents and _asked(tree, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise Outage("git", "shallow_checkout", retry=False, detail=name)
    return {key: tuple(one for one in value.split("\x1f") if one) for key, value in zip(KEYS, values, strict=True)}


def _asked(tree: Path, *arguments: str) -> str:
    try:
        return Git(None, {}).run("-C", str(tree), *arguments, within=WITHIN_SECONDS).decode(errors="replace")
    except GitFailedError as failed:
        if "does not have any commits yet" in failed.said:
            return ""
        reason = "not_allowed" if re.search("dubious ownership|[Pp]ermission denied", failed.said) else "failed"
        raise Outage("git", reason, retry=False, detail=shortened(failed.said)) from None
