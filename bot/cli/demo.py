"""How is everything started on one laptop, and ended again?

Three processes: this one, the workspace (Slack, its page and the pretend AWS) and the bot. The bot gets addresses and
nothing else. Whoever ends first ends the others; when this process is killed outright, the kernel ends its children.
"""

from __future__ import annotations

import ctypes
import fcntl
import itertools
import json
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import typer

from bot.adapters.slack.manifest import manifest
from bot.app.manual import shortcuts, slash_commands
from bot.cli import BAD_ANSWER, WRONG_USE
from bot.cli.demo_rights import configured
from bot.cli.told import Told, told
from bot.settings import surroundings

NOTICED_WITHIN_SECONDS = 0.5
STOPPING_SECONDS = 8
PR_SET_PDEATHSIG = 1
"""`prctl(2)`: the signal a child gets when its parent dies. Linux only; elsewhere Ctrl-C still ends everything."""

HOME = Path("var/demo")


class NotStartedError(Exception):
    """A part of the demo ended before it was ready; the message says which, and what it said."""

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def demo(port: int, scenario: str | None = None) -> int:
    """Open the workspace until Ctrl-C, and play a scenario in it.

    1 when a part of it did not start or ended by itself; 2 for a scenario that there is not.
    """
    # Said here once more: a shell that starts us in the background lets us inherit that Ctrl-C is ignored.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    setting = told()
    commands = slash_commands(setting.catalogue, setting.pages, setting.locale)
    described = manifest(commands, shortcuts(setting.pages, setting.locale))
    with _own_folder() as home, closing(play(port, home, _around(setting, home), described, scenario)) as playing:
        try:
            for page in playing:
                facts = {"page": page, "port": port, "is_elsewhere": urlsplit(page).port != port, "logs": str(home)}
                typer.echo(setting.pages.sentence("cli/demo", facts, setting.locale))
        except KeyboardInterrupt:
            return 0
        except NotStartedError as error:
            typer.echo(str(error), err=True)
            return WRONG_USE if error.exit_code == WRONG_USE else BAD_ANSWER
    return 0


def _around(setting: Told, home: Path) -> Mapping[str, str]:
    """Return the environment, with the configuration that the demo plays with in place of ours."""
    config = configured(setting.settings.config_dir, home, setting.catalogue.rules)
    return {**surroundings(), "CONFIG_DIR": str(config)}


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Empty and give our folder, or the next while another demo lives there: two in one would share a database."""
    HOME.parent.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        home = HOME if number == 1 else HOME.with_name(f"{HOME.name}-{number}")
        with home.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            yield home
            return


def play(
    port: int,
    home: Path,
    surroundings: Mapping[str, str],
    manifest: Mapping[str, object],
    scenario: str | None = None,
) -> Generator[str, None, None]:
    """Start everything, yield the page's address once the bot is ready, and end everything when closed.

    After the address it yields nothing more and returns when any part has ended; close the generator to end it earlier.
    """
    (home / "manifest.json").write_text(json.dumps(manifest))
    ended = threading.Event()
    with ExitStack() as stack:
        arguments = ["-m", "workspace", "--port", str(port), "--manifest", str(home / "manifest.json")]
        arguments += ["--scenario", scenario] if scenario else []
        place, ready = stack.enter_context(_program("the workspace", arguments, surroundings, home, ended))
        addresses = json.loads(ready)
        repository = str(home / "reports.git")
        told = ["-m", "workspace.reports", "--repository", repository]
        shelf, told_of_shelf = stack.enter_context(_program("the reports", told, surroundings, home, ended))
        pages = f"{json.loads(told_of_shelf)['address']}/{{path}}"
        environment = {**surroundings, **_bot_environment(addresses, home), "REPORTS_URL": pages}
        bot, _ = stack.enter_context(_program("the bot", ["-m", "bot", "run"], environment, home, ended))
        yield str(addresses["page"])
        while not ended.wait(NOTICED_WITHIN_SECONDS):
            continue  # a signal that another thread was given is handled only when this one wakes
        for name, process in (("the workspace", place), ("the reports", shelf), ("the bot", bot)):
            if process.poll() is not None:
                raise NotStartedError(f"{name} ended by itself (exit code {process.returncode}); see {home}")


def _bot_environment(addresses: Mapping[str, str], home: Path) -> Mapping[str, str]:
    return {
        "SLACK_API_URL": addresses["slack_api_url"],
        "SLACK_BOT_TOKEN": addresses["bot_token"],
        "SLACK_APP_TOKEN": addresses["app_token"],
        "AWS_ENDPOINT_URL": addresses["aws_endpoint_url"],
        "AWS_REGION": addresses["aws_region"],
        "AWS_ACCESS_KEY_ID": "liveness-bot",
        "AWS_SECRET_ACCESS_KEY": "opens-nothing",
        "AWS_EC2_METADATA_DISABLED": "true",
        "ALARM_QUEUE_URL": addresses["alarm_queue_url"],
        "ALERTMANAGER_TOKEN": secrets.token_urlsafe(),
        "DATABASE_URL": f"sqlite:///{home}/liveness-bot.db",
        "REPORTS_REPOSITORY": str(home / "reports.git"),
        "HTTP_BIND": "127.0.0.1:0",
    }


@contextmanager
def _program(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], home: Path, ended: threading.Event
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start one of our programs, wait for its ready line, and end it on the way out."""
    log = home / f"{name.removeprefix('the ')}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl; no lock of ours can be held there
        )
    try:
        ready = process.stdout.readline() if process.stdout else ""
        if not ready:
            code = process.wait()
            raise NotStartedError(f"{name} did not start (exit code {code}):\n{log.read_text()[-2000:]}", code)
        threading.Thread(target=_watch, args=(process, ended), daemon=True, name=f"watch {name}").start()
        yield process, ready
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _watch(process: subprocess.Popen[str], ended: threading.Event) -> None:
    process.wait()
    ended.set()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
