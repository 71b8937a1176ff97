"""Is everything that people said in a captured room there in the end, once and as Slack shows it, whatever was killed?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.incidents.capturing import completeness
from bot.domain.stream import Entry, Stream
from bot.speech import Place
from tests.crash.harness import Subject, launched, storm
from tests.crash.verdict import damage, doubled, streams
from tests.crash.witness import LONG_AFTER
from tests.journeys.stage import free_port, manifest
from workspace import slack
from workspace.slack.refusals import Refused

ROOM = "face-auth-ops"
STREAM = "drill-000001"
NAME = re.compile(r"\b\d-\d{6}\b")
ACKNOWLEDGED_WITHIN_SECONDS = 0.5
REPLIES_EACH, EDITS_EACH, DELETIONS_EACH, MARKS_EACH, FILES_EACH = 3, 4, 7, 5, 9


class Storm:
    """The bot, one of it or two, in a workspace where people write, edit, delete and react without pause."""

    def __init__(self, workspace: slack.Workspace, store: SqlStore, url: str, folder: Path, replicas: int) -> None:
        self.workspace, self.store, self._folder = workspace, store, folder
        self._ports = [free_port() for _ in range(replicas)]
        self._people = [workspace.person(name) for name in ("ben", "aiko")]
        self._said: dict[str, list[str]] = defaultdict(list)
        told = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the bot's own environment
        self._environment = told | {
            "SLACK_API_URL": workspace.api_url,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "DATABASE_URL": url,
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "y",
            "AWS_MAX_ATTEMPTS": "1",
        }

    def subject(self) -> Subject:
        return Subject(self._start, self._is_ready, self._send, self._is_done)

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        environment = {**self._environment, "HTTP_BIND": f"127.0.0.1:{self._ports[number]}"}
        pairs = [f"{name}={value}" for name, value in environment.items()]
        log = self._folder / f"bot-{number}.log"
        return launched(["/usr/bin/env", "-i", *pairs, sys.executable, "-m", "bot", "run"], log)

    def _is_ready(self, number: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._ports[number]}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def _send(self, name: str) -> bool:
        """Say something, and do something to what was said before; the first of it must be acknowledged."""
        sender, count = name.split("-")
        person, said, number = self._people[int(sender)], self._said[sender], int(count)
        root = said[0] if said and number % REPLIES_EACH == 0 else None
        try:
            if number % FILES_EACH == 0:
                said.append(str(person.upload(ROOM, f"{name}.log", name.encode(), name)["ts"]))
            else:
                said.append(person.post(ROOM, name, root))
            if number % EDITS_EACH == 0:
                person.edit(ROOM, said[-2], f"{name} edited")
            if number % MARKS_EACH == 0:
                person.react(ROOM, said[-3], "pushpin")
            if number % (2 * MARKS_EACH) == 0:
                person.unreact(ROOM, said[-3], "pushpin")
            if number % DELETIONS_EACH == 0:
                person.delete(ROOM, said.pop(-2))
        except Refused:
            pass  # what was deleted can't be edited; people try it all the same
        try:
            return self.workspace.wait_for(lambda: name in self.acknowledged(), ACKNOWLEDGED_WITHIN_SECONDS)
        except TimeoutError:
            return False

    def acknowledged(self) -> set[str]:
        """Return the names in everything that the bot acknowledged lately, also after Slack had to send it again."""
        log = self.workspace.on_loop(lambda: list(self.workspace.board.office.log)[-200:])
        done = [one for one in log if one.acknowledged_at is not None]
        return {name for one in done for name in NAME.findall(json.dumps(one.payload, default=str))}

    def _is_done(self) -> bool:
        listened, rooms = self.store.listened(), self.store.captured()
        latest = max(spell.since for spell in listened)
        is_judged = len(listened) == 1 or all(room.judged_until and room.judged_until >= latest for room in rooms)
        waiting = unfinished(self.store.outbox.client, "ENQUEUED", "PENDING")
        return is_judged and not waiting and not self.store.unsettled(before=LONG_AFTER, limit=1)

    def shown(self) -> dict[str, tuple[str, bool]]:
        """Return the words of each message that people said and that Slack still shows, and whether it was edited."""

        def read() -> dict[str, tuple[str, bool]]:
            channel = self.workspace.channel(ROOM)
            return {
                ts: (one.draft.text, one.edited is not None)
                for ts, one in channel.messages.items()
                if NAME.search(one.draft.text) and not one.is_tombstone
            }

        return self.workspace.on_loop(read)

    def marked(self) -> set[tuple[str, str]]:
        """Return who reacted to which message."""

        def read() -> set[tuple[str, str]]:
            messages = self.workspace.channel(ROOM).messages.items()
            return {(ts, user) for ts, one in messages for users in one.reactions.values() for user in users}

        return self.workspace.on_loop(read)


@pytest.mark.parametrize(("engine", "replicas"), [("sqlite", 1), ("postgresql", 2)])
def test_kills_add_only_refills_to_what_people_said(
    engine: str, replicas: int, tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    """Nothing lost, nothing doubled, edits and deletions as they are, and each gap on record as refilled."""
    url = f"sqlite:///{tmp_path}/bot.db" if engine == "sqlite" else _postgres(request)
    with slack.serve(manifest=manifest(), hurry=60) as workspace:
        store = open_store(url)
        room = workspace.channel(ROOM).id
        store.record(Stream(STREAM, "drill", "liveness", "open"), [_declared(store)], expects=0)
        store.watch(Place(room), STREAM)
        place = Storm(workspace, store, url, tmp_path, replicas)

        history = storm(place.subject(), kills=kills, senders=2, lives_seconds=(0.5, 2.0), replicas=replicas)

        shown, marked = place.shown(), place.marked()
        held = {one.ts: one for one in store.messages(room)}
        marks = {(one.ts, one.by) for one in store.marks(room) if one.ts in shown}
        entries = store.read(STREAM)[1]
        evidence = [one for one in store.evidence(STREAM) if not one.missing]
        files = Counter(one.ts for one in held.values() for _ in one.files)
        store.close()

    standing = {ts: (one.text, one.is_edited) for ts, one in held.items() if not one.is_deleted}
    gaps = completeness(entries)
    print(  # noqa: T201 - the figures of a long run
        f"{kills} kills, {len(history.attempted)} said, {len(shown)} shown, {len(history.acknowledged)} acknowledged "
        f"at once, {len(gaps)} gaps, {sum(gap.found for gap in gaps)} forms and {sum(gap.gone for gap in gaps)} deletions "
        f"only from history, {len(evidence)} copies"
    )
    assert history.kills == kills
    assert len(history.acknowledged) > 2 * kills, "too little was acknowledged to mean anything"
    assert standing == shown, _difference(standing, shown)
    assert doubled(NAME.findall(text)[0] for text, _ in standing.values() if "edited" not in text) == []
    assert not any(one.text or one.files for one in held.values() if one.is_deleted)
    assert marks == {one for one in marked if one[0] in shown}
    assert {row.entry.kind for row in entries} <= {"declared", "missed", "refilled"}
    assert [gap for gap in gaps if not gap.refilled] == []
    assert sorted(one.ts or "" for one in evidence) == sorted(files.elements())
    store = open_store(url)
    assert damage(store) == []
    assert sum(len(rows) for rows in streams(store).values()) == len(entries)
    store.close()


def _declared(store: SqlStore) -> Entry:
    return Entry("declared", "drill", store.clock.now(), "U01BEN", {})


def _postgres(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("postgres").new_database()
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _difference(standing: dict[str, Any], shown: dict[str, Any]) -> str:
    lost, invented = sorted(set(shown) - set(standing)), sorted(set(standing) - set(shown))
    changed = [(ts, standing[ts], shown[ts]) for ts in sorted(set(shown) & set(standing)) if standing[ts] != shown[ts]]
    return f"lost {lost}, invented {invented}, changed {changed}"
