"""How are the figures of all postmortems told in plain JSON values, and what is drawn of them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.postmortems.kpis import Figures, Kpis, Rate, Spread, Work
from bot.domain.postmortems.quarterly import Line, Review
from bot.domain.postmortems.standing import Standing
from bot.speech import Chart

Json = dict[str, Any]
SCHEMA_VERSION = 1
MITIGATE_WITHIN_MINUTES = 30
"""The article's limit, which the checklist's `mitigated_30m` is about."""
MOST_BARS = 12
"""So many incidents are drawn, the newest; more would be unreadable on a phone."""


def told(found: Kpis, unreadable: Iterable[str] = ()) -> Json:
    """Return the figures; units stand in the names of spans, shares are percent, and null is not known."""
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": found.today.isoformat(),
        **_figures(found.whole),
        "drills_excluded": found.drills,
        "statuses": dict(found.stages),
        "unreadable": list(unreadable),
        "actions_by_severity": {name: _work(work) for name, work in found.work.items()},
        "overdue": [_standing(one, found.today) for one in found.late],
        "quarters": [{"quarter": name, **_figures(part)} for name, part in found.quarters.items()],
        "services": [{"service": name, **_figures(part)} for name, part in found.services.items()],
    }


def told_review(found: Review) -> Json:
    """Return a quarter's review."""
    return {
        "quarter": found.quarter,
        "before": found.before,
        "lines": [_line(one) for one in found.lines],
        "severities": [
            {"severity": name, "now": now, "before": before} for name, (now, before) in found.severities.items()
        ],
        "spans": {
            name: {"now": _spread(change.now), "before": _spread(change.before)} for name, change in found.spans.items()
        },
        "rates": {name: {"now": _rate(now), "before": _rate(before)} for name, (now, before) in found.rates.items()},
        "standing": [_line(one) for one in found.standing],
        "questions": [{"key": one.key, "facts": dict(one.facts)} for one in found.questions],
    }


def chart(documents: Sequence[Mapping[str, Any]], found: Kpis) -> Chart:
    """Draw the time to mitigate of each incident, the newest at the right, and the open corrective actions."""
    counted = sorted((one for one in documents if not one.get("drill")), key=lambda one: str(one["id"]))
    shown = counted[-MOST_BARS:]
    works = [(name, work) for name, work in found.work.items()]
    panels = [
        {
            "id": "mitigate",
            "unit": "minutes",
            "is_across": False,
            "limit": MITIGATE_WITHIN_MINUTES,
            "bars": [_mitigation(one) for one in shown],
        },
        {
            "id": "actions",
            "unit": "count",
            "is_across": True,
            "limit": None,
            "bars": [
                {"label": name, "parts": [["overdue", work.overdue], ["open", work.open - work.overdue]]}
                for name, work in works
            ],
        },
    ]
    return Chart("kpi/chart", {"panels": panels, "left_out": len(counted) - len(shown)})


def _mitigation(document: Mapping[str, Any]) -> Json:
    _, _, month, day, number = str(document["id"]).split("-")
    label = f"{month}-{day}" if number == "01" else f"{month}-{day}/{number}"
    minutes = document.get("kpis", {}).get("minutes_to_mitigate")
    if not isinstance(minutes, (int, float)) or isinstance(minutes, bool) or minutes < 0:
        return {"label": label, "parts": []}
    return {"label": label, "parts": [["over" if minutes > MITIGATE_WITHIN_MINUTES else "kept", minutes]]}


def _figures(of: Figures) -> Json:
    return {
        "incidents": of.incidents,
        "spans": {name: _spread(one) for name, one in of.spans.items()},
        "rates": {name: _rate(one) for name, one in of.rates.items()},
        "actions": _work(of.work),
    }


def _spread(one: Spread) -> Json:
    return {"median": _short(one.median), "p90": _short(one.p90), "n": one.n, "missing": one.missing}


def _rate(one: Rate) -> Json:
    return {"percent": _short(one.percent), "met": one.met, "n": one.n, "unknown": one.unknown}


def _work(one: Work) -> Json:
    return {"open": one.open, "overdue": one.overdue, "done": one.done, "dropped": one.dropped}


def _standing(one: Standing, today: date) -> Json:
    return {
        "postmortem": one.postmortem,
        "service": one.service,
        "severity": one.severity,
        "id": one.id,
        "title": one.title,
        "owner": one.owner,
        "due": one.due.isoformat() if one.due else None,
        "days_late": (today - one.due).days if one.due else 0,
        "ticket": one.ticket,
    }


def _line(one: Line) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "service": one.service,
        "severity": one.severity,
        "status": one.status,
        "spans": dict(one.spans),
        "rates": dict(one.rates),
        "open": one.open,
        "done": one.done,
        "overdue": one.overdue,
        "direct_cause": one.direct_cause,
    }


def _short(value: float | None) -> float | None:
    """Keep two decimals: more of a median of minutes is noise."""
    return None if value is None else round(value, 2)
