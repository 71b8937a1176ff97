"""What does the message about an action show? Its plan, who agreed, how far it is, and what can be done now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.actions.course import Attempt, Course, Said, fold
from bot.domain.rights import EVERYBODY
from bot.domain.service import Service
from bot.domain.stream import Recorded, Stream
from bot.flows.actions import circumstances
from bot.flows.showing import Shown
from bot.ports import Store

CALLS_SHOWN = 4


def action(stream: Stream, entries: Sequence[Recorded], service: Service, _: Store) -> Shown:
    """Show how an action stands; whoever may agree is called by name only while that is awaited."""
    course = fold(entries)
    calls = [one for one in course.plan["approvers"] if one != EVERYBODY] if course.stage == "awaiting" else []
    return Shown("action/card", {**facts(course, stream.id, service), "calls": calls}, stream.seq)


def facts(course: Course, stream: str, service: Service) -> dict[str, Any]:
    """Tell an action in plain values."""
    plan = course.plan
    return {
        "service": service.name,
        "service_title": dict(service.title),
        "stream": stream,
        "number": int(stream.rsplit("-", 1)[1]),
        "code": course.code,
        "title": plan["title"],
        "subject": plan["subject"],
        "lines": plan["lines"],
        "kept": plan["kept"],
        "notes": plan["notes"],
        "offers": plan["offers"],
        "requests": [_request(one) for one in plan["calls"][:CALLS_SHOWN]],
        "more_requests": max(0, len(plan["calls"]) - CALLS_SHOWN),
        "is_undoable": plan["undo"] is not None,
        "action": plan["action"],
        "seen": plan["seen"],
        "touches": plan["touches"],
        "weakens": plan["weakens"],
        "lasting_seconds": plan["lasting_seconds"],
        "is_emergency": plan["is_emergency"],
        "watch": _watch(course, service),
        "reason": plan["reason"],
        "words": plan["words"],
        "undoes": plan["undoes"],
        "approvals_wanted": plan["approvals"],
        "expires_at": plan["expires_at"],
        "asked": _said(course.asked),
        "approvals": [_said(one) for one in course.approvals],
        "way": course.way,
        "stage": course.stage,
        "ending": course.ending,
        "ended": _said(course.ended),
        "attempt": _attempt(course.attempts[-1] if course.attempts else None),
        "made": len([one for one in course.attempts if one.outcome == "made"]),
        "done": _said(course.done),
        "verdict": course.verdict,
        "judged": _said(course.judged),
        "until": course.until.isoformat() if course.until else None,
        "can_be_undone": course.can_be_undone,
        "undone": _said(course.undone),
    }


def _watch(course: Course, service: Service) -> dict[str, Any] | None:
    watch = course.plan["watch"]
    if watch is None:
        return None
    figures = (*service.figures, *service.diagnostics)
    title = next((dict(one.title) for one in figures if one.id == watch["figure"]), None)
    until = course.watched_until
    return {
        "figure": title,
        "alarm": watch["alarm"],
        "minutes": int(float(watch["seconds"]) // 60),
        "until": until.isoformat() if until else None,
        "before": circumstances.baseline(course, service).value,
    }


def _request(call: Mapping[str, Any]) -> str:
    """Write a request as its documentation does, on one line."""
    return f"{call['name']} {json.dumps(call['arguments'], ensure_ascii=False)}"


def _said(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    told: Mapping[str, Any] = said.facts
    return {"by": said.by, "at": said.at.isoformat(), "facts": dict(told)}


def _attempt(attempt: Attempt | None) -> dict[str, Any] | None:
    return None if attempt is None else {"name": attempt.name, "at": attempt.at.isoformat(), "outcome": attempt.outcome}
