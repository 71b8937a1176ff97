"""What does Prometheus's Alertmanager tell us, by its webhook or when it is asked?

The webhook's version 4 (Prometheus docs, "Alerting configuration", `<webhook_config>`) and `GET /api/v2/alerts` carry
the same alerts. `startsAt` is when an alert began to fire, after its `for`; annotations come rendered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.alarms.values import UnreadableError, mapping, moment, parsed, text
from bot.domain.alarms.signal import SEVERITIES, Signal, SignalState

VERSION = "4"
MOST_LABELS = 40
LONGEST_LABEL = 200
LONGEST_WORDS = 1_000
LONGEST_ADDRESS = 2_000
UNNAMED = "unnamed alert"
"""Prometheus names every alert; other clients of Alertmanager needn't."""

_KEPT_FIRST = ("alertname", "service", "severity")
_SEVERITIES = {"CRITICAL": "S1", "PAGE": "S1", "WARNING": "S2", "INFO": "S3", **{one: one for one in SEVERITIES}}
_STATES: Mapping[str, SignalState] = {"firing": "firing", "resolved": "resolved"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one call of the webhook brought.

    `strange` are the words for alerts that could not be read among the others; `left_out` is how many Alertmanager
    itself left out (its `max_alerts`).
    """

    signals: tuple[Signal, ...]
    strange: tuple[str, ...] = ()
    left_out: int = 0


def delivery_of(body: bytes | str) -> Delivery:
    """Read a call of the webhook; raises UnreadableError when nothing of it is an alert that we can read."""
    told = parsed(body)
    if not isinstance(told, dict):
        raise UnreadableError("not_an_object")
    if told.get("version") != VERSION:
        raise UnreadableError("version")
    alerts = told.get("alerts")
    if not isinstance(alerts, list):
        raise UnreadableError("no_alerts")
    signals: list[Signal] = []
    strange: list[str] = []
    for alert in alerts:
        try:
            signals.append(_signal(mapping(alert), _STATES.get(str(mapping(alert).get("status")))))
        except UnreadableError as error:
            strange.append(error.why)
    if strange and not signals:
        raise UnreadableError(strange[0])
    left_out = told.get("truncatedAlerts")
    return Delivery(tuple(signals), tuple(strange), left_out if isinstance(left_out, int) else 0)


def signals_of(body: bytes | str) -> tuple[Signal, ...]:
    """Return the signals of a call of the webhook."""
    return delivery_of(body).signals


def active_of(alerts: object) -> tuple[Signal, ...]:
    """Read the answer of `GET /api/v2/alerts`, which lists only what has not ended; all of it must be readable."""
    if not isinstance(alerts, list):
        raise UnreadableError("not_a_list")
    return tuple(_signal(mapping(alert), "firing") for alert in alerts)


def _signal(alert: Mapping[str, Any], state: SignalState | None) -> Signal:
    if state is None:
        raise UnreadableError("state")
    labels = mapping(alert.get("labels"))
    notes = mapping(alert.get("annotations"))
    summary = text(notes.get("summary"), LONGEST_WORDS)
    description = text(notes.get("description"), LONGEST_WORDS)
    runbooks = (_address(notes.get(name)) for name in ("runbook", "runbook_url"))
    return Signal(
        source="alertmanager",
        alarm=text(labels.get("alertname"), LONGEST_LABEL) or UNNAMED,
        identity=text(alert.get("fingerprint"), 64) or _fingerprint(labels),
        state=state,
        changed_at=moment(alert.get("startsAt" if state == "firing" else "endsAt")),
        reason=description if summary else "",
        summary=summary or description,
        severity=_SEVERITIES.get(text(labels.get("severity"), LONGEST_LABEL).upper()),
        labels=_bounded(labels),
        runbook_url=next((one for one in runbooks if one), None),
        link=_address(alert.get("generatorURL")),
        is_suppressed=_state_of(alert) == "suppressed",
    )


def _state_of(alert: Mapping[str, Any]) -> object:
    """Return what the API says of an alert besides; a call of the webhook has only a word there."""
    told = alert.get("status")
    return told.get("state") if isinstance(told, Mapping) else None


def _bounded(labels: Mapping[str, Any]) -> Mapping[str, str]:
    names = sorted(labels, key=lambda name: (name not in _KEPT_FIRST, name))
    kept: Sequence[str] = [name for name in names if isinstance(labels[name], str)][:MOST_LABELS]
    return {text(name, LONGEST_LABEL): text(labels[name], LONGEST_LABEL) for name in kept}


def _fingerprint(labels: Mapping[str, Any]) -> str:
    """Name an alert by its labels, as Alertmanager does by a hash of its own."""
    words = sorted((name, value) for name, value in labels.items() if isinstance(value, str))
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]


def _address(value: object) -> str | None:
    """Return an address that people may be sent to; None for any that isn't of the web, or is too long to be whole."""
    address = text(value, LONGEST_ADDRESS)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return address if is_web and address == value and not any(one.isspace() for one in address) else None
