"""What may stand in `bot.yaml`?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.catalogue.kinds import (
    Channel,
    Command,
    Duration,
    DurationOrNever,
    Right,
    RoleArn,
    Timezone,
    Url,
    wrong,
)
from bot.catalogue.models import Strict, WordsEntry
from bot.catalogue.runbook_meaning import words
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.severities import Severity, SeverityRule
from bot.domain.rules import Rights, Rules


def _once_each(severities: tuple[Severity, ...]) -> tuple[Severity, ...]:
    for place, severity in enumerate(severities):
        if severity in severities[:place]:
            raise wrong("severity_twice", found=severity, at=(place,))
    return severities


class RightsEntry(Strict):
    """Who may do what."""

    operate: tuple[Right, ...] = Rights().operate
    approve_actions: tuple[Right, ...] = Rights().approve_actions
    command_incidents: tuple[Right, ...] = Rights().command_incidents
    approve_postmortems: tuple[Right, ...] = Rights().approve_postmortems


class SeverityEntry(Strict):
    """What a severity means here and which clocks it starts, from detection; what is left out stays as it is."""

    mitigate_within: Duration | None = None
    publish_within: Duration | None = None
    update_every: DurationOrNever = None
    definition: WordsEntry | None = None

    def over(self, rule: SeverityRule) -> SeverityRule:
        """Return the rule with what stands here."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"definition"}}
        return replace(rule, definition=words(self.definition) if self.definition else rule.definition, **given)


class BotFile(Strict):
    """What the company decided for every service; the defaults are those of `Rules`."""

    rights: RightsEntry = RightsEntry()
    announce_channel: Channel = Rules().announce_channel
    incident_room: Literal["channel", "thread"] = Rules().incident_room
    private_severities: Annotated[tuple[Severity, ...], AfterValidator(_once_each)] = ("S0",)
    incident_command: Command = Rules().incident_command
    timezone: Timezone = Rules().timezone
    action_approvals: Annotated[int, Field(ge=1, le=20)] = Rules().action_approvals
    postmortem_approvals: Annotated[int, Field(ge=1, le=20)] = Rules().postmortem_approvals
    approval_expires_minutes: Annotated[int, Field(ge=1, le=1440)] = Rules().approval_expires_minutes
    act_as: RoleArn | None = Rules().act_as
    heartbeat_url: Url | None = Rules().heartbeat_url
    postmortem_owners: Literal["role", "name"] = Rules().postmortem_owners
    lessons_channel: Channel | None = Rules().lessons_channel
    severities: dict[Severity, SeverityEntry] = Field(default_factory=dict)
    archive_after: DurationOrNever = Rules().clocks.archive_after

    def rules(self) -> Rules:
        """Return the file as the domain's value."""
        apart = {"rights", "severities", "archive_after"}
        values = {name: getattr(self, name) for name in type(self).model_fields if name not in apart}
        rights = Rights(**{name: getattr(self.rights, name) for name in RightsEntry.model_fields})
        return Rules(rights=rights, clocks=self._clocks(), **values)

    def _clocks(self) -> ClockRules:
        rules = Rules().clocks.severities
        told = {name: self.severities.get(name, SeverityEntry()).over(rule) for name, rule in rules.items()}
        return ClockRules(told, self.archive_after)
