"""Does an export hold what was said, in Slack's own format, and nothing that its kind must not?"""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen

from workspace.slack import Workspace

DAY = re.compile(r"^(?P<folder>[^/]+)/\d{4}-\d{2}-\d{2}\.json$")


def exported(ws: Workspace, query: str = "") -> dict[str, Any]:
    with urlopen(f"{ws.page_url}_workspace/export.zip{query}") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        packed = zipfile.ZipFile(io.BytesIO(answer.read()))
    assert packed.testzip() is None
    return {name: json.loads(packed.read(name)) for name in packed.namelist()}


def said(files: dict[str, Any], folder: str) -> list[dict[str, Any]]:
    return [one for name in sorted(files) if name.startswith(f"{folder}/") for one in files[name]]


def test_threads_edits_reactions_pins_and_files_are_all_there(ws: Workspace) -> None:
    ben, aiko = ws.person("ben"), ws.person("aiko")
    root = ben.post("ops", "the root <https://example.com|log> & 日本語")
    reply = aiko.post("ops", "a reply", thread_ts=root)
    ben.edit("ops", root, "the root, edited")
    aiko.react("ops", root, "eyes")
    ben.pin("ops", root)
    ben.upload("ops", "report.csv", b"a,b\n1,2\n", "see the figures")
    files = exported(ws)
    messages = {one["ts"]: one for one in said(files, "ops")}

    assert messages[root]["text"] == "the root, edited"
    assert messages[root]["edited"]["user"] == ben.id
    assert messages[root]["replies"] == [{"user": aiko.id, "ts": reply}]
    assert (messages[root]["reply_count"], messages[root]["latest_reply"]) == (1, reply)
    assert messages[root]["reactions"] == [{"name": "eyes", "users": [aiko.id], "count": 1}]
    assert messages[reply]["thread_ts"] == root
    assert messages[reply]["user_profile"]["real_name"] == "Aiko Tanaka"
    assert any(file["name"] == "report.csv" for one in messages.values() for file in one.get("files", []))
    channel = next(one for one in files["channels.json"] if one["name"] == "ops")
    assert root in [pin["id"] for pin in channel["pins"]]
    assert {one["name"] for one in files["users.json"]} >= {"aiko", "ben", "liveness-bot"}


def test_a_message_stands_in_the_file_of_its_day_in_order(ws: Workspace) -> None:
    for name, messages in exported(ws, "?all=1").items():
        if DAY.match(name):
            stamps = [one["ts"] for one in messages]
            assert stamps == sorted(stamps)
            days = {datetime.fromtimestamp(float(ts), UTC).date().isoformat() for ts in stamps}
            assert days == {name.partition("/")[2].removesuffix(".json")}


def test_what_is_private_is_only_in_the_whole_export_and_whispers_in_none(ws: Workspace) -> None:
    ben = ws.person("ben")
    ben.act("create_channel", name="war-room", is_private=True)
    ben.post("war-room", "a secret plan")
    direct = ben.act("open_direct", user=ws.person("aiko").id)["channel"]
    ben.post(direct, "between us")
    public, everything = exported(ws), exported(ws, "?all=1")
    assert "a secret plan" not in json.dumps(public)
    assert {"groups.json", "dms.json", "mpims.json"}.isdisjoint(public)
    assert [one["text"] for one in said(everything, "war-room") if "subtype" not in one] == ["a secret plan"]
    assert [one["text"] for one in said(everything, direct)] == ["between us"]
    assert direct in {one["id"] for one in everything["dms.json"]}


def test_of_a_deleted_message_nothing_is_left_but_a_threads_tombstone(ws: Workspace) -> None:
    ben, aiko = ws.person("ben"), ws.person("aiko")
    alone, root = ben.post("ops", "gone alone"), ben.post("ops", "gone with a thread")
    aiko.post("ops", "still here", thread_ts=root)
    ben.delete("ops", alone)
    ben.delete("ops", root)
    messages = {one["ts"]: one for one in said(exported(ws), "ops")}
    assert alone not in messages
    assert (messages[root]["subtype"], messages[root]["text"]) == ("tombstone", "This message was deleted.")
    assert "gone" not in json.dumps(list(messages.values()))


def test_every_file_is_inside_the_zip_where_it_belongs(ws: Workspace) -> None:
    for name in exported(ws, "?all=1"):
        assert DAY.match(name) or re.match(r"^[a-z_]+\.json$", name), name
