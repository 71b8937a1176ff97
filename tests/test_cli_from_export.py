"""Does an export become the documents that the contract names, in both languages, the same bytes each time?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from jsonschema import Draft202012Validator

from bot.adapters.pages import Pages
from bot.domain.postmortems.schema import postmortem_schema
from bot.domain.postmortems.seal import flaws
from tests.exports import CHANNEL, by_bot, files, packed, said, ts_of
from tests.test_cli import ROOT, Done
from workspace.slack import Workspace, serve

SECRET = "xoxb-" + "1234567890-abcdefghijklmnop"


def story() -> list[Any]:
    mark = [{"name": "pushpin", "users": ["U0BOB"], "count": 1}]
    return [
        said(ts_of(-60), "good morning"),
        by_bot(ts_of(0), attachments=[{"title": "[FIRING:1] CheckoutErrors", "text": "12 % fail"}]),
        said(ts_of(60), "I'm commander"),
        said(ts_of(90), "severity S1", "U0BOB"),
        said(ts_of(300), f"token {SECRET} of <@U0ALICE>, mail taro@example.co.jp", reactions=mark),
        said(ts_of(310), "the same token " + SECRET, reactions=mark, edited={"user": "U0ALICE", "ts": ts_of(320)}),
        {**said(ts_of(400), "", "USLACKBOT", subtype="tombstone"), "reactions": mark},
        said(ts_of(1200), "緩和完了"),
        said(ts_of(3600), "resolved"),
        said(ts_of(3700), "lunch?", "U0BOB"),
    ]


def from_export(path: Path, out: Path, *options: str, channel: str = CHANNEL, locale: str = "en") -> Done:
    command = [
        sys.executable,
        "-m",
        "bot",
        "postmortem",
        "from-export",
        str(path),
        "--channel",
        channel,
        "--out",
        str(out),
    ]
    environment = {"PATH": "/usr/bin:/bin", "LIVENESS_BOT_LOCALE": locale, "PYTHONUTF8": "1"}
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return packed(tmp_path / "export.zip", files({"2026-11-22": story()}))


def document_in(out: Path, name: str = "PM-2026-11-22-01") -> Any:
    return json.loads((out / f"{name}.json").read_bytes())


def test_the_document_says_what_the_messages_tell(export: Path, tmp_path: Path) -> None:
    done = from_export(export, tmp_path / "out", "--timezone", "Asia/Tokyo")
    made = document_in(tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "PM-2026-11-22-01.json",
        "PM-2026-11-22-01.md",
    ]
    assert not list(Draft202012Validator(postmortem_schema()).iter_errors(made))
    assert flaws(made) == ()
    assert (made["severity"], made["status"], made["timezone"]) == ("S1", "draft", "Asia/Tokyo")
    assert made["milestones"] == {
        "started_at": None,
        "detected_at": "2026-11-22T12:00:00Z",
        "acknowledged_at": None,
        "mitigated_at": "2026-11-22T12:20:00Z",
        "resolved_at": "2026-11-22T13:00:00Z",
        "published_at": None,
    }
    assert made["kpis"]["minutes_to_mitigate"] == 20
    assert made["roles"]["incident_commander"] == "U0ALICE"
    assert made["completeness"]["messages_seen"] == 10
    assert made["checklist"][0] == {"id": "mitigated_30m", "met": True, "note": None}


def test_rows_are_redacted_and_deleted_ones_are_empty(export: Path, tmp_path: Path) -> None:
    from_export(export, tmp_path / "out")
    rows = {one["message_ts"]: one for one in document_in(tmp_path / "out")["timeline"]}
    whole = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())

    assert SECRET not in whole
    assert "taro@" not in whole
    assert rows[ts_of(300)]["redactions"] == 2
    assert rows[ts_of(300)]["event"].split()[1] == rows[ts_of(310)]["event"].split()[-1]
    assert "@U0ALICE" in rows[ts_of(300)]["event"]
    assert rows[ts_of(310)]["edited"]
    assert (rows[ts_of(400)]["deleted"], rows[ts_of(400)]["event"], rows[ts_of(400)]["owner"]) == (True, None, None)
    assert (rows[ts_of(0)]["owner"], rows[ts_of(0)]["kind"], rows[ts_of(0)]["source"]) == (
        "Alertmanager",
        "alert",
        "import",
    )
    assert ts_of(3700) not in rows


def test_all_takes_every_message(export: Path, tmp_path: Path) -> None:
    from_export(export, tmp_path / "out", "--include", "all")

    assert len(document_in(tmp_path / "out")["timeline"]) == len(story())


def test_the_same_export_gives_the_same_bytes_and_the_next_free_number(export: Path, tmp_path: Path) -> None:
    from_export(export, tmp_path / "a")
    from_export(export, tmp_path / "b")
    from_export(export, tmp_path / "a")

    for ending in ("md", "json"):
        assert (tmp_path / f"a/PM-2026-11-22-01.{ending}").read_bytes() == (
            tmp_path / f"b/PM-2026-11-22-01.{ending}"
        ).read_bytes()
    assert (tmp_path / "a/PM-2026-11-22-02.json").exists()


def test_what_could_not_be_known_is_told_in_both_languages(export: Path, tmp_path: Path) -> None:
    english = from_export(export, tmp_path / "en").stderr
    japanese = from_export(export, tmp_path / "ja", locale="ja").stderr

    assert "Nothing tells when it was: started, acknowledged." in english
    assert "1 message was edited; its earlier words are not in the export." in english
    assert "1 message was deleted; only that is known." in english
    assert "時刻が分からない節目：開始、対応開始" in japanese or "時刻が分からない節目" in japanese
    assert "# Incident PM-2026-11-22-01" in (tmp_path / "ja/PM-2026-11-22-01.md").read_text(encoding="utf-8")


def test_what_somebody_wrote_is_not_overwritten(export: Path, tmp_path: Path) -> None:
    asked = ("--id", "PM-2026-11-22-07")
    assert from_export(export, tmp_path, *asked).returncode == 0
    assert from_export(export, tmp_path, *asked, "--include", "all").returncode == 0
    report = tmp_path / "PM-2026-11-22-07.md"
    report.write_text(report.read_text(encoding="utf-8").replace("to be written", "by hand", 1), encoding="utf-8")
    done = from_export(export, tmp_path, *asked)

    assert (done.returncode, "changed by hand" in done.stderr) == (2, True)
    assert "by hand" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"export": "missing.zip"}, "There is no"),
        ({"export": "."}, "is no Slack export"),
        ({"channel": "inc-chekout"}, "Did you mean inc-checkout?"),
        ({"options": ("--timezone", "Tokyo")}, "Tokyo is not a time zone"),
        ({"options": ("--timezone", "../../etc/passwd")}, "is not a time zone"),
        ({"options": ("--id", "../PM-2026-11-22-01")}, "is no id of a postmortem"),
        ({"out": "export.zip/out"}, "Nothing can be written"),
    ],
)
def test_wrong_use_is_answered_with_a_sentence(
    export: Path, tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "empty").mkdir()
    path = {"missing.zip": tmp_path / "missing.zip", ".": tmp_path / "empty"}.get(change.get("export", ""), export)
    out = tmp_path / change.get("out", "out")
    done = from_export(path, out, *change.get("options", ()), channel=change.get("channel", CHANNEL))

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert not out.exists() or not list(out.iterdir())


def card(pages: Pages, name: str) -> list[dict[str, Any]]:
    facts = json.loads((ROOT / "tests/golden/facts/incident" / name).read_bytes())
    template = f"incident/{name.partition('.')[0]}"
    return pages.message(template, facts, "ja").blocks


def test_our_own_workspaces_export_is_read_with_our_cards(tmp_path: Path) -> None:
    pages = Pages(ROOT / "templates", "en")
    with serve() as ws:
        told_in(ws, pages)
        with urlopen(f"{ws.page_url}_workspace/export.zip") as answer:
            (tmp_path / "own.zip").write_bytes(answer.read())
    done = from_export(tmp_path / "own.zip", tmp_path / "out", "--id", "PM-2026-11-22-01", channel="face-auth-ops")
    made = document_in(tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert made["title"] == "half of all sign-ins fail"
    assert (made["milestones"]["detected_at"], made["milestones"]["started_at"]) == (
        "2026-11-22T12:00:00Z",
        "2026-11-22T11:52:00Z",
    )
    assert made["severity"] == "S0"
    assert [one["event"] for one in made["timeline"] if one["event"] and "pinned" in one["event"]] == ["a pinned word"]


def told_in(ws: Workspace, pages: Pages) -> None:
    """Post our card and a change of severity as the bot, and something pinned by somebody."""
    from slack_sdk import WebClient

    client = WebClient(token=ws.bot_token, base_url=ws.api_url)
    room = ws.channel("face-auth-ops").id
    for name in ("card.resolved.json", "change.severity.json"):
        client.chat_postMessage(channel=room, text="x", blocks=card(pages, name))
    ben = ws.person("ben")
    ben.pin("face-auth-ops", ben.post("face-auth-ops", "a pinned word"))
