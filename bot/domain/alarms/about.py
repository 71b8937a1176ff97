"""What is an alarm episode about? What the watcher and the service's file said when it began.

It is kept with the episode: what was promised then is not rewritten by a later change of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.domain.alarms.rules import BY_SEVERITY, RESPOND_WITHIN, Alarm, Importance
from bot.domain.alarms.signal import Signal, SignalSource
from bot.domain.service import Service
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class About:
    """The alarm of an episode.

    `respond_within` None: nobody is expected to respond. `is_described` False: no file says anything of this alarm.
    `group` is the stream of the message it shares with others, when too many came at once.
    """

    service: str
    alarm: str
    source: SignalSource
    identity: str
    importance: Importance
    respond_within: timedelta | None
    severity: str | None = None
    condition: Words | None = field(default=None, hash=False)
    runbook: str | None = None
    function: str | None = None
    summary: str = ""
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    link: str | None = None
    runbook_url: str | None = None
    is_described: bool = True
    group: str | None = None

    def facts(self) -> dict[str, Any]:
        """Tell it in plain JSON values, to be kept."""
        seconds = self.respond_within.total_seconds() if self.respond_within is not None else None
        return {
            "service": self.service,
            "alarm": self.alarm,
            "source": self.source,
            "identity": self.identity,
            "importance": self.importance,
            "respond_within": seconds,
            "severity": self.severity,
            "condition": dict(self.condition) if self.condition else None,
            "runbook": self.runbook,
            "function": self.function,
            "summary": self.summary,
            "labels": dict(self.labels),
            "link": self.link,
            "runbook_url": self.runbook_url,
            "is_described": self.is_described,
            "group": self.group,
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> About:
        """Read it back."""
        seconds = facts["respond_within"]
        return cls(**{**facts, "respond_within": timedelta(seconds=seconds) if seconds is not None else None})


def about(signal: Signal, service: Service, *, group: str | None = None) -> About:
    """Say what an episode is about that begins with this signal.

    What the service's file says of the alarm counts first, then the severity that the signal carries; an alarm that
    nobody described is of medium importance: whoever made it wanted somebody to look.
    """
    described = described_alarm(service, signal)
    severity = signal.severity or (described.severity if described else None)
    if described is not None:
        importance, respond = described.importance, described.respond_within
    elif signal.source == "reports" and service.surge is not None:
        importance, respond = service.surge.importance, service.surge.respond_within
    else:
        importance = BY_SEVERITY.get(severity or "", "medium")
        respond = RESPOND_WITHIN[importance]
    runbook = described.runbook if described else service.surge.runbook if service.surge and _is_surge(signal) else None
    return About(
        service=service.name,
        alarm=signal.alarm,
        source=signal.source,
        identity=signal.identity,
        importance=importance,
        respond_within=respond,
        severity=severity,
        condition=described.condition if described else None,
        runbook=runbook,
        function=described.function if described else None,
        summary=signal.summary,
        labels=signal.labels,
        link=signal.link,
        runbook_url=signal.runbook_url,
        is_described=described is not None or _is_surge(signal),
        group=group,
    )


def described_alarm(service: Service, signal: Signal) -> Alarm | None:
    """Return what the service's file says of the alarm that signals."""
    return next((one for one in service.alarms if one.name == signal.alarm and one.source == signal.source), None)


def _is_surge(signal: Signal) -> bool:
    return signal.source == "reports"
