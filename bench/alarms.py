"""How soon is an alarm in Slack, and what becomes of five hundred in a minute?

Run as `python -m bench.alarms`. The whole bot as a process of its own, a pretend Slack and a pretend AWS on loopback.

1. Alarms one after another, each from SNS through SQS: from its publication to its message in the channel, p95 against
   1 s; and, in the same run, how long SNS and SQS alone take to bring a message to a bare long poll.
2. Five hundred alarms in a minute over Alertmanager's hook, with Slack's own limit of one post a second and channel:
   how long until every one is in a message of its own or in a line of a shared one, over the least time in which Slack
   would take that many posts; and how long an urgent one waits that comes last.

Ends with 1 when something was lost, or a target is missed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3

from workspace import cloud, slack
from workspace.cloud.names import ACCOUNT, ALARM_TOPIC, REGION

ROOM = "face-auth-ops"
ROUNDS = 40
TARGET_SECONDS = 1.0
STORM, STORM_SECONDS = 500, 60.0
PATIENCE_SECONDS = 240.0
TOKEN = "alarms-may-come-in"  # noqa: S105 - it opens nothing but the bench


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - the bench is the watcher here


@contextmanager
def bot(place: slack.Workspace, surroundings: Mapping[str, str]) -> Iterator[str]:
    """Run the bot, and give its address."""
    with tempfile.TemporaryDirectory() as room:
        environment = dict(os.environ) | {  # noqa: TID251 - the surroundings of the program that is started
            "SLACK_API_URL": place.api_url,
            "SLACK_BOT_TOKEN": place.bot_token,
            "SLACK_APP_TOKEN": place.app_token,
            "DATABASE_URL": f"sqlite:///{room}/bot.db",
            "HTTP_BIND": "127.0.0.1:0",
            "ALERTMANAGER_TOKEN": TOKEN,
            **surroundings,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "ready" in line, "the bot did not start"
            yield line.rsplit(" ", 1)[-1].strip().removesuffix("/readyz")
        finally:
            process.terminate()
            process.wait(15)
            if process.stdout:
                process.stdout.close()


def shown(place: slack.Workspace) -> str:
    """Return all that stands in the service's channel."""
    return json.dumps([one.get("blocks") for one in place.messages(ROOM)])


def published(sns: Any, name: str) -> float:
    """Let an alarm fire as SNS brings it, and return when."""
    told = {
        "AlarmName": name,
        "NewStateValue": "ALARM",
        "OldStateValue": "OK",
        "NewStateReason": "bench",
        "StateChangeTime": moment(),
        "Region": REGION,
    }
    sns.publish(TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:{ALARM_TOPIC}", Message=json.dumps(told))
    return time.perf_counter()


def one_by_one(place: slack.Workspace, sns: Any) -> list[float]:
    times = []
    for number in range(ROUNDS):
        name = f"FaceAuth-Bench-{number:04d}"
        began = published(sns, name)
        place.wait_for(lambda name=name: name in shown(place), 30, name)
        times.append(time.perf_counter() - began)
        threading.Event().wait(0.3)
    return times


def bare(sns: Any, sqs: Any, topic: str) -> list[float]:
    """Time SNS and SQS alone: a queue of our own, long polled by nobody but us."""
    queue = sqs.create_queue(QueueName="bench")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:bench"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    times = []
    for number in range(ROUNDS):
        ended: list[float] = []

        def poll(into: list[float] = ended) -> None:
            while not into:
                if sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5).get("Messages"):
                    into.append(time.perf_counter())

        waiting = threading.Thread(target=poll)
        waiting.start()
        threading.Event().wait(0.2)
        sns.publish(TopicArn=topic, Message=f"bare {number}")
        began = time.perf_counter()
        waiting.join()
        times.append(ended[0] - began)
        sqs.purge_queue(QueueUrl=queue)
    return times


def hooked(address: str, name: str, severity: str) -> None:
    told = {
        "status": "firing",
        "labels": {"alertname": name, "service": "liveness", "severity": severity},
        "annotations": {"summary": "bench"},
        "startsAt": moment(),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": f"{abs(hash(name)):016x}"[:16],
    }
    body = json.dumps({"version": "4", "status": "firing", "receiver": "bench", "groupKey": "{}", "alerts": [told]})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(f"{address}/hooks/alertmanager", body.encode(), headers)  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        assert answer.status == 200


def storm(place: slack.Workspace, address: str) -> tuple[float, float, int]:
    """Return the seconds until all are visible, those the urgent one took, and how many messages there are."""
    names = [f"Storm-{number:04d}" for number in range(STORM - 1)]
    began = time.perf_counter()
    for place_in_line, name in enumerate(names):
        hooked(address, name, "S2")
        late = began + STORM_SECONDS * (place_in_line + 1) / STORM - time.perf_counter()
        threading.Event().wait(max(0.0, late))
    urgent_at = time.perf_counter()
    hooked(address, "Storm-Urgent", "S0")
    place.wait_for(lambda: "Storm-Urgent" in shown(place), PATIENCE_SECONDS, "the urgent one")
    urgent = time.perf_counter() - urgent_at
    ended = time.perf_counter()

    def all_there() -> bool:
        text = shown(place)
        return all(name in text for name in names)

    place.wait_for(all_there, PATIENCE_SECONDS, "every alarm")
    ended = max(ended, time.perf_counter())
    roots = [one for one in place.messages(ROOM) if "Storm-" in json.dumps(one.get("blocks"))]
    return ended - began, urgent, len(roots)


def main() -> int:
    described = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "--format", "json"], capture_output=True, text=True, check=True
    )
    manifest = json.loads(described.stdout)
    with cloud.serve(history_days=2) as aws:
        session = boto3.Session("x", "y", region_name=REGION)
        sns, sqs = (session.client(product, endpoint_url=aws.endpoint_url) for product in ("sns", "sqs"))
        topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{ALARM_TOPIC}"
        alone = bare(sns, sqs, topic)
        with slack.serve(manifest=manifest) as place:
            queue = {"ALARM_QUEUE_URL": aws.alarm_queue_url}
            with bot(place, {**aws.environment, **queue}):
                times = one_by_one(place, sns)
        with slack.serve(manifest=manifest, rate_tiers=True) as place, bot(place, aws.environment) as address:
            seconds, urgent, messages = storm(place, address)
    p50, p95, lonely = statistics.median(times), statistics.quantiles(times, n=20)[-1], statistics.median(alone)
    print(
        f"alarm to message: p50 {p50:.2f} s, p95 {p95:.2f} s (target {TARGET_SECONDS:.0f} s);"
        f" SNS to a bare poll p50 {lonely:.2f} s: ratio {p50 / lonely:.1f}"
    )
    least = max(STORM_SECONDS, float(messages))
    print(
        f"{STORM} alarms in {STORM_SECONDS:.0f} s: all visible after {seconds:.0f} s in {messages} messages, which"
        f" Slack takes in {least:.0f} s at the least: ratio {seconds / least:.2f};"
        f" the urgent one, sent last, after {urgent:.1f} s"
    )
    is_met = p95 <= TARGET_SECONDS
    print("target met" if is_met else "target NOT met")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
