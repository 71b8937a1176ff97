"""Do the Dockerfile's steps work from nothing, and does what they make run? In a clean root, with no container engine.

Reads the Dockerfile itself, carries out each stage's instructions in a root made by debootstrap (Debian with its own
CPython 3.11 stands in for the base image `python:3.11-slim`), and then starts the image's entry point as its user, with
everything read-only but `/tmp` and the volume: `--help`, `validate`, and `demo`, in which somebody asks for a status.

Run as root on Debian: `make image-check`. It needs debootstrap and the network, and takes two to three minutes.
"""

# ruff: noqa: INP001, S108, S310, S603, S607, T201, TID251 - a script that runs Debian's programs and tells of it

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.request import Request, urlopen

HERE = Path(__file__).resolve().parents[1]
BASE = "python:3.11-slim"
SUITE, PACKAGES = "bookworm", "python3,python3-venv,python-is-python3,ca-certificates"
PATIENCE_SECONDS = 90
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@dataclass
class Stage:
    """What one FROM has come to: its root, and what later instructions and the entry point go by."""

    root: Path
    workdir: str = "/"
    user: str = "root"
    env: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"})
    entrypoint: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each instruction with its words; a line that ends in a backslash goes on in the next."""
    joined = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    for line in joined.splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name.upper(), rest.strip()


class Image:
    """Carries out a Dockerfile, stage by stage."""

    def __init__(self, room: Path, context: Path) -> None:
        self._room = room
        self._context = context
        self._stages: dict[str, Stage] = {}
        self.stage = Stage(room)

    def build(self, dockerfile: str) -> Stage:
        """Carry out every instruction; what is unknown here stops the build, so that nothing is skipped silently."""
        for name, words in instructions(dockerfile):
            print(f"{name} {words[:100]}")
            carry_out = getattr(self, f"_{name.lower()}", None)
            if carry_out is None:
                raise SystemExit(f"{name} is not known here")
            carry_out(words)
        return self.stage

    def _from(self, words: str) -> None:
        base, _, name = words.partition(" AS ")
        if base != BASE:
            raise SystemExit(f"{base} has no stand-in here")
        root = self._room / (name.strip() or f"stage-{len(self._stages)}")
        bare = self._room / "bare"
        if not bare.exists():
            run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(bare))
        run("cp", "--archive", "--reflink=auto", str(bare), str(root))
        for file in ("etc/resolv.conf", CERTIFICATES.lstrip("/")):  # the machine may stand behind a proxy of its own
            shutil.copy(f"/{file}", root / file)
        self.stage = self._stages[name.strip()] = Stage(root)

    def _workdir(self, words: str) -> None:
        self.stage.workdir = words
        self._inside(words).mkdir(parents=True, exist_ok=True)

    def _copy(self, words: str) -> None:
        parts = shlex.split(words)
        options = dict(part[2:].split("=", 1) for part in parts if part.startswith("--"))
        *sources, target = [part for part in parts if not part.startswith("--")]
        origin = self._stages[options["from"]].root if "from" in options else self._context
        for source in sources:
            found = origin / source.lstrip("./")
            into = self._inside(str(Path(self.stage.workdir) / target))
            into = into / found.name if target.endswith("/") else into
            run("cp", "--archive", "--no-target-directory", str(found), str(into))
            owner = options.get("chown", "root:root")
            self._run(f"chown -R {owner} {shlex.quote('/' + str(into.relative_to(self.stage.root)))}")

    def _run(self, words: str) -> None:
        """Run as the stage's user would, with the machine's way to the network and nothing else of ours."""
        given = {
            name: value
            for name, value in os.environ.items()
            if re.match(r"(?i)(https?|no)_proxy|PIP_INDEX|PIP_CERT", name)
        }
        run(
            *self._chroot(),
            "/bin/sh",
            "-c",
            f"cd {shlex.quote(self.stage.workdir)} && {words}",
            env=self.stage.env | given,
        )

    def _chroot(self) -> tuple[str, ...]:
        return ("chroot", f"--userspec={self.stage.user}", str(self.stage.root))

    def _env(self, words: str) -> None:
        for pair in shlex.split(words):
            name, _, value = pair.partition("=")
            self.stage.env[name] = value.replace("$PATH", self.stage.env["PATH"])

    def _user(self, words: str) -> None:
        self.stage.user = words
        self.stage.env["HOME"] = f"/home/{words}"

    def _entrypoint(self, words: str) -> None:
        self.stage.entrypoint = tuple(json.loads(words))

    def _volume(self, words: str) -> None:
        self.stage.volumes += (words,)

    def _expose(self, words: str) -> None:
        int(words)

    def _cmd(self, words: str) -> None:
        json.loads(words)

    def _healthcheck(self, words: str) -> None:
        json.loads(words.partition(" CMD ")[2])

    def _label(self, words: str) -> None:
        shlex.split(words)

    def _inside(self, path: str) -> Path:
        return self.stage.root / path.lstrip("/")


def start(stage: Stage, *arguments: str) -> subprocess.Popen[str]:
    """Start the image's entry point as its user, in a root that only `/tmp` and the volumes may be written in."""
    root = shlex.quote(str(stage.root))
    keep = " && ".join(f"mount --bind {root}{one} {root}{one}" for one in stage.volumes)
    command = " ".join(shlex.quote(one) for one in (*stage.entrypoint, *arguments))
    inside = f"cd {stage.workdir} && exec {command}"
    script = (
        f"mount --bind {root} {root} && {keep} && mount -t tmpfs tmpfs {root}/tmp && mount -t proc proc {root}/proc"
        f" && mount --bind /dev {root}/dev && mount -o remount,ro,bind {root}"
        f" && exec chroot --userspec={stage.user} {root} /bin/sh -c {shlex.quote(inside)}"
    )
    return subprocess.Popen(
        ["unshare", "--mount", "--propagation=private", "/bin/sh", "-c", script],
        env=stage.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def says(stage: Stage, *arguments: str, expects: str) -> None:
    """Run a command to its end and want these words of it."""
    process = start(stage, *arguments)
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    if process.returncode or expects not in said:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}:\n{said[-2000:]}")
    print(f"ok: {' '.join(arguments)}")


def plays(stage: Stage) -> None:
    """Open the demo, ask for a status as somebody would on the page, and see the card come."""
    process = start(stage, "demo", "--port", "0")
    try:
        page = _page(process.stdout)
        with urlopen(page) as answer:
            want("<title>Workspace</title>" in answer.read().decode(), "The page is not there.")
        channel, person = "C01FACEOPS", "U01BEN"
        command = {"as": person, "do": "command", "channel": channel, "text": "/liveness status"}
        asked = Request(f"{page}_workspace/act", json.dumps(command).encode(), {"Content-Type": "application/json"})
        with urlopen(asked) as answer:
            want(json.loads(answer.read())["ok"], "The command was refused.")
        until = time.monotonic() + PATIENCE_SECONDS
        while "Healthy" not in json.dumps(_messages(page, person, channel)):
            want(time.monotonic() < until, "The demo's bot gave no answer.")
            subprocess.run(["sleep", "0.3"], check=True)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE_SECONDS)
    print("ok: demo, and /liveness status in it")


def _page(lines: IO[str] | None) -> str:
    said = ""
    for line in lines or ():
        said += line
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            return found[0]
    raise SystemExit(f"The demo named no page:\n{said[-2000:]}")


def _messages(page: str, person: str, channel: str) -> Any:
    with urlopen(f"{page}_workspace/messages?as={person}&channel={channel}") as answer:
        return json.loads(answer.read())["messages"]


def want(is_true: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads like an assertion
    """End with a sentence where something is not as it must be."""
    if not is_true:
        raise SystemExit(otherwise)


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run a program; what it says is shown only where it fails."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)[:300]}\n{(done.stdout + done.stderr)[-3000:]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, start, and clean up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="leave the root for a look into it")
    wishes = parser.parse_args(arguments)
    if os.geteuid():
        raise SystemExit("A root of its own can be made by root only.")
    room, began = Path(tempfile.mkdtemp(prefix="clean-root-")), time.monotonic()
    room.chmod(0o755)
    context = room / "context"
    try:
        run("git", "-C", str(HERE), "worktree", "add", "--detach", str(context), "HEAD")
        stage = Image(room, context).build((HERE / "Dockerfile").read_text(encoding="utf-8"))
        says(stage, "--help", expects="validate")
        says(stage, "validate", expects="")
        plays(stage)
        weight = subprocess.run(["du", "-sm", str(stage.root)], capture_output=True, text=True, check=True).stdout
        print(f"done in {time.monotonic() - began:.0f} s; the image's root holds {weight.split()[0]} MB")
    finally:
        run("git", "-C", str(HERE), "worktree", "remove", "--force", str(context))
        if not wishes.keep:
            shutil.rmtree(room, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
