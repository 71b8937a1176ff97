"""How fast does an export of 50,000 messages in one channel become a postmortem, beside the mere parsing of its JSON?

Run as `python -m bench.export [--messages 50000]`. The export is made here, the same each time: messages as Slack
exports them (profiles, rich text blocks, threads, edits, reactions, files, bots with attachments), in both languages,
one in twenty with something to redact. Each way runs in a process of its own, which tells its time and its memory:

- `json.loads` of the same day files, read from the zip before; the measure of all,
- the reading alone, into values of ours,
- the rows that are suggested: target 3 times that at the most,
- every message as a row, redacted: target 5,000 messages a second.

Times are from the path to the written files, without the start of Python; memory is the whole process's at its largest,
target 300 MB. Ends with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.slack_export.reading import opened

FIRST = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAYS = 20
CHANNEL = "inc-2026-11-02-checkout"
MOST_TIMES, LEAST_A_SECOND, MOST_MEGABYTES = 3.0, 5_000, 300
ROUNDS = 5
PEOPLE = [f"U0{number:03}EXPORT" for number in range(40)]
SENTENCES = (
    "error rate of checkout is at 12% and climbing, I look at the deploy of 14:05",
    "エラー率が上がっています。14:05のデプロイを確認します",
    "rolling back web-api to v481 now, please hold other deploys",
    "web-api を v481 にロールバックします。他のデプロイは待ってください",
    "p99 back to 300 ms on the dashboard <https://grafana.example.com/d/checkout|checkout>",
    "does anybody know who owns the cache in front of the API?",
    "the connection pool is exhausted: 200 of 200 in use, waiting queue is growing since 14:02",
    "DBの接続プールが枯渇しています。待ち行列も増えています",
    "I'll write to support that customers may retry, <@U0007EXPORT> can you take the status page?",
)
CHATTER = (
    "lunch?",
    "on it",
    "thanks!",
    "了解です",
    "ありがとうございます",
    "does anybody know who is on shift tonight?",
    "その会議、15分遅らせてもらえますか？",
    "I'm in the other call, back in a bit",
    "少し席を外します",
    "good morning everybody, what did I miss since yesterday evening?",
    "coffee machine on the third floor works again, by the way",
    "そちらの画面も同じように見えますか？",
)
INCIDENT_EACH = 6
"""One message in so many is about the incident; the rest is chatter."""

SECRETS = (
    "the header was Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789",
    "customer taro.yamada@example.co.jp on 090-1234-5678 says he can't pay",
    "from 203.0.113.77 with password=hunter2hunter2",
)


def message(dice: random.Random, number: int, at: datetime, roots: list[str]) -> dict[str, Any]:
    """Make a message as Slack exports it."""
    ts = f"{int(at.timestamp())}.{number % 1_000_000:06}"
    text = f"{dice.choice(SENTENCES)} ({number})" if number % INCIDENT_EACH == 0 else dice.choice(CHATTER)
    if number % 20 == 0:
        text = dice.choice(SECRETS)
    if number % 25 == 0:
        fields = [{"title": "Environment", "value": "production", "short": True}]
        alert = {"id": 1, "color": "danger", "title": "[FIRING:1] CheckoutErrors", "text": text, "fields": fields}
        bot = {"bot_id": "B0ALERTS", "bot_profile": {"id": "B0ALERTS", "name": "Alertmanager", "app_id": "A0AM"}}
        return {"type": "message", "subtype": "bot_message", "text": "", "ts": ts, "attachments": [alert], **bot}
    user = dice.choice(PEOPLE)
    leaf = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    profile = {
        "avatar_hash": "ge3b51ca72de",
        "image_72": "https://avatars.slack-edge.com/2026-01-01/0123456789_72.png",
        "first_name": "Person",
        "real_name": f"Person {user}",
        "display_name": "person",
        "team": "T0EXPORT",
        "name": "person",
        "is_restricted": False,
        "is_ultra_restricted": False,
    }
    made: dict[str, Any] = {
        "client_msg_id": f"{dice.getrandbits(128):032x}",
        "type": "message",
        "text": text,
        "user": user,
        "ts": ts,
        "team": "T0EXPORT",
        "user_team": "T0EXPORT",
        "source_team": "T0EXPORT",
        "user_profile": profile,
        "blocks": [{"type": "rich_text", "block_id": f"b{number}", "elements": [leaf]}],
    }
    if number % 3 == 0 and roots:
        made |= {"thread_ts": dice.choice(roots[-50:]), "parent_user_id": PEOPLE[0]}
    elif number % 7 == 0:
        roots.append(ts)
        made |= {"thread_ts": ts, "reply_count": 0, "reply_users": [], "replies": []}
    if number % 30 == 0:
        made["edited"] = {"user": user, "ts": f"{int(at.timestamp()) + 60}.000000"}
    if number % 15 == 0:
        made["reactions"] = [{"name": "eyes", "users": dice.sample(PEOPLE, 3), "count": 3}]
    if number % 500 == 0:
        made["reactions"] = [{"name": "pushpin", "users": PEOPLE[:1], "count": 1}]
    if number % 200 == 0:
        address = "https://files.slack.com/files-pri/T0-F0/log.txt"
        made["files"] = [{"id": f"F{number}", "name": "log.txt", "mimetype": "text/plain", "url_private": address}]
    return made


def export(path: Path, messages: int) -> None:
    """Write the export."""
    dice, roots = random.Random(7), list[str]()  # noqa: S311 - it must be the same each time
    step = timedelta(days=DAYS) / messages
    days: dict[str, list[dict[str, Any]]] = {}
    for number in range(messages):
        at = FIRST + number * step
        days.setdefault(at.date().isoformat(), []).append(message(dice, number, at, roots))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps([{"id": one, "name": one.lower()} for one in PEOPLE]))
        archive.writestr("channels.json", json.dumps([{"id": "C0EXPORT", "name": CHANNEL, "members": PEOPLE}]))
        for day, said in days.items():
            archive.writestr(f"{CHANNEL}/{day}.json", json.dumps(said, indent=4))


def contents(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        yield from (archive.read(name) for name in archive.namelist() if "/" in name)


def way(name: str, path: Path) -> None:
    """Go one way and print, as JSON, what it took; this is a process of its own."""
    if name == "json.loads":
        held = list(contents(path))
        began = time.perf_counter()
        for one in held:
            json.loads(one)
        seconds, rows = time.perf_counter() - began, 0
    elif name == "read":
        gc.disable()
        began = time.perf_counter()
        with opened(path) as whole:
            rows = len(whole.read(CHANNEL).messages)
        seconds = time.perf_counter() - began
    else:
        from bot.cli.from_export import from_export  # noqa: PLC0415 - the first way must not pay for it

        with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            gc.disable()  # as the command line does
            began = time.perf_counter()
            from_export(path, CHANNEL, Path(folder), "UTC", "all" if name == "all" else "suggested", None)
            seconds = time.perf_counter() - began
            rows = len(json.loads(next(Path(folder).glob("*.json")).read_bytes())["timeline"])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": memory, "rows": rows}))


def measured(name: str, path: Path) -> dict[str, float]:
    """Return the median of some rounds, and the most memory of any."""
    command = [sys.executable, "-m", "bench.export", "--way", name, "--export", str(path)]
    rounds = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(ROUNDS)]
    return {
        "seconds": statistics.median(one["seconds"] for one in rounds),
        "megabytes": max(one["megabytes"] for one in rounds),
        "rows": rounds[0]["rows"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        way(given.way, given.export)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.zip")
        export(path, given.messages)
        size = sum(map(len, contents(path))) / 1e6
        found = {name: measured(name, path) for name in ("json.loads", "read", "suggested", "all")}
    print(f"{given.messages} messages in one channel, {size:.0f} MB of JSON")
    for name, one in found.items():
        print(f"{name:<12} {one['seconds']:6.2f} s   {one['megabytes']:4.0f} MB   {one['rows']:6.0f} rows")
    times = found["suggested"]["seconds"] / found["json.loads"]["seconds"]
    a_second = given.messages / found["all"]["seconds"]
    most = max(found["suggested"]["megabytes"], found["all"]["megabytes"])
    print(f"read / json.loads {found['read']['seconds'] / found['json.loads']['seconds']:.2f}")
    kept = (
        (f"suggested / json.loads {times:.2f}, target {MOST_TIMES}", times <= MOST_TIMES),
        (f"all, redacted: {a_second:,.0f} messages a second, target {LEAST_A_SECOND:,}", a_second >= LEAST_A_SECOND),
        (f"memory {most:.0f} MB, target {MOST_MEGABYTES}", most < MOST_MEGABYTES),
    )
    for said, is_met in kept:
        print(f"{said}: {'met' if is_met else 'NOT met'}")
    return 0 if all(is_met for _, is_met in kept) else 1


if __name__ == "__main__":
    sys.exit(main())
