"""Whose alarm is it, which episode does a signal belong to, and is there room for a message of its own?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.domain.alarms.episode import Episode
from bot.domain.alarms.rules import URGENCY, Importance
from bot.domain.alarms.signal import Signal
from bot.domain.service import Service

UNCLAIMED = "unclaimed"
"""The name under which alarms go that no service claims; they are told where incidents are announced."""

IN_A_GROUP = 40
"""How many alarms share one message; Slack takes 50 blocks, and each alarm is one (Slack docs, Block Kit)."""

STORM = timedelta(minutes=1)
GROUP_TAKES_FOR = timedelta(minutes=10)
"""For so long after its first alarm a group takes others; what comes later is another storm."""

AHEAD = timedelta(hours=1)
"""No clock in use is so far ahead of ours: what is told of a later moment counts from when we heard of it."""

_NAME_LENGTH = 40


def nobodys(channel: str) -> Service:
    """Return what stands in for a service where an alarm belongs to none: it has only a channel."""
    return Service(
        name=UNCLAIMED,
        title={"en": "No service", "ja": "担当サービスなし"},
        command=f"/{UNCLAIMED}",
        channel=channel,
        region="",
        figures=(),
        alarms=(),
        alarm_prefixes=(),
        functions=(),
    )


def claimant(signal: Signal, services: Collection[Service]) -> str:
    """Return the name of the service an alarm belongs to; `UNCLAIMED` when it is nobody's.

    CloudWatch's are known by their name, or else by the longest prefix; Alertmanager's by the label `service`, or else
    by the labels a service's file names, the most of them first.
    """
    if signal.source == "cloudwatch":
        return _by_name(signal.alarm, services)
    label = signal.labels.get("service")
    if label is not None and any(service.name == label for service in services):
        return label
    matching = [one for one in services if _matches(one.alertmanager_match, signal.labels)]
    return max(matching, key=lambda one: len(one.alertmanager_match)).name if matching else UNCLAIMED


def _by_name(alarm: str, services: Collection[Service]) -> str:
    for service in services:
        if any(one.name == alarm and one.source == "cloudwatch" for one in service.alarms):
            return service.name
    prefixes = [
        (len(prefix), one.name) for one in services for prefix in one.alarm_prefixes if alarm.startswith(prefix)
    ]
    return max(prefixes)[1] if prefixes else UNCLAIMED


def _matches(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    return bool(wanted) and all(labels.get(name) == value for name, value in wanted.items())


def line_of(service: str, signal: Signal) -> str:
    """Return what the streams of an alarm's episodes begin with; a number of six digits follows.

    Readable, and unique to this alarm by a digest of its identity.
    """
    digest = hashlib.sha256(f"{signal.source}:{signal.identity}".encode()).hexdigest()[:10]
    name = re.sub(r"[^a-z0-9]+", "-", signal.alarm.lower()).strip("-")[:_NAME_LENGTH].strip("-") or "alarm"
    return f"alarm-{service}-{name}-{digest}-"


def next_in(line: str, newest: str | None) -> str:
    """Return the name of the stream after the newest of a line; two who race for it name the same."""
    number = int(newest.removeprefix(line)) + 1 if newest is not None else 1
    return f"{line}{number:06d}"


def joins(signal: Signal, newest: Episode, refire_window: timedelta) -> bool:
    """Say whether a signal belongs to the newest episode of its alarm, and does not begin another."""
    if signal.changed_at <= newest.turns[-1].at:
        return True  # late news of what is on record already
    if newest.is_closed:
        return False
    if signal.state != "firing" or newest.is_unresolved:
        return True
    return signal.changed_at - newest.turns[-1].at <= refire_window


def happened_at(signal: Signal, newest: Episode | None, now: datetime) -> datetime:
    """Return when a change happened: by the watcher's clock, unless it is so far ahead that it must be wrong.

    Left as it was told, such a change would outlive every later one, and its alarm fire for ever.
    """
    if signal.changed_at - now <= AHEAD:
        return signal.changed_at
    return now if newest is None else max(now, newest.turns[-1].at)


def is_too_much(importance: Importance, recent: Collection[Importance], group_above: int) -> bool:
    """Say whether an alarm must share a message: so many came within a minute that are as urgent, or more so.

    Less urgent ones don't count: an urgent alarm never waits behind them.
    """
    return sum(URGENCY[one] <= URGENCY[importance] for one in recent) >= group_above
