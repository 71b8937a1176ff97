"""Does AWS itself say that something is wrong?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import attempted, code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.together import together
from bot.domain.diagnostics import HealthEvent, HealthEvents
from bot.domain.knowledge import Answer, Failed, Known, Missing

ACTION = "health:DescribeEvents"
DETAILS = "health:DescribeEventDetails"

REGION = "us-east-1"
"""Where AWS Health answers for all regions."""

MOST_DETAILS = 10
"""AWS's limit of events in one question for details."""

Row = Mapping[str, Any]


def _answer(aws: Aws, query: HealthEvents, region: str) -> Answer[tuple[HealthEvent, ...]]:
    """Ask for what is open and for what began lately, which AWS can't be asked at once; then for the descriptions.

    An event is told without its description where that can't be read: it is the smaller part of the news.
    """
    client = aws.session.client("health", REGION)
    read_at = aws.clock.now()
    common: dict[str, Any] = {"services": list(query.products), "regions": [region, "global"]}
    filters = [
        {**common, "eventStatusCodes": ["open", "upcoming"]},
        {**common, "startTimes": [{"from": query.since}]},
    ]
    try:
        parts = together([partial(_listed, client, one) for one in filters])
    except ClientError as fault:
        if code_of(fault) == "SubscriptionRequiredException":
            return Missing("not_subscribed", ACTION, "AWS Support plan")
        raise
    rows = {row["arn"]: row for part in parts for row in part}
    said = _descriptions(client, list(rows))
    events = [_event(row, said.get(arn, "")) for arn, row in rows.items()]
    return Known(tuple(sorted(events, key=lambda one: one.started_at, reverse=True)), read_at, ACTION)


def _listed(client: Any, wanted: Mapping[str, Any]) -> list[Row]:
    return [row for page in client.get_paginator("describe_events").paginate(filter=wanted) for row in page["events"]]


def _descriptions(client: Any, arns: Sequence[str]) -> Mapping[str, str]:
    batches = [arns[start : start + MOST_DETAILS] for start in range(0, len(arns), MOST_DETAILS)]

    def detailed(batch: Sequence[str]) -> list[Row]:
        rows: list[Row] = client.describe_event_details(eventArns=batch).get("successfulSet", [])
        return rows

    calls: list[Callable[[], list[Row] | Failed]] = [
        partial(attempted, partial(detailed, batch), DETAILS) for batch in batches
    ]
    told = [row for part in together(calls) if not isinstance(part, Failed) for row in part]
    return {row["event"]["arn"]: row.get("eventDescription", {}).get("latestDescription", "") for row in told}


def _event(row: Row, description: str) -> HealthEvent:
    ended_at = row.get("endTime")
    return HealthEvent(
        arn=row["arn"],
        product=row["service"],
        code=row["eventTypeCode"],
        category=row.get("eventTypeCategory", ""),
        region=row.get("region", ""),
        started_at=row["startTime"].astimezone(UTC),
        ended_at=ended_at and ended_at.astimezone(UTC),
        status=row.get("statusCode", "open"),
        description=description,
    )


KIND = Kind(HealthEvents, (ACTION, DETAILS), _answer)
