"""How is a Slack export made for a test, as Slack, or somebody with bad intentions, would pack it?"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHANNEL = "inc-checkout"
Json = dict[str, Any]


def said(ts: str, text: str = "", user: str = "U0ALICE", **more: Any) -> Json:
    return {"type": "message", "ts": ts, "user": user, "text": text, **more}


def by_bot(ts: str, text: str = "", **more: Any) -> Json:
    bot = {"bot_id": "B0ALERTS", "bot_profile": {"id": "B0ALERTS", "name": "Alertmanager"}}
    return {"type": "message", "subtype": "bot_message", "ts": ts, "text": text, **bot, **more}


def ts_of(second: int) -> str:
    """Return the ts of that second after 2026-11-22 12:00 UTC."""
    return f"{1_795_348_800 + second}.000000"


def files(days: Mapping[str, Any], channel: str = CHANNEL) -> dict[str, bytes]:
    """Return the files of an export with one channel: day and entries, or bytes as they are."""
    people = [{"id": "U0ALICE", "name": "alice"}, {"id": "U0BOB", "name": "bob"}]
    lists = {"users.json": people, "channels.json": [{"id": "C0CHECKOUT", "name": channel}]}
    whole = {**lists, **{f"{channel}/{day}.json": entries for day, entries in days.items()}}
    return {
        name: entries if isinstance(entries, bytes) else json.dumps(entries).encode() for name, entries in whole.items()
    }


def packed(path: Path, whole: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return path


def unpacked(path: Path, whole: Mapping[str, bytes]) -> Path:
    for name, content in whole.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path
