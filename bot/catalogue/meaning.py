"""What does a service file mean, as the domain's values?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bot.catalogue import action_meaning, runbook_meaning
from bot.catalogue.figures import FigureEntry
from bot.catalogue.models import MetricEntry, RangeEntry, WordsEntry
from bot.catalogue.runbook_meaning import words
from bot.catalogue.service_file import ContactEntry, EscalationEntry, FunctionEntry, ServiceFile
from bot.domain.alarms.rules import Alarm, Contact, Rung
from bot.domain.holdings import Bucket, Budget, CostTarget, Expiry, Role, Schedule, Table
from bot.domain.runbooks.scene import PLACEHOLDER
from bot.domain.service import (
    Figure,
    Formula,
    Function,
    Maximum,
    Mean,
    Metric,
    Percentile,
    Range,
    Ratio,
    Service,
    Setting,
    Share,
    Total,
    WorstSum,
)
from bot.domain.words import Words


def service(file: ServiceFile, *, timezone: str) -> Service:
    """Return the service that a file without faults describes; `timezone` is for schedules that name none."""
    functions = tuple(_function(entry) for entry in file.functions)
    return Service(
        name=file.name,
        title=words(file.title),
        command=file.command,
        channel=file.channel,
        region=file.region,
        figures=tuple(figure for entry in file.figures for figure in _figures(entry, file.metrics, functions)),
        alarms=tuple(
            Alarm(
                entry.name,
                entry.importance,
                entry.respond_within,
                words(entry.condition),
                entry.runbook,
                entry.source,
                entry.figure,
                entry.function,
                entry.severity,
            )
            for entry in file.alarms
        ),
        alarm_prefixes=file.alarm_prefixes,
        functions=functions,
        settings=tuple(
            Setting(entry.id, words(entry.title), entry.unit, entry.function, entry.variable, _range(entry.normal))
            for entry in file.settings
        ),
        on_call=file.on_call,
        postmortem_lead=file.postmortem_lead,
        tables=tuple(
            Table(entry.name, entry.expires_by, entry.expires_after, entry.backup_within) for entry in file.tables
        ),
        buckets=tuple(
            Bucket(entry.name, tuple(Expiry(part.prefix, part.after) for part in entry.expire))
            for entry in file.buckets
        ),
        roles=tuple(Role(entry.name, entry.inline_policy) for entry in file.roles),
        dashboard=file.dashboard,
        runbook=file.runbook,
        runbooks=tuple(runbook_meaning.runbook(entry) for entry in file.runbooks),
        diagnostics=tuple(figure for entry in file.diagnostics for figure in _figures(entry, file.metrics, functions)),
        recommendations=tuple(runbook_meaning.recommendation(entry) for entry in file.recommendations),
        actions=tuple(action_meaning.action(entry) for entry in file.actions),
        emergency=runbook_meaning.emergency(file.emergency),
        contacts=tuple(_contact(entry) for entry in file.contacts.values()),
        escalation=tuple(_ladder(file.escalation, file.contacts)),
        escalates_later=dict(file.escalation.later_by) if file.escalation else {},
        attention=runbook_meaning.attention(file.attention, timezone=timezone),
        surge=runbook_meaning.surge(file.user_reports.surge),
        alert_rules=tuple(runbook_meaning.alert_rule(entry) for entry in file.alert_rules),
        cost=CostTarget(file.cost.billed_as, file.cost.at_least, file.cost.at_most) if file.cost else None,
        budgets={name: Budget(entry.max, entry.min) for name, entry in file.budgets.items()},
        checks={period: Schedule(entry.cron, entry.timezone or timezone) for period, entry in file.checks.items()},
        alertmanager_match=dict(file.alertmanager_match),
        down_below=file.down_below,
        stale_after=file.stale_after,
    )


def _function(entry: FunctionEntry) -> Function:
    title = words(entry.title) if entry.title else {"en": entry.name, "ja": entry.name}
    return Function(entry.name, entry.log_group or f"/aws/lambda/{entry.name}", title, entry.variables)


def _range(entry: RangeEntry | None) -> Range | None:
    if entry is None:
        return None
    return Range(entry.more_than, entry.at_least, entry.less_than, entry.at_most, entry.per_day)


def _figures(
    entry: FigureEntry, metrics: Mapping[str, MetricEntry], functions: tuple[Function, ...]
) -> Iterator[Figure]:
    if entry.for_each is None:
        yield _figure(entry, metrics, None)
        return
    for function in functions:
        yield _figure(entry, metrics, function)


def _figure(entry: FigureEntry, metrics: Mapping[str, MetricEntry], function: Function | None) -> Figure:
    """Return one figure; for a function, with that function's name in the id and in the metrics' dimensions."""
    metric = partial(_metric, metrics, function)
    own = entry.limits.get(function.name) if function else None
    return Figure(
        id=f"{entry.id}:{function.name}" if function else entry.id,
        title=_title(entry.title, function),
        unit=entry.unit,
        formula=_formula(entry, metric),
        normal=_range((own and own.normal) or entry.normal),
        alarm=_range((own and own.alarm) or entry.alarm),
        traffic=metric(entry.traffic) if entry.traffic else None,
        charted=entry.charted,
        function=function.name if function else None,
        share=Share(metric(entry.share.of), _range(entry.share.normal) or Range()) if entry.share else None,
    )


def _title(entry: WordsEntry, function: Function | None) -> Words:
    if function is None:
        return words(entry)
    return {locale: text.replace(PLACEHOLDER, function.title[locale]) for locale, text in words(entry).items()}


def _metric(metrics: Mapping[str, MetricEntry], function: Function | None, name: str) -> Metric:
    entry = metrics[name]
    dimensions = entry.dimensions
    if dimensions is not None and function is not None:
        dimensions = {key: value.replace(PLACEHOLDER, function.name) for key, value in dimensions.items()}
    return Metric(entry.namespace, entry.name or name, dimensions, entry.sparse)


def _formula(entry: FigureEntry, metric: Callable[[str], Metric]) -> Formula:
    if entry.total:
        return Total(metric(entry.total.metric))
    if entry.ratio:
        return Ratio(metric(entry.ratio.part), tuple(metric(name) for name in entry.ratio.whole))
    if entry.mean:
        return Mean(metric(entry.mean.metric), entry.mean.scale)
    if entry.percentile:
        return Percentile(metric(entry.percentile.metric), entry.percentile.rank, entry.percentile.scale)
    if entry.maximum:
        return Maximum(metric(entry.maximum.metric), entry.maximum.scale)
    if entry.worst_sum:
        return WorstSum(metric(entry.worst_sum.metric), int(entry.worst_sum.period.total_seconds()))
    raise AssertionError(entry.id)  # The model lets no figure through without a formula.


def _ladder(entry: EscalationEntry | None, contacts: Mapping[str, ContactEntry]) -> Iterator[Rung]:
    for rung in entry.ladder if entry else ():
        yield Rung(rung.level, rung.after, tuple(_contact(contacts[name]) for name in rung.contacts))


def _contact(entry: ContactEntry) -> Contact:
    note = words(entry.note) if entry.note else None
    return Contact(words(entry.name), entry.email, entry.slack, entry.phone, note)
