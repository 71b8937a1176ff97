"""Does `verify` find what was changed in the record, or is missing from it, and does `iam-policy act` ask for no more?"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot.adapters.sql.store import open_store
from bot.domain.actions.kind import Draft, Line
from bot.domain.actions.plan import Circumstances, plan_of
from bot.domain.stream import Entry
from bot.flows.actions.keeping import begin
from tests.adapters.stores import NOON, HandSetClock
from tests.alarms import service
from tests.flows.action_world import ROLLOUT
from tests.test_cli import ROOT, Done, liveness_bot


def record(url: str, actions: int) -> None:
    """Put some actions on record, each naming the one before it."""
    with closing(open_store(url, HandSetClock(NOON))) as store:
        before = None
        for number in range(1, actions + 1):
            draft = Draft((Line("MODE", "a", "b"),), (), {"revision": "r1"}, undo={})
            plan = plan_of(ROLLOUT, ROLLOUT.kind, draft, Circumstances("token", NOON, 1))
            name = f"action-liveness-{number:06d}"
            follows = {"stream": before.stream, "seq": before.seq, "hash": before.hash} if before else None
            entries = [
                Entry("asked", f"asked:{number}", NOON, "U1", {"follows": follows}),
                Entry("planned", f"planned:{number}", NOON, "bot", plan),
            ]
            begin(name, service(), entries, store=store, now=NOON, follow=lambda _: ())
            before = store.read(name)[1][-1]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "bot.db"
    record(f"sqlite:///{path}", actions=3)
    return path


def verify(database: Path) -> Done:
    return liveness_bot("verify", DATABASE_URL=f"sqlite:///{database}", LIVENESS_BOT_LOCALE="en")


def tamper(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_an_untouched_record_is_whole(database: Path) -> None:
    done = verify(database)

    assert (done.returncode, done.stdout) == (0, "")
    assert "3 streams looked through" in done.stderr


def test_a_changed_row_is_named(database: Path) -> None:
    tamper(database, "UPDATE entries SET by = 'U2' WHERE stream = 'action-liveness-000002' AND seq = 2")

    done = verify(database)

    assert done.returncode == 1
    assert "action-liveness-000002: row 2" in done.stdout


def test_a_missing_row_is_named(database: Path) -> None:
    tamper(database, "DELETE FROM entries WHERE stream = 'action-liveness-000003' AND seq = 2")

    done = verify(database)

    assert done.returncode == 1
    assert "action-liveness-000003: 1 rows are there, 2 were written" in done.stdout


def test_a_whole_action_that_is_missing_is_named_by_the_next(database: Path) -> None:
    tamper(
        database,
        "DELETE FROM entries WHERE stream = 'action-liveness-000002'",
        "DELETE FROM heads WHERE id = 'action-liveness-000002'",
    )

    done = verify(database)

    assert done.returncode == 1
    assert "action-liveness-000002: its last row, which action-liveness-000003 names" in done.stdout


def test_the_acting_policy_asks_for_what_is_declared_and_forbids_other_roles(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    file = tmp_path / "config" / "services" / "liveness.yaml"
    told = yaml.safe_load(file.read_text())
    told["actions"] = [one for one in told["actions"] if one["id"] == "rollout_to_zero"]
    for one in told["recommendations"]:
        one.pop("actions", None)
    file.write_text(yaml.safe_dump(told, allow_unicode=True))

    policy = json.loads(liveness_bot("iam-policy", "act", CONFIG_DIR=str(tmp_path / "config")).stdout)

    allowed = [row for row in policy["Statement"] if row["Effect"] == "Allow"]
    assert [row["Action"] for row in allowed] == [
        ["lambda:PublishVersion", "lambda:UpdateAlias", "lambda:UpdateFunctionConfiguration"]
    ]
    function = "arn:aws:lambda:us-east-1:*:function:FaceAuth-Enrollment"
    assert [row["Resource"] for row in allowed] == [[function, f"{function}:*"]]
    assert {"Effect": "Deny", "Action": ["iam:PassRole"], "Resource": ["*"], "Sid": "NoOtherRole"} in policy[
        "Statement"
    ]
