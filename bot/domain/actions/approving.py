"""May this click decide? A plan is approved by somebody else who may, once, in time, and as it was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.domain.actions.course import Course

Objection = Literal["over", "expired", "plan_changed", "own_request", "agreed_before", "no_emergency"]


def against_deciding(course: Course, *, code: str, now: datetime) -> Objection | None:
    """Say why nobody at all may decide any more on what this click was shown; None: somebody may."""
    if course.stage != "awaiting":
        return "expired" if course.ending == "expired" else "over"
    if now >= course.expires_at:
        return "expired"
    return "plan_changed" if code != course.code else None


def against_approving(course: Course, *, by: str, code: str, now: datetime) -> Objection | None:
    """Say why this person, who may approve, may not approve this; nobody approves their own request, or twice."""
    objection = against_deciding(course, code=code, now=now)
    if objection is not None:
        return objection
    if by == course.asked.by:
        return "own_request"
    return "agreed_before" if any(one.by == by for one in course.approvals) else None


def against_breaking_glass(course: Course, *, code: str, now: datetime, is_emergency: bool) -> Objection | None:
    """Say why nobody may do it alone; `is_emergency`: the house burns, as measured or as somebody else declared."""
    objection = against_deciding(course, code=code, now=now)
    if objection is not None:
        return objection
    return None if course.plan["is_emergency"] and is_emergency else "no_emergency"
