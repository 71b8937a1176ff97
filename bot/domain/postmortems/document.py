"""What does a postmortem look like as JSON?

Its keys are described in docs/postmortem-format.md, schema_version 1. Moments are RFC 3339 in UTC: whole seconds with
`Z`, or six digits of a fraction before it where there is one. What isn't known is null, and so is a text that nobody
wrote: no empty text ever stands for anything. Spans of time are counted from detection, rounded to three decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from itertools import groupby, pairwise

from bot.domain.incidents.checklist import ITEMS
from bot.domain.incidents.incident import COMMANDER, LEAD, MILESTONES, ON_CALL
from bot.domain.postmortems.canonical import Json, canonical, whole
from bot.domain.postmortems.outline import Causes, CorrectiveAction, Narrative, Outline, Row, Tick
from bot.domain.postmortems.postmortem import REFLECTIONS
from bot.domain.postmortems.reading import SCHEMA_VERSION, outline_of
from bot.domain.postmortems.seal import sealed

__all__ = ["SCHEMA_VERSION", "Fault", "canonical", "document", "faults", "outline_of"]

_SPANS = (
    ("minutes_to_acknowledge", "acknowledged", 60),
    ("minutes_to_mitigate", "mitigated", 60),
    ("minutes_to_resolve", "resolved", 60),
    ("hours_to_publish", "published", 3600),
)
"""Each figure, the milestone that ends it, and how many seconds its unit has."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about the milestones that people should put right: a sentence's key and its facts."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def document(outline: Outline) -> Json:
    """Return the sealed document of an outline: the same outline always gives the same bytes.

    Rows stand in the order of `at`, then `message_ts`, however they were given. Of the checklist all five items are
    there; ticks of other ids are left out. A milestone before detection gives no span (see `faults`). Raises ValueError
    for a moment without a zone.
    """
    moments = _moments(outline)
    return sealed(
        {
            "schema_version": SCHEMA_VERSION,
            "id": outline.id,
            "drill": outline.is_drill,
            "title": whole(outline.title),
            "service": _text(outline.service),
            "severity": outline.severity,
            "status": outline.stage,
            "timezone": outline.timezone,
            "context": {
                "discovered_at": _moment(moments.get("detected")),
                "impact": _text(outline.impact),
                "stakeholders": _texts(outline.stakeholders),
            },
            "milestones": {f"{name}_at": _moment(moments.get(name)) for name in (*MILESTONES, "published")},
            "severities": [
                {"severity": one.severity, "from_at": _moment(one.from_at), "until_at": _moment(one.until_at)}
                for one in outline.severities
            ],
            "roles": {role: _text(outline.roles.get(role)) for role in (COMMANDER, ON_CALL, LEAD, *outline.roles)},
            "timeline": _timeline(outline.timeline),
            "completeness": {
                "messages_seen": outline.messages_seen,
                "gaps": [
                    {"from_at": _moment(one.from_at), "until_at": _moment(one.until_at), "refilled": one.refilled}
                    for one in outline.gaps
                ],
                "redactions_total": outline.redactions,
            },
            "root_cause": _root_cause(outline.causes),
            "corrective_actions": [_corrective(one) for one in outline.correctives],
            "lessons_learned": _texts(outline.lessons),
            "narrative": _narrative(outline.narrative),
            "checklist": _checklist(outline.checklist),
            "kpis": {name: _span(moments, milestone, unit) for name, milestone, unit in _SPANS},
            "evidence": [
                {
                    "path": whole(one.path),
                    "sha256": _text(one.sha256),
                    "bytes": one.bytes,
                    "description": _text(one.description),
                }
                for one in outline.evidence
            ],
            "approvals": [{"by": whole(one.by), "at": _moment(one.at)} for one in outline.approvals],
        }
    )


def faults(outline: Outline) -> tuple[Fault, ...]:
    """Return what is wrong with the milestones.

    `milestone_missing` (`milestone`); `span_is_negative` (`span`, `milestone`, `at`, `detected_at`): it lies before
    detection, so the figure is null; `milestones_out_of_order` (`milestone`, `at`, `later`, `later_at`): the second
    should not lie before the first. That publication is missing is told of published documents only.
    """
    moments = _moments(outline)
    names = [*MILESTONES, *(["published"] if outline.stage == "published" or "published" in moments else [])]
    found = [Fault("milestone_missing", {"milestone": name}) for name in names if name not in moments]
    detected = moments.get("detected")
    for span, name, _ in _SPANS:
        if detected and name in moments and moments[name] < detected:
            facts = {"milestone": name, "at": _moment(moments[name]), "detected_at": _moment(detected)}
            found.append(Fault("span_is_negative", {"span": span, **facts}))
    known = [(name, moments[name]) for name in names if name in moments]
    for (name, at), (later, later_at) in pairwise(known):
        if later_at < at and name != "detected":
            facts = {"milestone": name, "at": _moment(at), "later": later, "later_at": _moment(later_at)}
            found.append(Fault("milestones_out_of_order", facts))
    return tuple(found)


def _moments(outline: Outline) -> dict[str, datetime]:
    found: dict[str, datetime] = {str(name): at for name, at in outline.milestones.items()}
    return found | ({"published": outline.published_at} if outline.published_at else {})


def _moment(at: datetime | None) -> str | None:
    if at is None:
        return None
    return f"{_utc(at).replace(tzinfo=None).isoformat()}Z"


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"the moment {at.isoformat()} has no zone")
    return at.astimezone(UTC)


def _text(text: str | None) -> str | None:
    return whole(text) if text else None


def _texts(texts: Iterable[str]) -> list[str]:
    return [whole(one) for one in texts if one]


def _timeline(rows: Iterable[Row]) -> list[Json]:
    told = [
        {
            "at": _moment(one.at),
            "event": None if one.deleted else _text(one.event),
            "owner": _text(one.owner),
            "kind": one.kind,
            "source": one.source,
            "permalink": _text(one.permalink),
            "message_ts": _text(one.message_ts),
            "edited": one.edited,
            "deleted": one.deleted,
            "redactions": one.redactions,
        }
        for one in sorted(rows, key=lambda one: (_utc(one.at), one.message_ts or ""))
    ]
    # What is left after the two that decide makes the order the same for rows that were given in another one. A second
    # pass, since moments as text don't sort by time (`…12Z`, `…12.000500Z`); rows alike in all are alike in any order.
    return [row for _, alike in groupby(told, key=_decides) for row in sorted(alike, key=_all_else)]


def _decides(row: Json) -> tuple[object, ...]:
    return row["at"], row["message_ts"]


def _all_else(row: Json) -> tuple[object, ...]:
    texts = (row["kind"], row["source"], row["event"] or "", row["owner"] or "", row["permalink"] or "")
    return *texts, row["edited"], row["deleted"], row["redactions"]


def _root_cause(causes: Causes) -> Json:
    return {
        "direct_cause": _text(causes.direct),
        "contributing_factors": _texts(causes.contributing),
        "systemic_factors": _texts(causes.systemic),
        "five_whys": [{"why": _text(one.why), "because": _text(one.because)} for one in causes.whys],
        "perspectives": {
            "model": _text(causes.model),
            "data": _text(causes.data),
            "operations": _text(causes.operations),
        },
        "hypotheses": [
            {"statement": _text(one.statement), "experiment": _text(one.experiment), "outcome": one.outcome}
            for one in causes.hypotheses
        ],
        "causal_map": {
            "nodes": [{"id": whole(one.id), "label": _text(one.label), "kind": one.kind} for one in causes.nodes],
            "edges": [{"from": whole(one.source), "to": whole(one.target)} for one in causes.edges],
        },
    }


def _narrative(told: Narrative) -> Json:
    return {
        one.name: _texts(value) if one.name in REFLECTIONS else _text(value)
        for one in fields(told)
        for value in [getattr(told, one.name)]
    }


def _corrective(one: CorrectiveAction) -> Json:
    return {
        "id": whole(one.id),
        "title": whole(one.title),
        "owner": _text(one.owner),
        "due": one.due.isoformat() if one.due else None,
        "size": _text(one.size),
        "effect": _text(one.effect),
        "type": one.type,
        "ticket": _text(one.ticket),
        "status": one.status,
        "closed_by": _text(one.closed_by),
    }


def _checklist(ticks: Iterable[Tick]) -> list[Json]:
    known = {one.id: one for one in ticks}
    found = [known.get(name, Tick(name, None)) for name in ITEMS]
    return [{"id": one.id, "met": one.met, "note": _text(one.note)} for one in found]


def _span(moments: Mapping[str, datetime], milestone: str, unit: int) -> float | None:
    if "detected" not in moments or milestone not in moments:
        return None
    span = round((moments[milestone] - moments["detected"]).total_seconds() / unit, 3)
    if span < 0:
        return None
    return int(span) if span.is_integer() else span  # 24 and not 24.0: other languages know but one kind of number
