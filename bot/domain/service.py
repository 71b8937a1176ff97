"""What is a service? The things that are run, watched and answered for, as its YAML file tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from bot.domain.alarms.rules import Alarm, Attention, Contact, Importance, Rung, Surge
from bot.domain.holdings import AlertRule, Bucket, Budget, CostTarget, Role, Schedule, Table
from bot.domain.words import Words

if TYPE_CHECKING:  # these are read by what is defined here: each knows the other, at run time only one
    from bot.domain.actions.action import Action
    from bot.domain.runbooks.runbook import Emergency, Recommendation, Runbook

Unit = Literal["count", "percent", "score", "seconds", "dollars", "bytes"]


@dataclass(frozen=True, slots=True)
class Range:
    """Where a value may lie; bounds left out do not bind. `per_day` bounds are for a day, and prorated to a window."""

    more_than: float | None = None
    at_least: float | None = None
    less_than: float | None = None
    at_most: float | None = None
    per_day: bool = False

    def holds(self, value: float) -> bool:
        """Say whether the value lies inside; prorate first."""
        return (
            (self.more_than is None or value > self.more_than)
            and (self.at_least is None or value >= self.at_least)
            and (self.less_than is None or value < self.less_than)
            and (self.at_most is None or value <= self.at_most)
        )

    def bounds(self) -> dict[str, float]:
        """Return the bounds that bind, by name."""
        named = {"more_than": self.more_than, "at_least": self.at_least}
        named |= {"less_than": self.less_than, "at_most": self.at_most}
        return {name: bound for name, bound in named.items() if bound is not None}

    def prorated(self, window: timedelta) -> Range:
        """Return the bounds for a window of another length than a day; bounds that aren't per day stay."""
        if not self.per_day:
            return self

        def part(bound: float | None) -> float | None:
            return None if bound is None else bound * window.total_seconds() / 86400

        return Range(part(self.more_than), part(self.at_least), part(self.less_than), part(self.at_most))


@dataclass(frozen=True, slots=True)
class Metric:
    """A CloudWatch metric. `dimensions` None means: discover the published sets and add them up.

    `sparse` metrics are published only when there is something to count: silence while there is traffic means zero.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str] | None = field(default=None, hash=False)
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a metric over the window."""

    metric: Metric


@dataclass(frozen=True, slots=True)
class Ratio:
    """100 · the sum of `part` over the sums of `whole`, in percent; without traffic it is unknown, never 0."""

    part: Metric
    whole: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of every sample in the window, times `scale`."""

    metric: Metric
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile (`p95`) of the samples in the window, times `scale`."""

    metric: Metric
    percentile: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Maximum:
    """The largest sample in the window, times `scale`."""

    metric: Metric
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class WorstSum:
    """The largest sum of any period of this many seconds in the window."""

    metric: Metric
    period_seconds: int = 300


Formula = Total | Ratio | Mean | Percentile | Maximum | WorstSum


@dataclass(frozen=True, slots=True)
class Share:
    """What a count may be as a percentage of the sum of another metric; broken, it is worth a warning, no more."""

    of: Metric
    normal: Range


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a status answer or check: how it is computed, and between which bounds it is well.

    `normal` is broken by a value outside it; `alarm` is broken by a value inside it. `traffic` is the metric that must
    have samples for silence elsewhere to mean zero. `function` is the function it is about, when it is about one.
    """

    id: str
    title: Words
    unit: Unit
    formula: Formula
    normal: Range | None = None
    alarm: Range | None = None
    traffic: Metric | None = None
    charted: bool = False
    function: str | None = None
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A Lambda function of the service, its log group and the variable names that matter to us."""

    name: str
    log_group: str
    title: Words = field(default_factory=dict)
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure that is read from a Lambda function's environment (the rollout percentage)."""

    id: str
    title: Words
    unit: Unit
    function: str
    variable: str
    normal: Range | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that is known of one service.

    `escalates_later` is added to every rung above the first for alarms of that importance. `down_below` is for the
    figure `success_rate`. `runbook` is the address of what people read; `runbooks` are what alarms point at.
    `diagnostics` are figures that only runbooks read. `surge` is when users' reports are an alarm.
    `actions` are what may be done to it.
    """

    name: str
    title: Words
    command: str
    channel: str
    region: str
    figures: tuple[Figure, ...]
    alarms: tuple[Alarm, ...]
    alarm_prefixes: tuple[str, ...]
    functions: tuple[Function, ...]
    settings: tuple[Setting, ...] = ()
    on_call: tuple[str, ...] = ()
    postmortem_lead: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    roles: tuple[Role, ...] = ()
    dashboard: str | None = None
    runbook: str | None = None
    runbooks: tuple[Runbook, ...] = ()
    diagnostics: tuple[Figure, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    actions: tuple[Action, ...] = ()
    emergency: Emergency | None = None
    contacts: tuple[Contact, ...] = ()
    escalation: tuple[Rung, ...] = ()
    escalates_later: Mapping[Importance, timedelta] = field(default_factory=dict)
    attention: Attention = field(default_factory=Attention)
    surge: Surge | None = None
    alert_rules: tuple[AlertRule, ...] = ()
    cost: CostTarget | None = None
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    checks: Mapping[str, Schedule] = field(default_factory=dict)
    alertmanager_match: Mapping[str, str] = field(default_factory=dict)
    down_below: float | None = None
    stale_after: timedelta = timedelta(minutes=15)
