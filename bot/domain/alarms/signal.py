"""What did somebody who watches tell us? An alarm fired, is over, or can't tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

SignalState = Literal["firing", "resolved", "unsure"]
SignalSource = Literal["cloudwatch", "alertmanager", "reports", "check"]

_DATAPOINT = re.compile(r"datapoints? \[(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?)(?= \(|, |\])")

SEVERITIES = ("S0", "S1", "S2", "S3")


@dataclass(frozen=True, slots=True)
class Signal:
    """One change of one alarm, whoever reports it.

    `alarm` is the name that a service's YAML may know; `identity` tells this alarm from others of the same name and
    source (a CloudWatch alarm's name, Alertmanager's fingerprint). `changed_at` is when the state began, by whoever
    watches: the same change delivered twice has the same. `unsure`: the watcher has too little data. `link` is where
    the watcher shows it. `is_suppressed`: the watcher keeps it from people, by a silence or inhibition of its own.
    """

    source: SignalSource
    alarm: str
    identity: str
    state: SignalState
    changed_at: datetime
    reason: str = ""
    summary: str = ""
    severity: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    runbook_url: str | None = None
    link: str | None = None
    is_suppressed: bool = False

    @property
    def key(self) -> str:
        """Name this change; a second delivery has the same key."""
        at = self.changed_at.astimezone(UTC).isoformat(timespec="milliseconds")
        return f"{self.state}:{self.source}:{self.identity}:{at}"


def measured(reason: str) -> float | None:
    """Return the newest datapoint that CloudWatch names, in the threshold's unit; all its forms say it only in words.

    `Threshold Crossed: 1 datapoint [83.3 (25/11/26 09:00:00)] was less than the threshold (95.0).`
    """
    found = _DATAPOINT.search(reason)
    return float(found[1]) if found else None
