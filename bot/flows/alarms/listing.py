"""What fires, what is silenced, what can't be seen, and what ended lately?"""

from __future__ import annotations

from typing import Any, cast

from bot.domain.alarms import blind
from bot.domain.alarms.episode import KIND
from bot.domain.alarms.rules import URGENCY, Importance
from bot.domain.service import Service
from bot.domain.stream import Stream
from bot.flows.alarms import silencing
from bot.ports import Clock, Store

SHOWN = 15
"""So many alarms at most, each in a block of its own; Slack takes 50 (Slack docs, Block Kit)."""


def alarms(service: Service, *, store: Store, clock: Clock) -> dict[str, Any]:
    """Tell a service's alarms in plain values, those that need somebody first."""
    now = clock.now()
    firing = sorted(store.find(kind=KIND, service=service.name, state="firing"), key=_urgency)
    over = store.find(kind=KIND, service=service.name, state="resolved", limit=5)
    dark = next(iter(store.find(kind=blind.KIND, service=service.name, state="open", limit=1)), None)
    spots = blind.fold(store.read(dark.id)[1]).spots if dark is not None else {}
    return {
        "service": service.name,
        "title": dict(service.title),
        "command": service.command,
        "at": now.isoformat(),
        "firing": [_row(head) for head in firing[:SHOWN]],
        "more": max(0, len(firing) - SHOWN),
        "over": [_row(head) for head in over],
        "silences": silencing.listed(service, store=store, now=now),
        "spots": [{"alarm": name, "why": why, "since": at.isoformat()} for name, (why, at) in sorted(spots.items())],
    }


def _urgency(head: Stream) -> tuple[bool, int, str]:
    told = head.summary
    return told["acknowledged_by"] is not None, URGENCY[cast("Importance", told["importance"])], str(told["began_at"])


def _row(head: Stream) -> dict[str, Any]:
    return {**head.summary, "stream": head.id}
