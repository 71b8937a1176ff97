"""What do runbooks and what goes with them mean, as the domain's values?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.catalogue.attention_file import AlertRuleEntry, AttentionEntry, SurgeEntry
from bot.catalogue.models import WordsEntry
from bot.catalogue.runbook_file import (
    CauseEntry,
    EmergencyEntry,
    LogSearchEntry,
    RecommendationEntry,
    RunbookEntry,
    StepEntry,
)
from bot.domain.alarms.rules import Attention, QuietHours, Surge
from bot.domain.holdings import AlertRule
from bot.domain.runbooks import kinds
from bot.domain.runbooks.kinds.log_search import LineClass
from bot.domain.runbooks.kinds.role import Deed
from bot.domain.runbooks.runbook import Cause, Emergency, Recommendation, Runbook, Sign, Step, StepKind
from bot.domain.words import Words


def words(entry: WordsEntry) -> Words:
    """Return the words by locale."""
    return {"en": entry.en, "ja": entry.ja}


def runbook(entry: RunbookEntry) -> Runbook:
    """Return the runbook."""
    steps = tuple(Step(one.id, words(one.title), kind_of(one)) for one in entry.steps)
    causes = tuple(_cause(one) for one in entry.causes)
    return Runbook(entry.id, words(entry.title), entry.url, steps, causes, entry.recommend)


def kind_of(entry: StepEntry) -> StepKind:
    """Return the way in which a step looks."""
    name = next(name for name in kinds.KINDS if getattr(entry, name) is not None)
    return _MADE[name](getattr(entry, name))


def sign(text: str) -> Sign:
    """Read `step.sign`."""
    step, _, name = text.partition(".")
    return Sign(step, name)


def recommendation(entry: RecommendationEntry) -> Recommendation:
    """Return what helps."""
    return Recommendation(entry.id, words(entry.title), words(entry.how) if entry.how else None, entry.actions)


def emergency(entry: EmergencyEntry | None) -> Emergency | None:
    """Return when it is one."""
    return Emergency(entry.figure, entry.more_than, entry.recommend) if entry else None


def attention(entry: AttentionEntry, *, timezone: str) -> Attention:
    """Return how much attention alarms may take; `timezone` is for quiet hours that name none."""
    quiet = entry.quiet_hours
    hours = QuietHours(*quiet.times(), quiet.timezone or timezone, quiet.importances) if quiet else None
    return Attention(entry.refire_window, entry.group_above, entry.reminders, hours)


def surge(entry: SurgeEntry | None) -> Surge | None:
    """Return when users' reports are an alarm."""
    if entry is None:
        return None
    return Surge(entry.at_least, entry.within, entry.importance, entry.respond_within, entry.runbook)


def alert_rule(entry: AlertRuleEntry) -> AlertRule:
    """Return a rule for Prometheus."""
    return AlertRule(
        name=entry.name,
        layer=entry.layer,
        expression=entry.expr,
        lasting=entry.lasting,
        severity=entry.severity,
        summary=entry.summary,
        runbook=entry.runbook,
        labels=tuple(sorted(entry.labels.items())),
    )


def _cause(entry: CauseEntry) -> Cause:
    signs_for, against = (tuple(map(sign, given)) for given in (entry.signs_for, entry.signs_against))
    return Cause(entry.id, words(entry.title), signs_for, against, entry.recommend)


def _log_search(entry: LogSearchEntry) -> StepKind:
    classes = tuple(LineClass(one.id, words(one.title), one.contains) for one in entry.classes)
    return kinds.LogLinesOf(entry.functions, entry.patterns, entry.matching, classes)


_MADE: Mapping[str, Callable[..., StepKind]] = {
    "figures": kinds.Figures,
    "log_search": _log_search,
    "functions": kinds.FunctionsAsTheyAre,
    "history": lambda _: kinds.History(),
    "quotas": lambda entry: kinds.QuotasOf(entry.product, entry.words, dict(entry.calls)),
    "health": lambda entry: kinds.AwsHealth(entry.products),
    "changes": lambda entry: kinds.Changes(entry.functions, entry.resources),
    "throttling": lambda entry: kinds.Throttling(entry.table),
    "bucket": lambda entry: kinds.Bucket(entry.bucket),
    "role": lambda entry: kinds.Role(entry.role, tuple(Deed(one.actions, one.resources) for one in entry.may)),
    "cold_starts": lambda entry: kinds.ColdStarts(entry.functions),
}
