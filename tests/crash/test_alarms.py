"""Does every alarm end in exactly one place, in order and said once, whatever dies and whatever Slack answers?"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.alarms import groups
from tests.crash.harness import Subject, launched, storm
from tests.crash.verdict import damage, doubled, streams
from tests.crash.witness import LONG_AFTER
from tests.journeys.stage import free_port, manifest
from workspace import slack

ROOM = "face-auth-ops"
TOKEN = "alarms-may-come-in"
NUMBER = re.compile(r"-(\d{9})")
WEATHERS = itertools.cycle(("failing", "rate_limited", "fine"))
BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)
PACE_SECONDS = 0.03


def alert(name: str) -> dict[str, Any]:
    """Return what the name's alert tells: each alarm fires with an odd number, and is over with the next."""
    sender, count = (int(part) for part in name.split("-"))
    number, is_over = (count + 1) // 2, count % 2 == 0
    at = BEGAN + timedelta(seconds=count)
    return {
        "status": "resolved" if is_over else "firing",
        "labels": {"alertname": f"Storm-{sender}-{number:06d}", "service": "liveness", "severity": "S1" if number % 3 else "S2"},
        "annotations": {"summary": f"storm {sender} {number}"},
        "startsAt": (at - timedelta(seconds=is_over)).isoformat(),
        "endsAt": at.isoformat() if is_over else "0001-01-01T00:00:00Z",
        "fingerprint": f"{sender}{number:015x}",
    }  # fmt: skip


class Storm:
    """The bot, one of it or two, and somebody who sends alerts without pause."""

    def __init__(self, workspace: slack.Workspace, store: SqlStore, url: str, folder: Path, replicas: int) -> None:
        self.workspace, self.store, self._folder = workspace, store, folder
        self._ports = [free_port() for _ in range(replicas)]
        self._turn = itertools.count()
        told = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the bot's own environment
        self._environment = told | {
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "DATABASE_URL": url,
            "ALERTMANAGER_TOKEN": TOKEN,
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "y",
        }

    def subject(self) -> Subject:
        return Subject(self._start, self._is_ready, self._send, self._is_done)

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        environment = {**self._environment, "HTTP_BIND": f"127.0.0.1:{self._ports[number]}"}
        pairs = [f"{name}={value}" for name, value in environment.items()]
        log = self._folder / f"bot-{number}.log"
        return launched(["/usr/bin/env", "-i", *pairs, sys.executable, "-m", "bot", "run"], log)

    def _is_ready(self, number: int) -> bool:
        """Say whether it takes alarms; Slack is fine until then, and begins to ail when all of it runs."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._ports[number]}/readyz", timeout=2) as answer:
                is_ready = bool(json.load(answer)["ready"])
        except OSError:
            is_ready = False
        self.workspace.weather(slack=next(WEATHERS) if is_ready else "fine")
        return is_ready

    def _send(self, name: str) -> bool:
        threading.Event().wait(PACE_SECONDS)
        port = self._ports[next(self._turn) % len(self._ports)]
        body = {"version": "4", "status": "firing", "receiver": "bot", "alerts": [alert(name)], "groupKey": "{}"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/hooks/alertmanager",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as refused:
            refused.close()
            return False

    def _is_done(self) -> bool:
        self.workspace.weather(slack="fine")
        waiting = unfinished(self.store.outbox.client, "ENQUEUED", "PENDING")
        return not waiting and not self.store.unsettled(before=LONG_AFTER, limit=1)

    def said(self) -> list[tuple[str, str | None, str]]:
        """Return the marker, the thread and the words of every message of the bot in the service's channel."""

        def read() -> list[tuple[str, str | None, str]]:
            messages = self.workspace.channel(ROOM).messages.values()
            marked = [one for one in messages if one.draft.metadata]
            return [
                (str(one.draft.metadata["event_payload"]["marker"]), one.draft.thread_ts, json.dumps(one.draft.blocks))
                for one in marked
                if one.draft.metadata
            ]

        return self.workspace.on_loop(read)


@pytest.mark.parametrize(("engine", "replicas"), [("sqlite", 1), ("postgresql", 2)])
def test_every_alarm_ends_in_one_place_in_order_and_is_said_once(engine, replicas, tmp_path, kills, request):
    """Killed at random moments, with Slack answering 500 and 429 in between; on PostgreSQL two replicas take turns dying."""
    url = (
        f"sqlite:///{tmp_path}/bot.db"
        if engine == "sqlite"
        else request.getfixturevalue("postgres").new_database().replace("postgresql://", "postgresql+psycopg://", 1)
    )
    with slack.serve(manifest=manifest(), hurry=60) as workspace:
        store = open_store(url)
        place = Storm(workspace, store, url, tmp_path, replicas)

        history = storm(place.subject(), kills=kills, senders=2, lives_seconds=(0.5, 2.0), replicas=replicas)  # fmt: skip

        said = place.said()
        kept = streams(store)
        store.close()

    alarms = {name: rows for name, rows in kept.items() if name.startswith("alarm-")}
    told = {row.entry.key for rows in alarms.values() for row in rows}
    missing = [name for name in history.acknowledged if _key(name) not in told]
    fired = {name for name, rows in alarms.items() if any(row.entry.kind == "fired" for row in rows)}
    grouped = Counter(
        member for name, rows in kept.items() if name.startswith("group-") for member in groups.members(rows)
    )
    markers = [marker for marker, _, _ in said]
    roots = {marker.removeprefix("card:") for marker in markers if marker.startswith("card:alarm-")}

    assert history.kills == kills
    assert len(history.acknowledged) > 5 * kills, "too little was acknowledged to mean anything"
    assert missing == []
    assert doubled(markers) == []
    assert doubled(row.entry.key for rows in kept.values() for row in rows) == []
    assert roots | set(grouped) == fired
    assert roots.isdisjoint(grouped)
    assert set(grouped.values()) <= {1}
    assert [spoken for spoken in _spoken(said) if spoken != sorted(spoken)] == [], "a thread is out of order"
    shared = [words for marker, _, words in said if marker.startswith("card:group-")]
    lines = {name: sum(str(alarms[name][0].entry.facts["alarm"]) in words for words in shared) for name in grouped}
    assert set(lines.values()) <= {1}, "an alarm has no line, or several"
    store = open_store(url)
    assert damage(store) == []
    store.close()


def _key(name: str) -> str:
    told = alert(name)
    state = told["status"]
    at = datetime.fromisoformat(told["startsAt"] if state == "firing" else told["endsAt"])
    return f"liveness:{state}:alertmanager:{told['fingerprint']}:{at.isoformat(timespec='milliseconds')}"


def _spoken(said: list[tuple[str, str | None, str]]) -> list[list[str]]:
    """Return what was said of each alarm in its thread, as it stands there."""
    found: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for marker, thread, _ in said:
        if thread is not None:
            found[thread, NUMBER.split(marker)[0]].append(marker)
    return list(found.values())
