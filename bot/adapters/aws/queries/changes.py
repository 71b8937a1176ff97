"""Who changed something lately?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC
from functools import partial
from typing import Any

from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.session import PATIENT
from bot.adapters.aws.together import together
from bot.domain.diagnostics import Change, RecentChanges
from bot.domain.knowledge import Answer, Known

ACTION = "cloudtrail:LookupEvents"

AT_ONCE = 4
"""Lookups at the same time. AWS allows two a second, and the others wait and try again."""

PAGE = 50
"""The most events AWS puts on one page."""

MOST = 200
"""How many events of a resource are looked through, newest first: reads fill the pages, and pages take time."""

READS = re.compile(r"(Get|List|Describe|Lookup|Head)(?![a-z])")
VERSION = re.compile(r"\d{8}(v\d+)?$")
"""Lambda's events carry the version of its API: `UpdateFunctionConfiguration20150331v2`."""


def _answer(aws: Aws, query: RecentChanges, region: str) -> Answer[tuple[Change, ...]]:
    """Look up each resource by itself; CloudTrail takes one attribute at a time, so reads can't be left out there."""
    client = aws.session.client("cloudtrail", region, PATIENT)
    read_at = aws.clock.now()

    def looked_up(resource: str) -> list[Change]:
        pages = client.get_paginator("lookup_events").paginate(
            LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": resource}],
            StartTime=query.start,
            EndTime=query.end,
            PaginationConfig={"PageSize": PAGE, "MaxItems": MOST},
        )
        return [_change(row, resource) for page in pages for row in page.get("Events", []) if _wrote(row)]

    calls = [partial(looked_up, resource) for resource in query.resources]
    parts = [part for start in range(0, len(calls), AT_ONCE) for part in together(calls[start : start + AT_ONCE])]
    # An event of several resources is told of the one that was asked for first.
    found = {one.id: one for part in reversed(parts) for one in part if query.start <= one.at < query.end}
    return Known(tuple(sorted(found.values(), key=lambda one: one.at, reverse=True)), read_at, ACTION)


def _wrote(row: Mapping[str, Any]) -> bool:
    """Say whether an event changed something; some that don't are not marked as reading."""
    return str(row.get("ReadOnly", "")).lower() != "true" and not READS.match(row.get("EventName", ""))


def _change(row: Mapping[str, Any], resource: str) -> Change:
    return Change(
        id=row["EventId"],
        at=row["EventTime"].astimezone(UTC),
        event=VERSION.sub("", row.get("EventName", "")),
        by=row.get("Username", ""),
        resource=resource,
        error=_error(row.get("CloudTrailEvent")),
    )


def _error(record: str | None) -> str | None:
    """Return the code of the failure that the event ended with; what was tried and refused changed nothing."""
    try:
        told = json.loads(record or "{}")
    except ValueError:
        return None
    code = told.get("errorCode") if isinstance(told, dict) else None
    return str(code) if code else None


KIND = Kind(RecentChanges, (ACTION,), _answer)
