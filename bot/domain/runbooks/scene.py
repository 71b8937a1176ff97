"""Where does a runbook look? A service, an alarm when there is one, and the stretch of time that matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.service import Service

LOOKED_BACK = timedelta(hours=1)
"""How far logs and figures are looked at: the manual's "last hour"."""

CHANGED_WITHIN = timedelta(hours=3)
"""How long before a firing a change may have been its cause. Ours: the manual gives no time."""

PLACEHOLDER = "{function}"
"""What stands in a runbook for the function that the alarm is about."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the steps of one triage share.

    `alarm` is an alarm's name and `function` the function it is about; both None for a symptom that somebody named.
    `fired_at` is when the alarm fired, when it does.
    """

    service: Service
    now: datetime
    alarm: str | None = None
    function: str | None = None
    fired_at: datetime | None = None

    @property
    def start(self) -> datetime:
        """The start of the stretch that is looked at."""
        return self.now - LOOKED_BACK

    @property
    def moment(self) -> datetime:
        """When it began, as far as we know: the firing, or now."""
        return min(self.fired_at or self.now, self.now)

    def filled(self, text: str) -> str:
        """Put the function's name in the place that a runbook leaves for it."""
        return text.replace(PLACEHOLDER, self.function or PLACEHOLDER)

    def named(self, names: Iterable[str]) -> tuple[str, ...]:
        """Fill in several names; two that come to the same are one."""
        return tuple(dict.fromkeys(self.filled(name) for name in names))

    def log_group(self, function: str) -> str:
        """Return where a function's lines are written: what the service's file says, or Lambda's own default."""
        groups = {one.name: one.log_group for one in self.service.functions}
        return groups.get(function, f"/aws/lambda/{function}")
