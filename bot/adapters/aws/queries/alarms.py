"""Which alarms are there, and in which state?"""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.knowledge import Answer, Known
from bot.domain.queries import AlarmReading, Alarms

ACTION = "cloudwatch:DescribeAlarms"


def _answer(aws: Aws, query: Alarms, region: str) -> Answer[tuple[AlarmReading, ...]]:
    """Read all states of all types: the default hides composite alarms, and a filter by state hides the broken ones."""
    client = aws.session.client("cloudwatch", region)
    read_at = aws.clock.now()

    def listed(prefix: str) -> list[AlarmReading]:
        pages = client.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        rows = [row for page in pages for kind in ("MetricAlarms", "CompositeAlarms") for row in page.get(kind, [])]
        return [_reading(row) for row in rows if row["AlarmName"].startswith(prefix)]

    found = {one.name: one for part in together([partial(listed, prefix) for prefix in query.prefixes]) for one in part}
    return Known(tuple(found[name] for name in sorted(found)), read_at, ACTION)


def _reading(row: dict[str, Any]) -> AlarmReading:
    return AlarmReading(
        name=row["AlarmName"],
        state=row["StateValue"],
        changed_at=row.get("StateTransitionedTimestamp") or row.get("StateUpdatedTimestamp"),
        reason=row.get("StateReason", ""),
        actions_enabled=row.get("ActionsEnabled", True),
    )


KIND = Kind(Alarms, (ACTION,), _answer)
