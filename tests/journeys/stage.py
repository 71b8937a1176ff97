"""Where is a transcript played? A workspace, a pretend AWS, and the real bot as a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from fnmatch import filter as filter_names
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.process import ROOT, BotProcess
from tests.journeys.said import check_everything_said
from tests.journeys.script import Line, Transcript, holds
from workspace import cloud as clouds
from workspace import slack
from workspace.slack.views.filled import elements_of

PATIENCE_SECONDS = 20
RIGHTS: Mapping[str, Sequence[str]] = {
    "approve_actions": ("U01AIKO", "U01BEN"),
    "approve_postmortems": ("U01AIKO", "U01BEN", "U01CHIKA"),
}
"""What the shipped configuration leaves to each company: who may approve actions, and who the control board is."""

Json = dict[str, Any]


def written(message: Json) -> str:
    """Return everything that a message says, in the order in which it is read."""
    told: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                told.append(value["text"])
            for name, inner in value.items():
                if name in {"blocks", "elements", "fields", "text", "accessory", "element", "label", "options"}:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(message.get("blocks") or {"text": message.get("text", "")})
    return re.sub(r"[*`_]|:[a-z_]+:", "", "\n".join(told))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manifest(http_url: str | None = None) -> Json:
    """Return the manifest as the bot's own command prints it."""
    more = ["--url", http_url] if http_url else []
    done = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "--format", "json", *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    described: Json = json.loads(done.stdout)
    return described


class Stage:
    """A workspace with the bot in it, on which transcripts are played."""

    def __init__(self, workspace: slack.Workspace, cloud: clouds.PretendAws, bot: BotProcess) -> None:
        self.workspace = workspace
        self.cloud = cloud
        self.bot = bot
        self._where = ""
        self._since: dict[str, str] = {}

    def play(self, transcript: Transcript) -> None:
        """Play every line; what is not seen in time fails with what was there instead."""
        for line in transcript.lines:
            getattr(self, f"_{line.kind}")(line)

    def _step(self, line: Line) -> None:
        person, self._where = self.workspace.person(line["who"]), self._named(line["channel"])
        if line["how"] == "clicks":
            message, action = self._button(line)
            person.click(message, action)
            return
        self._since = {name: self._newest(name) for name in self._channels()}
        if line["how"] == ">":
            person.command(self._where, line["what"])
        else:
            person.post(
                self._where, line["what"].replace("@liveness-bot", f"<@{self.workspace.board.team.app.bot_user_id}>")
            )

    def _filled(self, line: Line) -> None:
        person = self.workspace.person(line["who"])
        self._since = {name: self._newest(name) for name in self._channels()}
        self.workspace.wait_for(lambda: person.view() is not None, PATIENCE_SECONDS)
        fields = dict(one.split(": ", 1) for one in line["what"].split(" | "))
        person.submit({name: {name: what} for name, what in fields.items()})

    def _closed(self, line: Line) -> None:
        self.workspace.person(line["who"]).close()

    def _form(self, line: Line) -> None:
        person = self.workspace.person(line["who"])

        def shown() -> str:
            return "\n".join([written(person.view() or {}), *map(str, person.form_errors().values())])

        self._expect(lambda: holds(shown(), line["what"]), line, shown)

    def _weather(self, line: Line) -> None:
        self.workspace.weather(**{line["where"]: line["kind"]})

    def _seen(self, line: Line) -> None:
        channel = self._named(line.words["channel"] or self._where)
        who, what = line["who"], line["what"]

        def visible() -> list[Json]:
            if who == "everybody":
                return [one for one in self.workspace.messages(channel) if self._is_new(one, channel)]
            return [one for one in self.workspace.person(who).whispers(channel) if self._is_new(one, channel)]

        def is_there() -> bool:
            if what == "an image":
                return any(block["type"] == "image" for one in visible() for block in one.get("blocks", []))
            return any(holds(written(one), what) for one in visible())

        self._expect(is_there, line, lambda: [written(one) for one in visible()])

    def _thread(self, line: Line) -> None:
        channel = self._named(line["channel"])

        def replies() -> str:
            roots = [one for one in self.workspace.messages(channel) if one.get("reply_count")]
            if not roots:
                return ""
            return "\n".join(written(one) for one in self.workspace.messages(channel, roots[-1]["ts"])[1:])

        self._expect(lambda: holds(replies(), line["what"]), line, replies)

    def _count(self, line: Line) -> None:
        app = self.workspace.board.team.app
        ours = [one for one in self.workspace.messages(self._where) if one.get("bot_id") == app.bot_id]
        assert len(ours) == int(line["count"]), [written(one) for one in ours]

    def _button(self, line: Line) -> tuple[Json, str]:
        for message in reversed(self.workspace.messages(self._where)):
            for _, element in elements_of(message.get("blocks", [])):
                if element.get("text", {}).get("text") == line["what"]:
                    return {**message, "channel": self.workspace.channel(self._where).id}, str(element["action_id"])
        raise AssertionError(f"line {line.number}: no message has a button {line['what']!r}")

    def _named(self, pattern: str) -> str:
        """Return the name of a channel, the newest that fits where some of it is left out, once there is one."""
        if "…" not in pattern:
            return pattern
        wanted = pattern.replace("…", "*")
        return self.workspace.wait_for(lambda: filter_names(self._channels(), wanted), PATIENCE_SECONDS)[-1]

    def _channels(self) -> list[str]:
        return [channel.name for channel in self.workspace.board.team.channels.values() if channel.name]

    def _newest(self, channel: str) -> str:
        return max((str(one["ts"]) for one in self.workspace.messages(channel)), default="0")

    def _is_new(self, message: Json, channel: str) -> bool:
        return str(message["ts"]) > self._since.get(channel, "0") or "edited" in message or bool(message.get("bot_id"))

    def _expect(self, is_there: Callable[[], bool], line: Line, found: Callable[[], object]) -> None:
        try:
            self.workspace.wait_for(is_there, PATIENCE_SECONDS)
        except TimeoutError:
            assert is_there(), (
                f"line {line.number}: {line.words['what']!r} was not seen; there was {found()}\n{self.bot.log()[-3000:]}"
            )


def configured(folder: Path, rights: Mapping[str, Sequence[str]]) -> Path:
    """Return a copy of the shipped configuration in which these rights are given to these people."""
    copy = folder / "configuration"
    shutil.copytree(ROOT / "config", copy)
    told = yaml.safe_load((copy / "bot.yaml").read_text())
    told["rights"] |= {right: list(people) for right, people in rights.items()}
    (copy / "bot.yaml").write_text(yaml.safe_dump(told))
    return copy


@contextmanager
def stage(
    folder: Path,
    *,
    over_http: bool = False,
    locale: str = "en",
    database: str | None = None,
    alarms: bool = False,
    config: Mapping[str, Sequence[str]] = RIGHTS,
    more: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """Put everything up: over Socket Mode, or over signed HTTP. In the end, all that the bot said is checked.

    With `alarms`, the bot hears of the pretend CloudWatch's alarms and opens their threads. `config` are the rights that
    it is configured with in place of the shipped ones. `more` is set in its environment besides.
    """
    port = free_port() if over_http else 0
    address = f"http://127.0.0.1:{port}/slack/events" if over_http else None
    with ExitStack() as stack:
        cloud = stack.enter_context(clouds.serve())
        workspace = stack.enter_context(
            slack.serve(
                manifest=manifest(address),
                cloud=cloud,
                weathers=clouds.WEATHERS,
                aws_modes=clouds.AWS_MODES,
                request_url=address,
                hurry=60,
            )
        )
        told = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the surroundings of the bot process
        environment = (
            told
            | cloud.environment
            | {
                "SLACK_API_URL": workspace.api_url,
                "SLACK_BOT_TOKEN": workspace.bot_token,
                "DATABASE_URL": database or f"sqlite:///{folder}/bot.db",
                "REPORTS_REPOSITORY": f"{folder}/reports.git",
                "REPORTS_URL": "https://git.example.org/reports/{path}",
                "HTTP_BIND": f"127.0.0.1:{port}",
                "LIVENESS_BOT_LOCALE": locale,
                "CONFIG_DIR": str(configured(folder, config)),
                **({"ALARM_QUEUE_URL": cloud.alarm_queue_url} if alarms else {}),
                **(
                    {"SLACK_SIGNING_SECRET": workspace.signing_secret}
                    if over_http
                    else {"SLACK_APP_TOKEN": workspace.app_token}
                ),
                **(more or {}),
            }
        )
        bot = BotProcess(environment, folder / "bot.log")
        stack.callback(bot.stop)
        bot.ready()
        yield Stage(workspace, cloud, bot)
        assert '"event": "effect is stuck"' not in bot.log(), bot.log()[-6000:]
        assert check_everything_said(workspace.calls()), "the bot said nothing"
