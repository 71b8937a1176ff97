"""What does CloudWatch tell us of an alarm, whichever way it came?

Three forms (AWS docs, "Alarm events and EventBridge" and "Notifying users on alarm changes"): an event of EventBridge;
an SNS envelope around it, or around SNS's own form; and SNS's own form without the envelope. Metric, math and composite
alarms differ only in what we don't need. Only the name, the new state and the time of its change must be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.alarms.values import UnreadableError, mapping, moment, parsed, text
from bot.domain.alarms.signal import Signal, SignalState

LONGEST_NAME = 255
"""CloudWatch allows no longer names."""

LONGEST_REASON = 1_000
ALARM_CHANGED = "CloudWatch Alarm State Change"

_STATES: Mapping[str, SignalState] = {"ALARM": "firing", "OK": "resolved", "INSUFFICIENT_DATA": "unsure"}
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")


def signals_of(body: str) -> tuple[Signal, ...]:
    """Read a message of a queue, or of SNS; raises UnreadableError for what is no alarm."""
    told = parsed(body)
    if not isinstance(told, dict):
        raise UnreadableError("not_an_object")
    if told.get("Type") == "Notification" and "Message" in told:
        inner = told["Message"]
        told = parsed(inner) if isinstance(inner, str) else inner
    if not isinstance(told, dict):
        raise UnreadableError("not_an_object")
    if "detail-type" in told or "detail" in told:
        return (_of_eventbridge(told),)
    if "AlarmName" in told:
        return (_of_sns(told),)
    raise UnreadableError("no_alarm")


def _of_eventbridge(event: Mapping[str, Any]) -> Signal:
    if event.get("detail-type") != ALARM_CHANGED:
        raise UnreadableError("no_alarm")
    detail = mapping(event.get("detail"))
    state = mapping(detail.get("state"))
    resources = event.get("resources")
    arn = resources[0] if isinstance(resources, list) and resources else None
    return _signal(
        name=detail.get("alarmName"),
        state=state.get("value"),
        changed_at=state.get("timestamp") or event.get("time"),
        reason=state.get("reason"),
        description=mapping(detail.get("configuration")).get("description"),
        region=event.get("region"),
        account=event.get("account"),
        arn=arn,
    )


def _of_sns(told: Mapping[str, Any]) -> Signal:
    return _signal(
        name=told.get("AlarmName"),
        state=told.get("NewStateValue"),
        changed_at=told.get("StateChangeTime"),
        reason=told.get("NewStateReason"),
        description=told.get("AlarmDescription"),
        region=told.get("Region"),  # the region's display name on AWS, its id on stand-ins
        account=told.get("AWSAccountId"),
        arn=told.get("AlarmArn"),
    )


def _signal(
    *,
    name: object,
    state: object,
    changed_at: object,
    reason: object,
    description: object,
    region: object,
    account: object,
    arn: object,
) -> Signal:
    alarm = text(name, LONGEST_NAME)
    if not alarm:
        raise UnreadableError("alarm_name")
    if not isinstance(state, str) or state not in _STATES:
        raise UnreadableError("state")
    parts = arn.split(":") if isinstance(arn, str) else []  # arn:aws:cloudwatch:region:account:alarm:name
    regions = [one for one in (*parts[3:4], region) if isinstance(one, str) and _REGION.fullmatch(one)]
    accounts = [one for one in (account, *parts[4:5]) if isinstance(one, str) and re.fullmatch(r"[0-9]{12}", one)]
    return Signal(
        source="cloudwatch",
        alarm=alarm,
        identity=alarm,
        state=_STATES[state],
        changed_at=moment(changed_at),
        reason=text(reason, LONGEST_REASON),
        summary=text(description, LONGEST_REASON),
        labels=dict([("region", one) for one in regions[:1]] + [("account", one) for one in accounts[:1]]),
    )
