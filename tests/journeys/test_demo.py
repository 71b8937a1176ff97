"""Does the demo start with one command, and leave nothing behind however it ends?"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot.catalogue import load
from tests.journeys.process import ROOT
from tests.journeys.stage import free_port

OPEN_WITHIN_SECONDS = 40
GONE_WITHIN_SECONDS = 12


def processes() -> dict[int, int]:
    """Return every living process with its parent; ended ones that nobody waited for yet don't count."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(") ")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        if state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def family(root: int) -> set[int]:
    """Return a process with all its descendants, whatever session or group they are in."""
    parents, found = processes(), {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def gone(members: set[int]) -> set[int]:
    """Wait until they have ended, and return those that have not."""
    deadline = time.monotonic() + GONE_WITHIN_SECONDS
    while (left := members & set(processes())) and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    return left


@contextmanager
def demo(port: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the demo as `make demo` does, wait for its address, and yield it with all that it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},  # noqa: TID251 - the surroundings of the demo
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    members = {process.pid}
    try:
        said, deadline = "", time.monotonic() + OPEN_WITHIN_SECONDS
        while "Ctrl-C" not in said and (left := deadline - time.monotonic()) > 0:
            if select.select([process.stdout], [], [], left)[0]:
                said += os.read(process.stdout.fileno(), 4096).decode()
        members |= family(process.pid)
        yield process, said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        for pid in gone(members):
            os.kill(pid, signal.SIGKILL)  # ours alone: found as children of the demo we started


def page(said: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found, said
    return found[0]


def folder(said: str) -> str:
    found = re.search(r"var/demo[-\d]*", said)
    assert found, said
    return found[0]


def test_the_demo_opens_a_page_where_the_bot_is_there_and_ctrl_c_ends_everything():
    port = free_port()
    with demo(port) as (process, said):
        assert page(said) == f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(page(said), timeout=5) as answer:
            assert "<title>" in answer.read().decode()
        with urllib.request.urlopen(f"{page(said)}_workspace/weather", timeout=5) as answer:
            assert json.load(answer)["liveness"]["weather"] == "healthy"
        members = family(process.pid)
        assert len(members) >= 3  # itself, the workspace, the bot

        process.send_signal(signal.SIGINT)
        assert process.wait(GONE_WITHIN_SECONDS) == 0
        assert gone(members) == set()


def test_a_second_demo_takes_another_port_and_folder_and_even_kill_9_leaves_nothing_of_it():
    """Two in one folder would write into one database; the kernel ends the children of a killed demo."""
    with demo(free_port()) as (_, first):
        port = urlsplit(page(first)).port
        assert port is not None
        with demo(port) as (process, second):
            assert f"Port {port} is taken by another program, so another one is used." in second
            assert page(second) != page(first)
            assert folder(second) != folder(first)
            members = family(process.pid)

            process.kill()
            process.wait()
            assert gone(members) == set()
        with urllib.request.urlopen(page(first), timeout=5) as answer:
            assert answer.status == 200


def test_two_of_its_people_may_approve_and_the_shipped_configuration_names_nobody():
    """Shipped, nobody may approve; a demo in which nobody could play an action would show half of it."""
    with demo(free_port()) as (_, said):
        played = ROOT / folder(said) / "config"
        rights = load(played).rules.rights
        with urllib.request.urlopen(f"{page(said)}_workspace/boot?as=U01BEN", timeout=5) as answer:
            people = answer.read().decode()
        assert rights.approve_actions == ("U01AIKO", "U01BEN")
        assert all(f'"{person}"' in people for person in rights.approve_actions)
    assert load(ROOT / "config").rules.rights.approve_actions == ()
