"""How would one ask the same by hand? The calls of a step as commands that can be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.domain.diagnostics import (
    AlarmHistory,
    BucketAccess,
    Deployments,
    HealthEvents,
    LogSearch,
    Quotas,
    RecentChanges,
    RoleSimulation,
    TableConfiguration,
)
from bot.domain.queries import FunctionConfiguration, Metrics, Query, Series
from bot.domain.runbooks.answers import moment

MOST = 8
"""So many calls of a step are told; more of them nobody pastes."""

HEALTH_REGION = "us-east-1"
"""Where AWS Health answers for all regions."""

Calls = tuple[tuple[str, ...], ...]


def by_hand(query: Query[Any], region: str) -> tuple[str, ...]:
    """Return the commands of AWS's command line that ask what a question asks; the region is said in each."""
    calls = _CALLS[type(query)](query)[:MOST]
    where = HEALTH_REGION if isinstance(query, HealthEvents) else region
    return tuple(shlex.join(["aws", *call, "--region", where]) for call in calls)


def _metrics(query: Metrics) -> Calls:
    """One call for each metric and statistic; which dimensions it has is first to be found out where none are given."""
    return tuple(_series(one, query.start, query.end) for one in query.series)


def _series(one: Series, start: datetime, end: datetime) -> tuple[str, ...]:
    metric = one.metric
    given = [f"Name={name},Value={value}" for name, value in (metric.dimensions or {}).items()]
    is_plain = not one.statistic.startswith("p")
    return (
        *("cloudwatch", "get-metric-statistics", "--namespace", metric.namespace, "--metric-name", metric.name),
        *(["--dimensions", *given] if given else []),
        *("--statistics" if is_plain else "--extended-statistics", one.statistic, "--period", str(one.period_seconds)),
        *("--start-time", moment(start), "--end-time", moment(end)),
    )


def _logs(query: LogSearch) -> Calls:
    spans = ("--start-time", _milliseconds(query.start), "--end-time", _milliseconds(query.end))
    head = ("logs", "filter-log-events", "--log-group-name", query.group)
    return tuple((*head, "--filter-pattern", pattern, *spans) for pattern in query.patterns or ("",))


def _history(query: AlarmHistory) -> Calls:
    spans = ("--start-date", moment(query.start), "--end-date", moment(query.end))
    kinds = ("--alarm-types", "MetricAlarm", "CompositeAlarm", "--history-item-type", "StateUpdate")
    return (("cloudwatch", "describe-alarm-history", "--alarm-name", query.name, *kinds, *spans),)


def _health(query: HealthEvents) -> Calls:
    wanted = f"services={','.join(query.products)},startTimes=[{{from={moment(query.since)}}}]"
    return (("health", "describe-events", "--filter", wanted),)


def _changes(query: RecentChanges) -> Calls:
    spans = ("--start-time", moment(query.start), "--end-time", moment(query.end))
    head = ("cloudtrail", "lookup-events", "--lookup-attributes")
    return tuple((*head, f"AttributeKey=ResourceName,AttributeValue={one}", *spans) for one in query.resources)


def _bucket(query: BucketAccess) -> Calls:
    asked = ("get-bucket-policy", "get-public-access-block", "get-bucket-encryption")
    return tuple(("s3api", one, "--bucket", query.name) for one in asked)


def _role(query: RoleSimulation) -> Calls:
    head = ("iam", "simulate-principal-policy", "--policy-source-arn", f"arn:aws:iam::ACCOUNT:role/{query.role}")
    return ((*head, "--action-names", *query.actions, "--resource-arns", *query.resources),)


def _deployments(query: Deployments) -> Calls:
    asked = ("list-versions-by-function", "list-aliases")
    return tuple(("lambda", one, "--function-name", query.function) for one in asked)


_CALLS: Mapping[type[Query[Any]], Callable[[Any], Calls]] = {
    Metrics: _metrics,
    LogSearch: _logs,
    FunctionConfiguration: lambda query: (("lambda", "get-function-configuration", "--function-name", query.name),),
    AlarmHistory: _history,
    Quotas: lambda query: (("service-quotas", "list-service-quotas", "--service-code", query.product),),
    HealthEvents: _health,
    RecentChanges: _changes,
    TableConfiguration: lambda query: (("dynamodb", "describe-table", "--table-name", query.name),),
    BucketAccess: _bucket,
    RoleSimulation: _role,
    Deployments: _deployments,
}


def _milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))
