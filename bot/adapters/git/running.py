"""How is git run so that it can't hang, ask, or be led astray?

Credentials may stand in an address. They reach git in its environment and not on our command line, and nothing that git
says leaves here before they are taken out.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.domain.failures import Outage

LONGEST_SAID: Final = 400
"""How many characters of what git said are worth telling people."""
_LONGEST_READ = 10_000

_IDLE = ("hint:", "To ", "Done")
_MASK = "***"
_SECRET_CHARACTERS = 4
_TOKEN_CHARACTERS = 8
_LEFT_ALONE = frozenset(
    {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY"}
    | {"GIT_PROXY_COMMAND", "GIT_EXEC_PATH"}
)
"""How a company reaches its repositories. Every other GIT_ variable would lead us to another repository, or trace."""

_OURS = ("SLACK_", "ALERTMANAGER_", "DATABASE_", "REPORTS_")
"""Beginnings of our own settings: a hook of a repository on this machine needs none of them."""

_CONFIG: Final = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "credential.interactive": "false",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "maintenance.auto": "false",
}
"""What holds against every configuration file: no program of a repository runs, nothing goes on in the background."""

_CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_USERINFO = re.compile(r"(?<=://)[^/@\s']+@")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds one call of git may take: here, asking the remote, fetching from it, and pushing to it."""

    local: float = 30.0
    ask: float = 20.0
    fetch: float = 300.0
    push: float = 60.0


@dataclass(eq=False)
class GitFailedError(Exception):
    """Say that git ended badly: `said` is what it told, without credentials; `is_late`: it was ended."""

    said: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Git:
    """Runs git on one repository: `config` outweighs every file, `secrets` are what must not be said again.

    Without a `folder` git looks for the repository itself, and refuses one that somebody else owns.
    """

    folder: Path | None
    config: Mapping[str, str]
    secrets: tuple[str, ...] = ()

    def run(self, *arguments: str, within: float, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """Return what git wrote. Raises GitFailedError, after so many seconds at the latest; its children are gone.

        `more` goes into its environment. Raises `Outage("git", "git_is_missing")` where there is no git.
        """
        place = {"GIT_DIR": str(self.folder)} if self.folder else {}
        environment = _environment({**_CONFIG, **self.config}) | place | dict(more or {})
        try:
            process = subprocess.Popen(  # noqa: S603 - git's own commands; what others wrote goes in as data
                ["git", *arguments],  # noqa: S607 - git, by PATH
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env=environment,
                start_new_session=True,  # without a terminal nobody can be asked; and its children end with it
            )
        except (FileNotFoundError, PermissionError):
            raise Outage("git", "git_is_missing", retry=False) from None
        with process:
            try:
                written, complained = process.communicate(given, timeout=within)
            except subprocess.TimeoutExpired:
                raise GitFailedError(f"git took longer than {within:g} s", is_late=True) from None
            finally:
                if process.returncode is None:
                    _end(process)
        if process.returncode:
            raise GitFailedError(self._said(complained, written if "--porcelain" in arguments else b""))
        return written

    def _said(self, *parts: bytes) -> str:
        text = "\n".join(part.decode(errors="replace") for part in parts)
        return without_credentials(text, self.secrets)[:_LONGEST_READ] or "git said nothing"


def secrets_of(address: str) -> tuple[str, ...]:
    """Return what an address holds that nobody may read: its password or token, as written and as meant.

    What is shorter than a secret can be is left: to mask each `x` or `git` would leave nothing to read. Where it stands
    in an address it is masked by its place, whatever it is.
    """
    try:
        parts = urlsplit(address)
        token = (parts.username or "") if parts.scheme.startswith("http") else ""
        held = [parts.password or "", token if len(token) >= _TOKEN_CHARACTERS else ""]
        held += [value for _, value in parse_qsl(parts.query)]
    except ValueError:  # no address at all
        return ()
    found = {form for one in held if len(one) >= _SECRET_CHARACTERS for form in (one, unquote(one))}
    return tuple(sorted(found, key=len, reverse=True))


def without_credentials(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return what git said without credentials and without what would disturb a terminal, on one line."""
    for secret in secrets:
        text = text.replace(secret, _MASK)
    lines = (_CONTROL.sub("", _USERINFO.sub(f"{_MASK}@", line)).strip() for line in text.splitlines())
    return " | ".join(line for line in lines if line and not line.startswith(_IDLE))


def shortened(said: str) -> str:
    """Return what git said, short enough to be told: its beginning."""
    return said if len(said) <= LONGEST_SAID else said[: LONGEST_SAID - 1] + "…"


def _environment(config: Mapping[str, str]) -> dict[str, str]:
    """Return the surroundings of a git that asks nobody; agents, proxies and credential helpers find what they need."""
    kept = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - handed on to a child, and never read here
        if name in _LEFT_ALONE or not name.startswith(("GIT_", "SSH_ASKPASS", *_OURS))
    }
    settled = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_HTTP_LOW_SPEED_LIMIT": "100",
        "GIT_HTTP_LOW_SPEED_TIME": "15",
        "GIT_LITERAL_PATHSPECS": "1",
        "LC_ALL": "C",
        "GIT_CONFIG_COUNT": str(len(config)),
    }
    numbered = {f"GIT_CONFIG_KEY_{n}": key for n, key in enumerate(config)}
    return kept | settled | numbered | {f"GIT_CONFIG_VALUE_{n}": value for n, value in enumerate(config.values())}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and whatever it started: a remote helper would hold our pipes open."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
