"""What would AWS tell of logs, histories, quotas and the like, if it were what a test put there?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.domain.diagnostics import (
    AlarmChange,
    AlarmHistory,
    BucketAccess,
    BucketReading,
    Change,
    Deployment,
    Deployments,
    HealthEvent,
    HealthEvents,
    LogEvent,
    LogLines,
    LogSearch,
    Quota,
    Quotas,
    RecentChanges,
    RoleSimulation,
    Simulated,
    TableConfiguration,
    TableReading,
)
from bot.domain.knowledge import Known, Missing
from bot.domain.objects import Listing, StoredObject, TaggedObjects
from bot.domain.queries import Query
from tests.fake_audits import FakeAudits
from tests.fake_clock import FixedClock

T = TypeVar("T")
Decisions = Mapping[tuple[str, str], str]


class FakeDiagnostics(FakeAudits):
    """The part of the cloud that runbooks and audits ask; what nobody put there is missing, as in AWS."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self._logs: dict[str, list[LogEvent]] = defaultdict(list)
        self._histories: dict[str, list[AlarmChange]] = defaultdict(list)
        self._quotas: dict[str, list[Quota]] = defaultdict(list)
        self._health: list[HealthEvent] | None = []
        self._changes: list[Change] = []
        self._buckets: dict[str, BucketReading] = {}
        self._roles: dict[str, Decisions] = {}
        self._tables: dict[str, TableReading] = {}
        self._deployments: dict[str, list[Deployment]] = defaultdict(list)
        self._objects: dict[str, list[StoredObject]] = defaultdict(list)
        super().__init__(clock, tables=self._tables, buckets=self._buckets)
        self._answers: Mapping[type[Query[Any]], Callable[[Any], Known[Any] | Missing]] = {
            LogSearch: self._search,
            AlarmHistory: self._history,
            Quotas: self._limits,
            HealthEvents: self._troubles,
            RecentChanges: self._lookup,
            BucketAccess: lambda query: self._held(self._buckets, query.name, "s3:GetBucketPolicy"),
            RoleSimulation: self._simulated,
            TableConfiguration: lambda query: self._held(self._tables, query.name, "dynamodb:DescribeTable"),
            Deployments: self._published,
            TaggedObjects: self._tagged,
            **self.audit_answers,
        }

    def put_log(self, group: str, at: datetime, message: str) -> None:
        self._logs[group].append(LogEvent(f"event-{len(self._logs[group])}", at, message))

    def put_history(self, name: str, *changes: AlarmChange) -> None:
        self._histories[name] += changes

    def put_quota(self, product: str, quota: Quota) -> None:
        self._quotas[product].append(quota)

    def put_health(self, event: HealthEvent) -> None:
        self._health = [*(self._health or []), event]

    def end_support_plan(self) -> None:
        """Let AWS Health refuse to answer, as it does without a support plan."""
        self._health = None

    def put_change(self, change: Change) -> None:
        self._changes.append(change)

    def put_bucket(self, reading: BucketReading) -> None:
        self._buckets[reading.name] = reading

    def put_role(self, role: str, decisions: Decisions) -> None:
        """Let a role exist; what it isn't told to decide it denies."""
        self._roles[role] = decisions

    def put_table(self, reading: TableReading) -> None:
        self._tables[reading.name] = reading

    def put_deployment(self, function: str, deployment: Deployment) -> None:
        self._deployments[function].append(deployment)

    def put_object(self, bucket: str, stored: StoredObject) -> None:
        """Put an object with its tags into a bucket, in place of any of the same key."""
        self._objects[bucket] = [*(one for one in self._objects[bucket] if one.key != stored.key), stored]

    def answer(self, query: Query[Any]) -> Known[Any] | Missing | None:
        """Answer a question of a runbook; None for any other."""
        answer = self._answers.get(type(query))
        return answer(query) if answer else None

    def _known(self, value: T, source: str) -> Known[T]:
        return Known(value, self._clock.now(), source)

    def _held(self, shelf: Mapping[str, T], name: str, source: str) -> Known[T] | Missing:
        return self._known(shelf[name], source) if name in shelf else Missing("not_found", source, name)

    def _search(self, query: LogSearch) -> Known[LogLines] | Missing:
        source = "logs:FilterLogEvents"
        if query.group not in self._logs:
            return Missing("not_found", source, query.group)
        inside = (one for one in self._logs[query.group] if query.start <= one.at < query.end)
        found = [one for one in inside if any(finds(pattern, one.message) for pattern in query.patterns or ("",))]
        found.sort(key=lambda one: one.at, reverse=True)
        return self._known(LogLines(tuple(found[: query.most]), len(found) <= query.most), source)

    def _history(self, query: AlarmHistory) -> Known[tuple[AlarmChange, ...]]:
        inside = [one for one in self._histories.get(query.name, ()) if query.start <= one.at < query.end]
        return self._known(
            tuple(sorted(inside, key=lambda one: one.at, reverse=True)), "cloudwatch:DescribeAlarmHistory"
        )

    def _limits(self, query: Quotas) -> Known[tuple[Quota, ...]] | Missing:
        source = "servicequotas:ListServiceQuotas"
        if query.product not in self._quotas:
            return Missing("not_found", source, query.product)
        words = [word.casefold() for word in query.words]
        named = [
            one for one in self._quotas[query.product] if not words or any(w in one.name.casefold() for w in words)
        ]
        return self._known(tuple(sorted(named, key=lambda one: one.name)), source)

    def _troubles(self, query: HealthEvents) -> Known[tuple[HealthEvent, ...]] | Missing:
        if self._health is None:
            return Missing("not_subscribed", "health:DescribeEvents", "AWS Support plan")
        found = [
            one
            for one in self._health
            if one.product in query.products and (one.status != "closed" or one.started_at >= query.since)
        ]
        found.sort(key=lambda one: one.started_at, reverse=True)
        return self._known(tuple(found), "health:DescribeEvents")

    def _lookup(self, query: RecentChanges) -> Known[tuple[Change, ...]]:
        found = [one for one in self._changes if one.resource in query.resources and query.start <= one.at < query.end]
        return self._known(tuple(sorted(found, key=lambda one: one.at, reverse=True)), "cloudtrail:LookupEvents")

    def _simulated(self, query: RoleSimulation) -> Known[tuple[Simulated, ...]] | Missing:
        if query.role not in self._roles:
            return Missing("not_found", "iam:GetRole", query.role)
        decisions: Mapping[tuple[str, str], Any] = self._roles[query.role]
        pairs = [(action, resource) for resource in query.resources for action in query.actions]
        tried = tuple(Simulated(*pair, decisions.get(pair, "implicitDeny")) for pair in pairs)
        return self._known(tried, "iam:SimulatePrincipalPolicy")

    def _published(self, query: Deployments) -> Known[tuple[Deployment, ...]] | Missing:
        source = "lambda:ListVersionsByFunction"
        if query.function not in self._deployments:
            return Missing("not_found", source, query.function)
        found = sorted(self._deployments[query.function], key=lambda one: int(one.version), reverse=True)
        return self._known(tuple(found), source)

    def _tagged(self, query: TaggedObjects) -> Known[Listing] | Missing:
        """Tell all objects with all their tags, however far they would have to be read."""
        source = "s3:ListBucket"
        if query.bucket not in self._objects:
            return Missing("not_found", source, query.bucket)
        found = sorted((one for one in self._objects[query.bucket] if one.key.startswith(query.prefix)), key=_key)
        is_whole = len(found) <= query.most
        return self._known(Listing(tuple(found) if is_whole else (), len(found), is_whole), source)


def _key(stored: StoredObject) -> str:
    return stored.key


def finds(pattern: str, message: str) -> bool:
    """Say whether a pattern of plain terms finds a message; any other (JSON, columns) finds everything.

    Every term must be there, none with a minus, and one of those with a question mark (CloudWatch Logs, "Filter pattern
    syntax").
    """
    if pattern.lstrip().startswith(("{", "[")):
        return True
    terms = [(sign, quoted or plain) for sign, quoted, plain in re.findall(r'([-?]?)(?:"([^"]*)"|(\S+))', pattern)]
    wanted, unwanted, any_of = ([term for sign, term in terms if sign == kind] for kind in ("", "-", "?"))
    return (
        all(term in message for term in wanted)
        and not any(term in message for term in unwanted)
        and (not any_of or any(term in message for term in any_of))
    )
