"""What is going on, for whoever opens our own page? Incidents, what they have to do, and every service's verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.incidents.incident import KIND
from bot.domain.status import Status
from bot.domain.stream import Stream
from bot.flows import status
from bot.flows.incidents.finding import LIVING
from bot.flows.incidents.keeping import look
from bot.flows.incidents.outstanding import outstanding
from bot.flows.stories import Stories
from bot.ports import Store

AT_A_TIME = 8
"""How many services are read side by side; each reading asks AWS for a handful of answers."""

MOST = 40
"""Slack takes 100 blocks in a view, and a service is told in two (Slack docs, views)."""

MOST_LINES = 10
"""Of incidents, and of each kind of corrective action: the page is for a glance, the command lists all (ours)."""

WORST_FIRST = ("down", "degraded", "unknown", "healthy")

COUNTDOWNS = ("mitigate", "publish", "update")
"""The clocks that people work against; the others only remind."""


def home(stories: Stories, viewer: str, *, fresh: bool = False) -> dict[str, object]:
    """Tell in plain JSON values what is going on, to one person (a Slack id).

    `fresh` reads the services anew, else an answer is up to 15 seconds old. Whoever may not operate (a guest, say) is
    told no incidents and no corrective actions; these are None then.
    """
    services = stories.services.values()
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="home") as readers:
        found = list(readers.map(lambda service: stories.statuses.of(service, fresh=fresh), services))
    ordered = sorted(found, key=lambda one: (WORST_FIRST.index(one.verdict), one.service.name))
    told = {"services": [_glance(one) for one in ordered[:MOST]], "more": max(0, len(ordered) - MOST)}
    rules = stories.permits.rules
    if not stories.permits.may(viewer, rules.rights.operate):
        return {**told, "command": rules.incident_command, "incidents": None, "correctives": None}
    store, now = stories.ports.store, stories.ports.clock.now()
    return {
        **told,
        "command": rules.incident_command,
        "incidents": _incidents(store, viewer, now),
        "correctives": _correctives(store, viewer, now.astimezone(ZoneInfo(rules.timezone))),
    }


def _glance(found: Status) -> dict[str, object]:
    """Tell only what decides the verdict; the rest is a status away."""
    whole = status.facts(found)
    deciding = [item for item in found.items if item.id in found.because]
    kept = {key: whole[key] for key in ("service", "title", "at", "verdict", "because", "links")}
    return {**kept, "command": found.service.command, "items": status.item_facts(deciding)}


def _incidents(store: Store, viewer: str, now: datetime) -> dict[str, Any]:
    """Tell those that are not closed, the gravest first."""
    heads = [head for state in LIVING for head in store.find(kind=KIND, state=state)]
    heads.sort(key=lambda head: (str(head.summary["severity"]), str(head.summary["detected_at"])))
    rows = [
        _incident(head, now, is_told=not head.summary["is_private"] or _is_one_of(head.id, viewer, store))
        for head in heads[:MOST_LINES]
    ]
    return {"rows": rows, "more": max(0, len(heads) - MOST_LINES)}


def _incident(head: Stream, now: datetime, *, is_told: bool) -> dict[str, Any]:
    """Tell an incident; of a private one that isn't the reader's no more than was announced."""
    summary = head.summary
    public = {name: summary[name] for name in ("number", "severity", "status", "is_private", "is_drill")}
    if not is_told:
        return {**public, "title": None, "is_told": False}
    told = {name: summary[name] for name in ("title", "commander", "channel", "root_ts")}
    return {**public, **told, "is_told": True, "service": head.service, "clocks": _countdowns(summary, now)}


def _countdowns(summary: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    running = sorted((at, name) for name, at in summary["clocks"].items() if name in COUNTDOWNS)
    return [{"clock": name, "deadline": at, "is_over": datetime.fromisoformat(at) <= now} for at, name in running]


def _correctives(store: Store, viewer: str, here: datetime) -> dict[str, Any]:
    """Tell what the viewer has to do, and what of others' is overdue; of private incidents only to their people."""
    rows = outstanding(store, here.date())
    mine = [row for row in rows if row["owner"] == viewer]
    late = [row for row in rows if row["is_overdue"] and row["owner"] != viewer]
    private = {row["stream"] for row in late if row["is_private"]}
    withheld = {stream for stream in private if not _is_one_of(stream, viewer, store)}
    late = [row for row in late if row["stream"] not in withheld]
    return {"mine": _some(mine), "overdue": _some(late)}


def _some(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"rows": list(rows[:MOST_LINES]), "more": max(0, len(rows) - MOST_LINES)}


def _is_one_of(stream: str, viewer: str, store: Store) -> bool:
    """Say whether somebody has a role in an incident."""
    known = look(stream, store)
    return known is not None and viewer in known.incident.roles.values()
