"""Is each approved action done once or truthfully failed, with everything else kept, when the bot is killed again and again?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.actions.course import Course, fold
from bot.domain.stream import Recorded
from tests.crash.harness import Subject, launched, storm
from tests.crash.verdict import damage, doubled, streams
from tests.crash.witness import LONG_AFTER
from tests.journeys.stage import RIGHTS, configured, free_port, manifest
from tests.workspace.cloud_stage import clients_of
from workspace import cloud as clouds
from workspace import slack
from workspace.cloud.names import ENROLLMENT, ROLLOUT
from workspace.cloud.pretend import PretendAws
from workspace.slack.refusals import Refused
from workspace.slack.views.filled import elements_of

ROOM = "face-auth-ops"
CHANGE = "lambda:UpdateFunctionConfiguration"
CHANGED = "UpdateFunctionConfiguration20150331v2"
SEEN_WITHIN_SECONDS, CARRIED_OUT_WITHIN_SECONDS = 3.0, 1.0
LOSES_EACH, THROTTLES_EACH = 5, 7


class Storm:
    """The bot before a pretend AWS, with Ben who asks for one thing after the other, and Aiko who approves."""

    def __init__(
        self,
        workspace: slack.Workspace,
        cloud: PretendAws,
        store: SqlStore,
        environment: Mapping[str, str],
        folder: Path,
    ) -> None:
        self.workspace, self.cloud, self.store = workspace, cloud, store
        self._port, self._log = free_port(), folder / "bot.log"
        self._environment = {**environment, "HTTP_BIND": f"127.0.0.1:{self._port}"}
        self._ben, self._aiko = workspace.person("ben"), workspace.person("aiko")

    def subject(self) -> Subject:
        return Subject(self._start, self._is_ready, self._send, self._is_done)

    def _start(self, _: int) -> subprocess.Popen[bytes]:
        pairs = [f"{name}={value}" for name, value in self._environment.items()]
        return launched(["/usr/bin/env", "-i", *pairs, sys.executable, "-m", "bot", "run"], self._log)

    def _is_ready(self, _: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def _send(self, name: str) -> bool:
        """Ask for a value that nobody else asks for, and approve it; AWS ails now and then in the middle of it."""
        sender, count = (int(part) for part in name.split("-"))
        value = f"{count % 100}.{sender}{count}"
        if count % LOSES_EACH == 0:
            self.cloud.lose_next_reply(CHANGE)
        if count % THROTTLES_EACH == 0:
            self.cloud.throttle_next(CHANGE)
        self._ben.command(ROOM, f"/liveness rollback rollout {value} because {name}")
        with suppress(TimeoutError, Refused):
            shown = self.workspace.wait_for(lambda: self._button(name), SEEN_WITHIN_SECONDS)
            click = self._aiko.click(*shown) if shown else ""
            self.workspace.wait_for(lambda: self._is_acknowledged(click), SEEN_WITHIN_SECONDS)
            with suppress(TimeoutError):
                self.workspace.wait_for(lambda: self._button(name) is None, CARRIED_OUT_WITHIN_SECONDS)
            return True
        return False

    def _button(self, name: str) -> tuple[dict[str, Any], str] | None:
        """Return the message about what was asked under this name, and what its button to approve is called."""
        channel = self.workspace.channel(ROOM).id
        for message in reversed(self.workspace.messages(ROOM)):
            if name not in json.dumps(message.get("blocks", [])):
                continue
            actions = [str(element.get("action_id")) for _, element in elements_of(message["blocks"])]
            found = next((one for one in actions if one.startswith("action.approve:")), None)
            if found is not None:
                return {**message, "channel": channel}, found
        return None

    def _is_acknowledged(self, delivery: str) -> bool:
        log = self.workspace.on_loop(lambda: list(self.workspace.board.office.log))
        return any(one.id == delivery and one.acknowledged_at is not None for one in log)

    def _is_done(self) -> bool:
        waiting = unfinished(self.store.outbox.client, "ENQUEUED", "PENDING")
        return not waiting and not self.store.unsettled(before=LONG_AFTER, limit=1)


def variables(cloud: PretendAws) -> dict[str, str]:
    with clients_of(cloud) as client:
        told = client("lambda").get_function_configuration(FunctionName=ENROLLMENT)
        return dict(told["Environment"]["Variables"])


def changes(cloud: PretendAws) -> int:
    """Count how often the bot changed the function, as AWS itself remembers it."""
    found: list[dict[str, Any]] = []
    with clients_of(cloud) as client:
        for page in client("cloudtrail").get_paginator("lookup_events").paginate():
            found += [json.loads(one["CloudTrailEvent"]) for one in page["Events"] if one["EventName"] == CHANGED]
    return len([one for one in found if "errorCode" not in one])


def test_each_approved_action_is_done_once_or_truthfully_failed_and_all_else_is_kept(
    tmp_path: Path, kills: int
) -> None:
    """AWS's own record of changes is held against ours; the state at the end is what the last action made of it."""
    url = f"sqlite:///{tmp_path}/bot.db"
    with clouds.serve(history_days=0.2) as cloud, slack.serve(manifest=manifest(), cloud=cloud, hurry=60) as workspace:
        before = variables(cloud)
        told = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the bot's own environment
        environment = (
            told
            | cloud.environment
            | {
                "SLACK_API_URL": workspace.api_url,
                "SLACK_BOT_TOKEN": workspace.bot_token,
                "SLACK_APP_TOKEN": workspace.app_token,
                "DATABASE_URL": url,
                "CONFIG_DIR": str(configured(tmp_path, RIGHTS)),
            }
        )
        store = open_store(url)
        place = Storm(workspace, cloud, store, environment, tmp_path)

        history = storm(place.subject(), kills=kills, senders=2, lives_seconds=(0.5, 6.0))

        after, changed = variables(cloud), changes(cloud)
        actions = {name: rows for name, rows in streams(store).items() if name.startswith("action-")}
        markers = workspace.on_loop(
            lambda: [
                str(one.draft.metadata["event_payload"]["marker"])
                for one in workspace.channel(ROOM).messages.values()
                if one.draft.metadata
            ]
        )
        store.close()

    courses = {name: fold(rows) for name, rows in actions.items()}
    done = [one for one in courses.values() if one.done]
    line = _line(courses.values(), before[ROLLOUT])

    assert history.kills == kills
    assert len(done) >= kills // 2, "too little was done to mean anything"
    assert {name: value for name, value in after.items() if name != ROLLOUT} == {
        name: value for name, value in before.items() if name != ROLLOUT
    }
    assert [one for one in done if one not in line] == [], "said to be done, and nobody found it so"
    assert after[ROLLOUT] == _after(line[-1])
    assert changed == len(line), "AWS was changed more often, or more seldom, than is told"
    assert [name for name, one in courses.items() if one.stage == "approved"] == []
    assert [
        name for name, one in courses.items() if any(trial.outcome != "not_made" for trial in one.attempts[:-1])
    ] == []
    assert [name for name, rows in actions.items() if not _is_agreed(rows)] == []
    assert doubled(markers) == []
    store = open_store(url)
    assert damage(store) == []
    store.close()


def _line(courses: Iterable[Course], value: str) -> list[Course]:
    """Return the actions that made each value of the one before it; no two make the same.

    What ended without a claim (another's change was found in place of its own) may stand in it, and need not.
    """
    claimed = sorted((one for one in courses if one.done or _is_open(one)), key=_is_open)
    line: list[Course] = []
    while True:
        follows = next((one for one in claimed if one.plan["lines"][0]["before"] == value), None)
        if follows is None:
            return line
        line.append(follows)
        value = _after(follows)


def _after(course: Course) -> str:
    return str(course.plan["lines"][0]["after"])


def _is_open(course: Course) -> bool:
    return course.ended is not None and course.ending == "failed" and not course.ended.facts["is_untouched"]


def _is_agreed(rows: Sequence[Recorded]) -> bool:
    """Say whether Aiko had approved what Ben asked for before the first request."""
    kinds = [row.entry.kind for row in rows]
    if "calling" not in kinds:
        return True
    return [row.entry.by for row in rows[: kinds.index("calling")] if row.entry.kind == "approved"] == ["U01AIKO"]
