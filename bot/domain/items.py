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
Group = Literal["service", "functions", "alarms", "settings", "costs", "roles", "buckets", "tables"]

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
    # The world answered that it has nothing to tell, for a reason of its own. Facts: subject.
    "not_enabled",
    "no_data_yet",
    "not_told",
    # Cost. Facts: billed_as; none; none; dollars, days, is_estimated; none; spent, to_come, is_estimated; sessions.
    "never_billed",
    "not_billed_yet",
    "cost_estimated",
    "cost_carried_on",
    "month_begins",
    "cost_forecast",
    "cost_of_sessions",
    # A role's policies. Facts: policies and statements (numbers); findings and more; policy.
    "role_is_narrow",
    "role_is_wide",
    "policy_absent",
    # A bucket. Facts: none; has_policy; none; names, is_account_known; names; algorithm and key; none.
    "public_bucket",
    "not_only_tls",
    "only_tls",
    "public_access_open",
    "public_access_by_account",
    "bucket_encrypted",
    "bucket_not_encrypted",
    # What is deleted when. Facts: prefix; prefix, days, wanted; prefix, days; prefix, days, gone (days).
    "no_expiry",
    "late_expiry",
    "old_versions_stay",
    "expires",
    # Versioning. Facts: is_mfa_needed; is_suspended.
    "versioning_on",
    "versioning_off",
    # A table. Facts: key; since; earliest, latest; none; latest; is_on.
    "table_encrypted",
    "table_key_lost",
    "pitr_on",
    "pitr_off",
    "pitr_behind",
    "deletion_protection",
    # How its items go. Facts: attribute; wanted; attribute, wanted; status.
    "ttl_on",
    "ttl_off",
    "ttl_other",
    "ttl_changing",
    # What it can be restored from. Facts: kind (`pitr`, `backup` or `point`), at; none.
    "restorable",
    "nothing_to_restore",
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
    `about` is the table, bucket or role it is about, when it is about one.
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
    about: str | None = None


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
