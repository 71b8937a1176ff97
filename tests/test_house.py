"""Does every room keep the house's promises? Each failure tells a newcomer in a sentence what is missing."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bot
import commands
import scheduler
import workspace
from commands import verbs

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "commands", "scheduler", "workspace")
LONGEST = 250


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("package", [bot, commands, scheduler, workspace], ids=lambda package: package.__name__)
def test_every_package_is_the_one_of_this_repository(package):
    """Names as plain as `commands` could be taken by a dependency; then the wrong code would run."""
    assert package.__file__ is not None
    assert Path(package.__file__).is_relative_to(ROOT), (
        f"{package.__name__} is imported from {package.__file__}, not from here"
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_can_be_read_without_losing_the_thread(path):
    lines = len(path.read_text().splitlines())

    assert lines <= LONGEST, (
        f"{path.relative_to(ROOT)} has {lines} lines: a file that must be scrolled to be understood is two"
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_begins_with_the_question_it_answers(path):
    assert ast.get_docstring(ast.parse(path.read_text())), (
        f"{path.relative_to(ROOT)} does not say which question it answers"
    )


def test_importing_does_nothing():
    """No client, engine, job or setting is made by an import: every module loads with an empty environment and no network."""
    program = (
        "import importlib, pkgutil, socket, sys, threading\n"
        "socket.socket.connect = None\n"
        f"for package in {PACKAGES!r}:\n"
        "    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + '.'):\n"
        "        if not module.name.endswith('__main__') and '.versions.' not in module.name and not module.name.endswith('.env'):\n"
        "            importlib.import_module(module.name)\n"
        "own = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]\n"
        "assert not own, f'importing started threads: {own}'\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(commands.__path__)])
def test_every_verb_is_complete(name):
    for verb in verbs(name).values():
        assert verb.summary, f"commands/{name}: {verb.name} has no summary; help would show an empty line"
        assert verb.usage.split()[0] == verb.name, f"commands/{name}: the usage of {verb.name} must begin with its name"
        assert verb.example.split()[0] == verb.name, (
            f"commands/{name}: the example of {verb.name} must begin with its name"
        )


def test_every_verb_is_named_like_its_file():
    for family in pkgutil.iter_modules(commands.__path__):
        folder = importlib.import_module(f"commands.{family.name}")
        for module in pkgutil.iter_modules(folder.__path__):
            verb = importlib.import_module(f"{folder.__name__}.{module.name}").verb
            assert verb.name == module.name.rstrip("_"), (
                f"{folder.__name__}.{module.name} declares the verb {verb.name!r}: name the file after it"
            )


def test_every_job_can_be_found():
    names = [job.name for job in scheduler.jobs()]

    assert names
    assert len(set(names)) == len(names), f"two jobs share a name: {names}"


def test_nothing_committed_names_a_machine_or_an_index():
    """Locks carry hashes and no address of where packages come from; no file carries a path of somebody's machine."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    lock = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i |.*@ (https?|file):)", re.MULTILINE)

    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix == ".lock":
            assert not lock.search(path.read_text()), f"{name} names a package index"
