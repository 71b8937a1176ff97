"""What did git mean when it failed: the remote, or our own clone?"""

from __future__ import annotations

import re
from typing import Final

from bot.adapters.git.running import GitFailedError, shortened
from bot.domain.failures import Outage

MOVED_ON: Final = "moved_on"
TIMED_OUT: Final = "timed_out"

_PASSING: Final = frozenset({MOVED_ON, TIMED_OUT, "unreachable"})
"""What may be over by itself. The others last until somebody changes something."""

_SIGNS: Final = {
    "checked_out": ("branch is currently checked out", "refusing to update checked out branch"),
    MOVED_ON: (
        *("stale info", "fetch first", "non-fast-forward", "failed to update ref", "cannot lock ref"),
        *("incorrect old value", "reference already exists", "unadvertised object", "not our ref"),
    ),
    "rejected": ("remote rejected", "hook declined", "protected branch", "remote unpack failed"),
    "not_allowed": (
        *("terminal prompts disabled", "could not read (username|password)", "authentication failed", "access denied"),
        *("returned error: 40[13]", "permission denied", "host key verification failed", "dubious ownership"),
    ),
    "no_such_repository": (
        *("repository '.*' not found", "repository not found", "does not appear to be a git repository"),
        "returned error: (404|410)",
    ),
    TIMED_OUT: ("operation too slow", "timed out", "timeout"),
    "unreachable": (
        *("could not resolve", "couldn't connect", "failed to connect", "unable to access", "hung up", "early eof"),
        *("connection (refused|reset|closed)", "unreachable", "no route", "could not read from remote", "rpc failed"),
        r"returned error: (429|5\d\d)",
    ),
}
"""What git, curl and ssh say in each case. The first that is found counts: what comes later is more general."""

_LOCAL = re.compile(
    r"(?<!remote: )\b(fatal|error): ("
    r"not a git repository: |Unable to create '|cannot lock ref|unable to (create|write|append|open|read)|object file"
    r"|could not (open|parse)|cannot (mkdir|open|pread)|invalid (object|gitfile)|bad (object|tree|config)|loose object"
    r"|insufficient permission|packfile|index-pack failed"
    r")|No space left on device|Read-only file system"
)
"""What git says of the repository it runs in. Lines of the remote begin with `remote:`."""


def outage_of(failed: GitFailedError) -> Outage | None:
    """Return what the remote did; None: our clone is at fault, or nobody knows what."""
    if failed.is_late:
        return Outage("git", TIMED_OUT, detail=failed.said)
    if _LOCAL.search(failed.said):
        return None
    for reason, signs in _SIGNS.items():
        if re.search("|".join(signs), failed.said, re.IGNORECASE):
            return Outage("git", reason, retry=reason in _PASSING, detail=shortened(failed.said))
    return None
