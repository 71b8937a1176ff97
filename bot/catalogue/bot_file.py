"""What may stand in `bot.yaml`?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.catalogue.kinds import Channel, Command, Right, RoleArn, Timezone, Url, wrong
from bot.catalogue.models import Strict
from bot.domain.rules import Rights, Rules

Severity = Literal["S0", "S1", "S2", "S3"]


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

    def rules(self) -> Rules:
        """Return the file as the domain's value."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "rights"}
        rights = Rights(**{name: getattr(self.rights, name) for name in RightsEntry.model_fields})
        return Rules(rights=rights, **values)
