"""What is most likely behind it? Work a runbook through, everything asked at once, and tell it in plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.domain.items import Detail
from bot.domain.runbooks.answers import moment
from bot.domain.runbooks.finding import Finding, Sample
from bot.domain.runbooks.runbook import Recommendation
from bot.domain.runbooks.target import target_of
from bot.domain.runbooks.verdict import Evidence, Standing, Weighed, standing
from bot.domain.runbooks.working import Triage, work
from bot.domain.service import Service
from bot.domain.words import Words
from bot.flows.asking import BUDGET_SECONDS, ask_all
from bot.flows.status import panel_facts
from bot.ports import Clock, Cloud

__all__ = ["LARGEST", "Triage", "chart_facts", "document", "facts", "standing_of", "triage"]

LARGEST = 30_000
"""So many bytes of a triage are kept, as JSON; beyond that the long parts go, the last steps' first."""


def triage(
    service: Service,
    target: str,
    *,
    cloud: Cloud,
    clock: Clock,
    fired_at: datetime | None = None,
    budget_seconds: float = BUDGET_SECONDS,
) -> Triage:
    """Work a runbook through: of an alarm or a symptom, by its name. Raises Mistake for a name that nobody knows.

    With `fired_at` the name is that of an alarm which a watcher told of, whether or not a file describes it. It takes
    as long as the slowest single read, and never longer than the budget: what wasn't told by then is a gap.
    """
    # Look.
    task = work(service, target_of(service, target, is_alarm=fired_at is not None), clock.now(), fired_at)
    told = ask_all(cloud, task.questions, region=service.region, budget_seconds=budget_seconds)

    # Judge.
    return task.judge(told)


def facts(found: Triage) -> dict[str, Any]:
    """Tell a triage in plain JSON values, words in every language, for the card and to be kept."""
    verdict, runbook = found.verdict, found.target.runbook
    emergency = found.service.emergency
    told = {
        "service": found.service.name,
        "title": dict(found.service.title),
        "command": found.service.command,
        "target": found.target.name,
        "is_alarm": found.target.is_alarm,
        "runbook": {"id": runbook.id, "title": dict(runbook.title), "url": runbook.url or found.service.runbook},
        "at": moment(found.at),
        "steps": _steps(found),
        "verdict": {
            "cause": {"id": verdict.cause.id, "title": dict(verdict.cause.title)} if verdict.cause else None,
            "because": _evidence(verdict.because),
            "against": _evidence(verdict.against),
            "unread": list(verdict.unread),
            "confidence": verdict.confidence,
            "runners_up": [_weighed(one) for one in verdict.runners_up],
        },
        "recommended": [_recommendation(one, found.service) for one in verdict.recommended],
        "emergency": {
            "is_called": verdict.is_emergency,
            "figure": _figure_title(found.service, emergency.figure),
            "value": verdict.emergency_value,
            "more_than": emergency.more_than,
        }
        if emergency
        else None,
    }
    return _bounded(told)


def standing_of(one: Finding, found: Triage) -> Standing:
    """Say at a glance what a step found."""
    return standing(one.step, one.reading, found.target.runbook.causes)


def chart_facts(found: Triage) -> dict[str, Any] | None:
    """Tell what is drawn: the alarm's figure and what was changed; None where there is nothing to draw."""
    if found.panel is None:
        return None
    marks = [{"at": moment(one.at), "words": one.words} for one in found.marks]
    panel = {**panel_facts(found.panel), "marks": marks}
    return {"service": found.service.name, "title": dict(found.service.title), "window": "1h", "panels": [panel]}


def document(found: Triage, tell: Callable[[Words | Detail], str]) -> dict[str, Any]:
    """Tell a triage as `triage --json` does: titles, readings and reasons are sentences that `tell` finds."""
    verdict, emergency = found.verdict, found.service.emergency
    return {
        "service": found.service.name,
        "alarm": found.target.name,
        "runbook": found.target.runbook.id,
        "at": moment(found.at),
        "steps": [
            {
                "id": one.step,
                "title": tell(one.title),
                "query": list(one.reading.asked),
                "answer": dict(one.reading.answer),
                "reading": tell(one.reading.said),
                "gap": tell(one.reading.gap) if one.reading.gap else None,
                "evidence": {
                    "signs": sorted(one.reading.signs),
                    "samples": [{"at": moment(sample.at), "text": sample.text} for sample in one.reading.samples],
                    "links": list(one.reading.links),
                },
            }
            for one in found.findings
        ],
        "verdict": {
            "cause": verdict.cause.id if verdict.cause else None,
            "title": tell(verdict.cause.title) if verdict.cause else None,
            "because": [tell(one.said) for one in _worth_saying(verdict.because)],
            "against": [tell(one.said) for one in _worth_saying(verdict.against)],
            "unread": list(verdict.unread),
            "confidence": verdict.confidence,
        },
        "recommended_actions": [{"id": one.id, "title": tell(one.title)} for one in verdict.recommended],
        "emergency": {
            "called": verdict.is_emergency,
            "figure": emergency.figure,
            "value": verdict.emergency_value,
            "more_than": emergency.more_than,
        }
        if emergency
        else None,
    }


def _steps(found: Triage) -> list[dict[str, Any]]:
    """Tell every step; a line of a log that several steps found is shown with the first."""
    seen: set[Sample] = set()
    told: list[dict[str, Any]] = []
    for one in found.findings:
        samples = tuple(sample for sample in one.reading.samples if sample not in seen)
        seen.update(samples)
        told.append({**_step(one, samples), "standing": standing_of(one, found)})
    return told


def _step(one: Finding, samples: Iterable[Sample]) -> dict[str, Any]:
    reading = one.reading
    return {
        "id": one.step,
        "title": dict(one.title),
        "signs": sorted(reading.signs),
        "said": _detail(reading.said),
        "gap": _detail(reading.gap) if reading.gap else None,
        "samples": [{"at": moment(sample.at), "text": sample.text} for sample in samples],
        "asked": list(reading.asked),
        "links": list(reading.links),
    }


def _evidence(seen: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"step": one.sign.step, "sign": one.sign.name, "said": _detail(one.said)} for one in _worth_saying(seen)]


def _worth_saying(seen: Iterable[Evidence]) -> list[Evidence]:
    """Leave out that there are lines of a class where it is said that they are most of all."""
    told = list(seen)
    mostly = {(one.sign.step, one.sign.name.removeprefix("mostly_")) for one in told if "mostly_" in one.sign.name}
    return [one for one in told if (one.sign.step, one.sign.name) not in mostly]


def _weighed(one: Weighed) -> dict[str, Any]:
    return {"id": one.cause.id, "title": dict(one.cause.title), "score": one.score}


def _recommendation(one: Recommendation, service: Service) -> dict[str, Any]:
    how = dict(one.how) if one.how else None
    declared = {action.id: action for action in service.actions}
    offered = [{"id": name, "title": dict(declared[name].title)} for name in one.actions if name in declared]
    return {"id": one.id, "title": dict(one.title), "how": how, "actions": offered}


def _detail(detail: Detail) -> dict[str, Any]:
    return {"key": detail.key, "facts": dict(detail.facts)}


def _figure_title(service: Service, name: str) -> Mapping[str, str]:
    found = (dict(one.title) for one in (*service.figures, *service.diagnostics) if one.id == name)
    return next(found, {"en": name, "ja": name})


def _bounded(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out calls, then samples, then addresses, of the last steps first, until it can be kept."""
    for part in ("asked", "samples", "links"):
        for step in reversed(told["steps"]):
            if _size(told) <= LARGEST:
                return told
            step[part] = []
    while _size(told) > LARGEST and told["steps"]:
        told["steps"].pop()
    return told


def _size(told: Mapping[str, Any]) -> int:
    return len(json.dumps(told, ensure_ascii=False).encode())
