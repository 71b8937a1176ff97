"""How is written down what alarms may ask of people, when users' reports are one, and which rules Prometheus has?"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from bot.catalogue.kinds import Duration, Name, Text, Timezone, Url, ascii_digits, wrong
from bot.catalogue.models import Strict, WordsEntry
from bot.domain.alarms.rules import AlarmSource, Attention, Importance

Severity = Literal["S0", "S1", "S2", "S3"]

OUR_LABELS = ("severity", "service", "layer", "alertname")
"""What a generated rule carries anyway, or Prometheus itself sets."""

_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"


def _clock(value: str) -> str:
    if not re.fullmatch(_CLOCK, ascii_digits(value)):
        raise wrong("bad_clock", found=value)
    return value


def _label(value: str) -> str:
    # Prometheus, "Data model"; those that begin with __ are its own.
    if not re.fullmatch("(?!__)[a-zA-Z_][a-zA-Z0-9_]*", value):
        raise wrong("bad_label", found=value)
    if value in OUR_LABELS:
        raise wrong("our_label", found=value)
    return value


Clock = Annotated[str, AfterValidator(_clock), Field(json_schema_extra={"pattern": f"^{_CLOCK}$"})]
Label = Annotated[str, AfterValidator(_label)]


def says_by_when(importance: Importance, respond_within: timedelta | None) -> None:
    """Refuse a notification with a deadline, and anything else without one."""
    if importance == "notification" and respond_within is not None:
        raise wrong("notification_with_deadline", at=("respond_within",))
    if importance != "notification" and respond_within is None:
        raise wrong("no_deadline")


class AlarmEntry(Strict):
    """An alarm that must exist."""

    name: Text
    importance: Importance
    respond_within: Duration | None = None
    condition: WordsEntry
    runbook: Name | None = None
    source: AlarmSource = "cloudwatch"
    figure: Text | None = None
    function: Text | None = None
    severity: Severity | None = None

    @model_validator(mode="after")
    def _says_by_when(self) -> Self:
        says_by_when(self.importance, self.respond_within)
        return self


class QuietHoursEntry(Strict):
    """When alarms of these importances wake nobody; over midnight as well."""

    model_config = ConfigDict(populate_by_name=True)

    begin: Annotated[Clock, Field(alias="from")]
    until: Clock
    timezone: Timezone | None = None
    importances: tuple[Importance, ...] = ("medium",)

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.begin == self.until:
            raise wrong("quiet_all_day", at=("until",))
        return self

    def times(self) -> tuple[time, time]:
        """Return when they begin and end."""
        return time.fromisoformat(self.begin), time.fromisoformat(self.until)


class AttentionEntry(Strict):
    """How much attention alarms may take."""

    refire_window: Duration = Attention().refire_window
    group_above: Annotated[int, Field(ge=1)] = Attention().group_above
    reminders: Annotated[int, Field(ge=0, le=20)] = Attention().reminders
    quiet_hours: QuietHoursEntry | None = None


class SurgeEntry(Strict):
    """So many reports of users within so long are an alarm."""

    at_least: Annotated[int, Field(ge=2)]
    within: Duration
    importance: Importance = "medium"
    respond_within: Duration | None = None
    runbook: Name | None = None

    @model_validator(mode="after")
    def _says_by_when(self) -> Self:
        says_by_when(self.importance, self.respond_within)
        return self


class UserReportsEntry(Strict):
    """What users' reports lead to."""

    surge: SurgeEntry | None = None


class AlertRuleEntry(Strict):
    """A rule for Prometheus; `for` is how long it must hold before it fires."""

    model_config = ConfigDict(populate_by_name=True)

    name: Annotated[Text, Field(json_schema_extra={"minLength": 1})]
    layer: Name
    expr: Text
    lasting: Annotated[Duration, Field(alias="for")]
    severity: Severity
    summary: Text
    runbook: Url | None = None
    labels: dict[Label, Text] = Field(default_factory=dict)
