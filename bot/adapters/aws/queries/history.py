"""When did an alarm change its state?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any, get_args

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.diagnostics import AlarmChange, AlarmHistory
from bot.domain.knowledge import Answer, Known
from bot.domain.queries import AlarmState

ACTION = "cloudwatch:DescribeAlarmHistory"
STATES: Mapping[str, AlarmState] = {state: state for state in get_args(AlarmState)}
SUMMARY = re.compile(r"from (\w+) to (\w+)")
"""`Alarm updated from OK to ALARM`."""


def _answer(aws: Aws, query: AlarmHistory, region: str) -> Answer[tuple[AlarmChange, ...]]:
    """Read all pages. An alarm that doesn't exist has no history either: AWS tells the two in the same way."""
    client = aws.session.client("cloudwatch", region)
    read_at = aws.clock.now()
    pages = client.get_paginator("describe_alarm_history").paginate(
        AlarmName=query.name,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        HistoryItemType="StateUpdate",
        StartDate=query.start,
        EndDate=query.end,
        ScanBy="TimestampDescending",
    )
    changes = [_change(row) for page in pages for row in page.get("AlarmHistoryItems", [])]
    inside = [one for one in changes if one is not None and query.start <= one.at < query.end]
    return Known(tuple(sorted(inside, key=lambda one: one.at, reverse=True)), read_at, ACTION)


def _change(row: Mapping[str, Any]) -> AlarmChange | None:
    """Take the states from the data, or from the summary where it tells none; None when neither does."""
    data = _data(row)
    old, new = _state(data, "oldState"), _state(data, "newState")
    told = SUMMARY.search(str(row.get("HistorySummary", "")))
    before = STATES.get(str(old.get("stateValue") or (told and told[1])))
    after = STATES.get(str(new.get("stateValue") or (told and told[2])))
    if before is None or after is None:
        return None
    return AlarmChange(row["Timestamp"].astimezone(UTC), before, after, str(new.get("stateReason", "")))


def _data(row: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        data = json.loads(row.get("HistoryData") or "{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _state(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    state = data.get(name)
    return state if isinstance(state, dict) else {}


KIND = Kind(AlarmHistory, (ACTION,), _answer)
