"""Does the whole bot keep its promises when it is killed again and again while people write, report and mention it?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql.store import SqlStore, open_store
from bot.speech import Place
from tests.crash.harness import Subject, launched, storm
from tests.crash.verdict import damage, doubled, streams
from tests.crash.witness import LONG_AFTER
from tests.journeys.stage import free_port, manifest, written
from workspace import slack

ROOM = "face-auth-ops"
NAME = re.compile(r"\b\d-\d{6}\b")
ACKNOWLEDGED_WITHIN_SECONDS = 1.0
REPORTS_EACH, MENTIONS_EACH = 8, 24


class Storm:
    """The bot in a workspace, with somebody who writes without pause."""

    def __init__(self, workspace: slack.Workspace, store: SqlStore, url: str, log: Path) -> None:
        self.workspace, self.store, self._log = workspace, store, log
        self._port = free_port()
        self._person = workspace.person("ben")
        told = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the bot's own environment
        self._environment = told | {
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "DATABASE_URL": url,
            "HTTP_BIND": f"127.0.0.1:{self._port}",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "y",
            "AWS_MAX_ATTEMPTS": "1",
        }

    def subject(self) -> Subject:
        return Subject(self._start, self._is_ready, self._send, self._is_done)

    def _start(self, _: int) -> subprocess.Popen[bytes]:
        environment = [f"{name}={value}" for name, value in self._environment.items()]
        return launched(["/usr/bin/env", "-i", *environment, sys.executable, "-m", "bot", "run"], self._log)

    def _is_ready(self, _: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def _send(self, name: str) -> bool:
        count = int(name.split("-")[1])
        if count % REPORTS_EACH == 0:
            self._person.command(ROOM, f"/liveness report {name}")
        elif count % MENTIONS_EACH == 1:
            self._person.post(ROOM, f"<@{self.workspace.board.team.app.bot_user_id}> status 1h {name}")
        else:
            self._person.post(ROOM, name)
        try:
            return self.workspace.wait_for(lambda: name in self.acknowledged(), ACKNOWLEDGED_WITHIN_SECONDS)
        except TimeoutError:
            return False

    def acknowledged(self) -> set[str]:
        """Return the names in everything that the bot acknowledged, also after Slack had to send it again."""
        log = self.workspace.on_loop(lambda: list(self.workspace.board.office.log))
        done = [one for one in log if one.acknowledged_at is not None]
        return {name for one in done for name in NAME.findall(json.dumps(one.payload, default=str))}

    def _is_done(self) -> bool:
        waiting = unfinished(self.store.outbox.client, "ENQUEUED", "PENDING")
        return not waiting and not self.store.unsettled(before=LONG_AFTER, limit=1)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_stored_and_handled_once(engine, tmp_path, kills, request):
    """Messages are stored, reports stand once in their thread in order, cards show the sum, mentions are answered once."""
    url = (
        f"sqlite:///{tmp_path}/bot.db"
        if engine == "sqlite"
        else request.getfixturevalue("postgres").new_database().replace("postgresql://", "postgresql+psycopg://", 1)
    )
    with slack.serve(manifest=manifest(), hurry=60) as workspace:
        store = open_store(url)
        store.watch(Place(workspace.channel(ROOM).id), "drill")
        place = Storm(workspace, store, url, tmp_path / "bot.log")

        history = storm(place.subject(), kills=kills, senders=2, lives_seconds=(0.5, 2.0))

        kept = place.acknowledged()
        root = [one for one in workspace.messages(ROOM) if "user report" in written(one)]
        entries = [row for rows in streams(store).values() for row in rows]
        reported = [str(row.entry.facts["text"]) for row in entries if row.entry.kind == "reported"]
        lines = [
            name
            for one in root
            for reply in workspace.messages(ROOM, one["ts"])[1:]
            for name in NAME.findall(written(reply))
        ]
        said = {name for one in store.messages(workspace.channel(ROOM).id) for name in NAME.findall(one.text)}
        asked = [
            one
            for one in workspace.messages(ROOM)
            if "> status " in one["text"] and set(NAME.findall(one["text"])) <= kept
        ]
        answers = Counter(len(workspace.messages(ROOM, one["ts"])) - 1 for one in asked)
        store.close()

    assert history.kills == kills
    assert len(kept) > 5 * kills, "too little was acknowledged to mean anything"
    assert kept <= said | set(reported), f"lost: {sorted(kept - said - set(reported))}"
    assert doubled(reported) == []
    assert lines == reported
    assert len(root) == 1
    assert f"{len(reported)} user report" in written(root[0])
    assert set(answers) == {1}, f"so many mentions got so many answers: {answers}"
    store = open_store(url)
    assert damage(store) == []
    store.close()
