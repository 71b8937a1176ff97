"""What do the messages about alarms show: one alarm's, a group's, and that of what can't be seen?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import consoles
from bot.domain.alarms import blind, groups
from bot.domain.alarms.attention import callees, respond_by
from bot.domain.alarms.episode import Episode, fold
from bot.domain.alarms.rules import URGENCY
from bot.domain.alarms.signal import measured
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.showing import Shown
from bot.ports import Store

_STATES = {"firing": "ALARM", "unsure": "INSUFFICIENT_DATA", "resolved": "OK"}


def alarm(stream: Stream, entries: Sequence[Recorded], service: Service, _: Store) -> Shown:
    """Show how one alarm stands; whoever is to respond is called by name only while it fires."""
    episode = fold(entries)
    told = facts(episode, stream.id, service)
    began = episode.stretch_began_at or entries[0].recorded_at
    return Shown("alarm/card", {**told, "calls": list(callees(episode, service, began))}, stream.seq)


def facts(episode: Episode, stream: str, service: Service) -> dict[str, Any]:
    """Tell one alarm in plain values."""
    about = episode.about
    runbook = next((one for one in service.runbooks if one.id == about.runbook), None)
    by = respond_by(episode, service) if episode.is_unresolved else None
    links = {
        "runbook": about.runbook_url or (runbook.url if runbook else None) or service.runbook,
        "dashboard": consoles.of_dashboard(service.region, service.dashboard) if service.dashboard else None,
        "source": about.link or _console(about.source, about.alarm, service),
    }
    return {
        "service": service.name,
        "title": dict(service.title),
        "stream": stream,
        "alarm": about.alarm,
        "source": about.source,
        "state": _STATES[episode.state] if episode.firings else "OK",
        "is_unresolved": episode.is_unresolved,
        "is_closed": episode.is_closed,
        "condition": dict(about.condition) if about.condition else None,
        "summary": about.summary,
        "reason": episode.turns[-1].reason if episode.turns else "",
        "figure": measured(episode.turns[-1].reason) if episode.turns else None,
        "labels": {name: value for name, value in about.labels.items() if name not in {"alertname", "severity"}},
        "importance": about.importance,
        "severity": about.severity,
        "is_described": about.is_described,
        "expects_response": about.respond_within is not None,
        "firings": episode.firings,
        "first_fired_at": _moment(episode.first_fired_at),
        "fired_at": _moment(episode.stretch_began_at),
        "firings_within": _firings_within(episode),
        "resolved_at": _moment(episode.resolved_at),
        "seconds": episode.seconds,
        "respond_by": _moment(by),
        "is_late": by is not None and episode.acknowledged is None and any(at >= by for at in episode.reminded),
        "acknowledged": _note(episode.acknowledged),
        "silenced": _silenced(episode),
        "held": _note(episode.held),
        "level": episode.level,
        "verdict": (episode.triage or {}).get("verdict"),
        "emergency": _emergency(episode.triage or {}),
        "fix": _note(episode.fix),
        "links": links,
    }


def group(stream: Stream, entries: Sequence[Recorded], service: Service, store: Store) -> Shown:
    """Show a line for each alarm of a group, those that need somebody first."""
    names = groups.members(entries)
    heads = store.heads(names)
    rows = [_row(heads[name]) for name in names if name in heads]
    rows.sort(
        key=lambda row: (row["state"] != "firing", row["acknowledged_by"] is not None, URGENCY[row["importance"]])
    )
    calls = list(service.on_call) if any(_needs_somebody(row) for row in rows) else []
    told = {
        "service": service.name,
        "title": dict(service.title),
        "stream": stream.id,
        "began_at": stream.summary["began_at"],
        "alarms": rows,
        "calls": calls,
    }
    return Shown("alarm/group", told, stream.seq + sum(head.seq for head in heads.values()))


def _row(head: Stream) -> dict[str, Any]:
    kept = ("alarm", "importance", "severity", "firings", "began_at", "resolved_at", "seconds", "acknowledged_by")
    return {name: head.summary[name] for name in kept} | {
        "stream": head.id,
        "state": head.state,
        "silenced_until": head.summary["silenced_until"],
    }


def _needs_somebody(row: Mapping[str, Any]) -> bool:
    return row["state"] == "firing" and row["importance"] != "notification" and row["silenced_until"] is None


def blind_spots(stream: Stream, entries: Sequence[Recorded], service: Service, _: Store) -> Shown:
    """Show what can't be seen, and why; nobody is called."""
    found = blind.fold(entries)
    spots = [{"alarm": name, "why": why, "since": at.isoformat()} for name, (why, at) in sorted(found.spots.items())]
    told = {
        "service": service.name,
        "title": dict(service.title),
        "spots": spots,
        "cleared_at": _moment(found.cleared_at),
        "url": consoles.of_alarms(service.region),
    }
    return Shown("alarm/blind", told, stream.seq)


def _firings_within(episode: Episode) -> float:
    """Return how many seconds lie between the first firing and the last."""
    spans = episode.spans
    return (spans[-1][0] - spans[0][0]).total_seconds() if spans else 0.0


def _emergency(triage: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what to do at once, when the triage calls for it."""
    called = triage.get("emergency") or {}
    if not called.get("is_called"):
        return None
    remedy = next((one["title"] for one in triage["recommended"]), None)
    return {"remedy": remedy, "figure": called["figure"], "value": called["value"]}


def _note(note: Any) -> dict[str, Any] | None:
    return None if note is None else {"by": note.by, "at": note.at.isoformat(), "text": note.text}


def _silenced(episode: Episode) -> dict[str, Any] | None:
    one = episode.silence
    return None if one is None else {"by": one.by, "until": one.until.isoformat(), "reason": one.reason}


def _moment(at: Any) -> str | None:
    return None if at is None else str(at.isoformat())


def _console(source: str, name: str, service: Service) -> str | None:
    return consoles.of_alarm(service.region, name) if source == "cloudwatch" else None
