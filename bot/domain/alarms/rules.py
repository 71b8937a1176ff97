"""What was decided about alarms: which there are, who is told of them, when, and what would be too much?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.words import Words

Importance = Literal["high", "medium", "notification"]
AlarmSource = Literal["cloudwatch", "alertmanager"]

URGENCY: Mapping[Importance, int] = {"high": 0, "medium": 1, "notification": 2}
"""In which order alarms need somebody; the least first."""

BY_SEVERITY: dict[str, Importance] = {"S0": "high", "S1": "high", "S2": "medium", "S3": "notification"}
"""How important an alarm is that only says its severity."""

RESPOND_WITHIN: dict[Importance, timedelta | None] = {
    "high": timedelta(minutes=30),
    "medium": timedelta(hours=1),
    "notification": None,
}
"""How soon somebody answers where no file says so: the manual's response times."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that must exist. `respond_within` None: a notification, nobody is expected to respond.

    `runbook` is the id of one of the service's runbooks, `function` what it is to look at where it is about one
    function; `figure` is the id of the figure that shows the alarm's metric. `source` is who evaluates the condition
    and reports it. `severity` is set where an alarm means one from the start; Alertmanager's alerts carry their own.
    """

    name: str
    importance: Importance
    respond_within: timedelta | None
    condition: Words
    runbook: str | None = None
    source: AlarmSource = "cloudwatch"
    figure: str | None = None
    function: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to; whatever way is known is filled in. `slack` is `#channel`, `@handle` or an id."""

    name: Words
    email: str | None = None
    slack: str | None = None
    phone: str | None = None
    note: Words | None = None

    @property
    def reach(self) -> tuple[str, ...]:
        """The names by which Slack may know them."""
        handle = self.slack if self.slack and not self.slack.startswith("#") else None
        return tuple(name for name in (handle, self.email) if name)

    @property
    def channel(self) -> str | None:
        """The channel where they are told, without `#`."""
        return self.slack.removeprefix("#") if self.slack and self.slack.startswith("#") else None


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the escalation ladder, reached when the alarm has been unresolved for `after`."""

    level: int
    after: timedelta
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When alarms of these importances wake nobody: from `begin` until `end`, also over midnight, in a time zone.

    An alarm of severity S0 knows no quiet hours.
    """

    begin: time
    end: time
    timezone: str
    importances: tuple[Importance, ...] = ("medium",)

    def holds(self, at: datetime) -> bool:
        """Say whether a moment lies in them."""
        local = at.astimezone(ZoneInfo(self.timezone)).time()
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end

    def ends_after(self, at: datetime) -> datetime:
        """Return the first moment from `at` on that doesn't lie in them."""
        if not self.holds(at):
            return at
        local = at.astimezone(ZoneInfo(self.timezone))
        end = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        if end <= local:
            end += timedelta(days=1)
        return end.astimezone(at.tzinfo)


@dataclass(frozen=True, slots=True)
class Attention:
    """How much attention alarms may take.

    A firing within `refire_window` of the last end belongs to the same thread. Above `group_above` new alarms a minute
    in a channel, the rest share one message. `reminders` is how often a missing answer is asked for, at most.
    """

    refire_window: timedelta = timedelta(minutes=60)
    group_above: int = 10
    reminders: int = 4
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """When users' reports are an alarm themselves: so many of them within so long."""

    at_least: int
    within: timedelta
    importance: Importance
    respond_within: timedelta | None
    runbook: str | None = None
