"""What may stand in `services/<name>.yaml`?"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.catalogue.action_file import ActionEntry
from bot.catalogue.attention_file import AlarmEntry, AlertRuleEntry, AttentionEntry, UserReportsEntry
from bot.catalogue.figures import FigureEntry, SettingEntry, Variable
from bot.catalogue.kinds import (
    NOT_EMPTY,
    AwsName,
    Channel,
    Command,
    Cron,
    Duration,
    Email,
    Moment,
    Name,
    Region,
    Right,
    SlackContact,
    Text,
    Timezone,
    Url,
    wrong,
)
from bot.catalogue.models import MetricEntry, Number, Period, Strict, WordsEntry
from bot.catalogue.runbook_file import EmergencyEntry, RecommendationEntry, RunbookEntry
from bot.domain.alarms.rules import Importance
from bot.domain.holdings import BACKUP_WITHIN


class FunctionEntry(Strict):
    """A Lambda function; its log group is Lambda's own default unless given."""

    name: AwsName
    title: WordsEntry | None = None
    log_group: AwsName | None = None
    variables: tuple[Variable, ...] = ()


class TableEntry(Strict):
    """A DynamoDB table; the newest of what it can be restored from may be no older than `backup_within`."""

    name: AwsName
    expires_by: Text | None = None
    expires_after: Duration | None = None
    backup_within: Duration = BACKUP_WITHIN

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.expires_by is None) != (self.expires_after is None):
            raise wrong("expiry_incomplete")
        return self


class ExpiryEntry(Strict):
    """What lies under a prefix is deleted after so long."""

    prefix: Text
    after: Duration


class BucketEntry(Strict):
    """An S3 bucket."""

    name: AwsName
    expire: tuple[ExpiryEntry, ...] = ()


class RoleEntry(Strict):
    """An IAM role."""

    name: AwsName
    inline_policy: AwsName | None = None


class ContactEntry(Strict):
    """Somebody to turn to."""

    name: WordsEntry
    email: Email | None = None
    slack: SlackContact | None = None
    phone: Text | None = None
    note: WordsEntry | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.email or self.slack or self.phone or self.note):
            raise wrong("contact_unreachable")
        return self


class RungEntry(Strict):
    """A level of the escalation ladder."""

    level: Annotated[int, Field(ge=1)]
    after: Moment
    contacts: Annotated[tuple[Name, ...], *NOT_EMPTY]


class EscalationEntry(Strict):
    """Who is turned to, how long after the firing; `later_by` moves every level above the first."""

    ladder: Annotated[tuple[RungEntry, ...], *NOT_EMPTY]
    later_by: dict[Importance, Duration] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        for place, rung in enumerate(self.ladder):
            if rung.level != place + 1:
                raise wrong("level_out_of_order", expected=place + 1, found=rung.level, at=("ladder", place, "level"))
            if place and rung.after <= self.ladder[place - 1].after:
                at = ("ladder", place, "after")
                raise wrong("escalation_not_ascending", level=rung.level, below=rung.level - 1, at=at)
        return self


class CostEntry(Strict):
    """What the service may cost in a calendar month, in US dollars."""

    billed_as: Text
    at_least: Annotated[Number, Field(ge=0)]
    at_most: Annotated[Number, Field(ge=0)]

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if self.at_most < self.at_least:
            raise wrong("cost_backwards", at=("at_most",))
        return self


class BudgetEntry(Strict):
    """Between which values, both allowed, a measured quality may lie."""

    max: Number | None = None
    min: Number | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.max is None and self.min is None:
            raise wrong("budget_empty")
        if self.max is not None and self.min is not None and self.max < self.min:
            raise wrong("budget_backwards", at=("max",))
        return self


class ScheduleEntry(Strict):
    """When a check pack runs by itself, in `timezone` or else that of bot.yaml."""

    cron: Cron
    timezone: Timezone | None = None


class ServiceFile(Strict):
    """Everything that is known of one service."""

    name: Name
    title: WordsEntry
    command: Command
    channel: Channel
    region: Region
    on_call: tuple[Right, ...] = ()
    postmortem_lead: tuple[Right, ...] = ()
    dashboard: AwsName | None = None
    runbook: Url | None = None
    down_below: Number | None = None
    stale_after: Duration = timedelta(minutes=15)
    metrics: dict[Text, MetricEntry] = Field(default_factory=dict)
    figures: tuple[FigureEntry, ...] = ()
    diagnostics: tuple[FigureEntry, ...] = ()
    settings: tuple[SettingEntry, ...] = ()
    alarm_prefixes: tuple[Text, ...] = ()
    alarms: tuple[AlarmEntry, ...] = ()
    runbooks: tuple[RunbookEntry, ...] = ()
    recommendations: tuple[RecommendationEntry, ...] = ()
    actions: tuple[ActionEntry, ...] = ()  # type: ignore[valid-type]
    emergency: EmergencyEntry | None = None
    attention: AttentionEntry = AttentionEntry()
    user_reports: UserReportsEntry = UserReportsEntry()
    alert_rules: tuple[AlertRuleEntry, ...] = ()
    functions: tuple[FunctionEntry, ...] = ()
    tables: tuple[TableEntry, ...] = ()
    buckets: tuple[BucketEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    contacts: dict[Name, ContactEntry] = Field(default_factory=dict)
    escalation: EscalationEntry | None = None
    cost: CostEntry | None = None
    budgets: dict[Text, BudgetEntry] = Field(default_factory=dict)
    checks: dict[Period, ScheduleEntry] = Field(default_factory=dict)
    alertmanager_match: dict[Text, Text] = Field(default_factory=dict)
