"""What does an incident's pinned card show? How bad it is, who leads, which clocks run, what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.incidents.folding import fold
from bot.domain.incidents.incident import Incident
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.incidents.keeping import number_of
from bot.flows.showing import Shown
from bot.ports import Store


def card(stream: Stream, entries: Sequence[Recorded], service: Service, _: Store) -> Shown:
    """Show how an incident stands."""
    return Shown("incident/card", facts(stream, fold(entries), service), stream.seq)


def facts(stream: Stream, incident: Incident, service: Service) -> dict[str, Any]:
    """Tell an incident in plain values."""
    update = incident.updates[-1] if incident.updates else None
    return {
        "stream": stream.id,
        "number": number_of(stream.id),
        "title": incident.title,
        "service": service.name,
        "service_title": dict(service.title),
        "severity": incident.severity,
        "highest": incident.highest,
        "status": incident.status,
        "is_drill": incident.is_drill,
        "is_private": incident.is_private,
        "roles": dict(incident.roles),
        "commander": incident.commander,
        "milestones": {name: at.isoformat() for name, at in incident.milestones.items()},
        "declared": {"by": incident.declared_by, "at": incident.declared_at.isoformat()},
        "clocks": stream.summary["clocks"],
        "minutes_to_mitigate": _minutes(incident),
        "last": update
        and {
            "at": update.at.isoformat(),
            "by": update.by,
            "conditions": update.conditions,
            "actions": update.actions,
            "needs": update.needs,
        },
        "impact": incident.impact,
        "correctives": len(incident.open_correctives),
        "alarm": incident.alarm,
        "closed_at": incident.closed_at.isoformat() if incident.closed_at else None,
    }


def _minutes(incident: Incident) -> float | None:
    mitigated = incident.milestones.get("mitigated")
    return None if mitigated is None else (mitigated - incident.detected_at).total_seconds() / 60
