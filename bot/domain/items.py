"""What is one line of an answer, and what may be said beside its value?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.alarms.rules import Importance
from bot.domain.knowledge import Failed, Missing
from bot.domain.queries import AlarmState
from bot.domain.service import Range, Unit
from bot.domain.words import Words

ItemVerdict = Literal["ok", "warn", "fail", "unknown"]
SinceLast = Literal["new", "worse", "same", "better"]
Group = Literal["service", "functions", "alarms", "settings"]

DETAILS = (
    # Nothing to judge by. Facts: none; none; metric; metric; seconds and after_seconds; region.
    "not_described",
    "no_traffic",
    "never_published",
    "silent",
    "stale",
    "wrong_region_perhaps",
    # The world answered that there is no such thing. Facts: subject.
    "not_found",
    "not_set",
    # The world did not answer. Facts: source, needs, detail.
    "denied",
    "no_credentials",
    "expired_credentials",
    "throttled",
    "unreachable",
    "timeout",
    "rejected",
    "failing",
    # A setting makes no sense, or its function's variables are locked. Facts: function and variable.
    "not_a_number",
    "environment_unreadable",
    # Alarms. Facts: names; missing and insufficient; names.
    "alarms_firing",
    "alarms_unsure",
    "actions_disabled",
    # A percentile of two overlapping spans, the worse one shown. Facts: spans.
    "worst_of_spans",
    # A count is a larger part of another figure than is normal. Facts: percent, of (a metric's name), normal (bounds).
    "share_exceeded",
)
"""Every key a `Detail` may carry; each has a sentence in `templates/`, filled from the facts named here."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What is to be said beside a value, or in its place: one of `DETAILS` and the facts that fill it."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what was found, how it stands against its limits, how it moved, how old and whence it is.

    `normal` and `alarm` are already prorated to the window. `judged` False: it informs, but has no limits to break.
    """

    id: str
    title: Words
    group: Group
    verdict: ItemVerdict
    value: float | None
    unit: Unit
    window: str
    source: str
    console_url: str
    function: str | None = None
    previous: float | None = None
    normal: Range | None = None
    alarm: Range | None = None
    data_age_seconds: int | None = None
    since_last: SinceLast | None = None
    detail: Detail | None = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm as it stands; `MISSING` should exist and doesn't, one without `importance` is none of ours."""

    name: str
    state: AlarmState | Literal["MISSING"]
    changed_at: datetime | None
    importance: Importance | None
    actions_enabled: bool
    condition: Words | None
    reason: str = ""


def ignorance(gap: Missing | Failed, source: str = "") -> Detail:
    """Return the words' key and facts for what the world could not or would not tell; `source` is whom we asked."""
    if isinstance(gap, Missing):
        return Detail(gap.reason, {"subject": gap.subject})
    return Detail(gap.reason, {"source": gap.source or source, "needs": gap.needs, "detail": gap.detail})
