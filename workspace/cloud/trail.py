"""Who changed what in the account? Management events that write, as CloudTrail's LookupEvents tells them.

ministack has a CloudTrail of its own, but it records every read and every data point, forgets who failed, and takes
moving an alias for listing them (1.5.33); so the sky keeps this one. Like the real one it leaves data events out
(items, objects, log lines, messages), writes Lambda's events with their API version, and names whoever signed. Unlike
it, it tells of an event at once and not minutes later, and of reads never. What the pretend service does without a hand
is no event: nobody has made the account on the day it is looked at.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from workspace.cloud.changes import Change
from workspace.cloud.names import ACCOUNT, REGION
from workspace.cloud.traffic import identity
from workspace.cloud.wire import RefusedError

_KEPT = 1000
_A_PAGE = 50
# Beyond this AWS leaves request parameters out too.
_LONGEST_PARAMETERS = 10_000
_OF_RESOURCES = frozenset({"ResourceName", "ResourceType"})
_OF_EVENTS = frozenset({"EventId", "EventName", "EventSource", "Username", "AccessKeyId", "ReadOnly"})


class Trail:
    """Remembers the last thousand changes that somebody made, or tried to make."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._events: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._count = 0

    def note(self, change: Change, error: str | None = None) -> None:
        """Write down a change; `error` is the code with which AWS refused it."""
        self._count += 1
        at, ident = self._clock(), identity("event", self._count)
        told = {
            "EventId": ident,
            "EventName": change.event,
            "ReadOnly": "false",
            "AccessKeyId": change.by,
            "EventTime": at,
            "EventSource": f"{change.service}.amazonaws.com",
            "Username": change.by,
            "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in change.resources],
        }
        self._events.append({**told, "CloudTrailEvent": json.dumps(_record(change, at, ident, error))})

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer LookupEvents, newest first; raises RefusedError for what it would refuse."""
        start, end = float(asked.get("StartTime", 0)), float(asked.get("EndTime", self._clock()))
        if start > end:
            raise RefusedError("The start time must be before the end time.", "InvalidTimeRangeException")
        wishes = asked.get("LookupAttributes") or []
        if len(wishes) > 1 or any(wish["AttributeKey"] not in _OF_RESOURCES | _OF_EVENTS for wish in wishes):
            raise RefusedError("You can specify only one lookup attribute.", "InvalidLookupAttributesException")
        found = [
            event
            for event in reversed(self._events)
            if start <= event["EventTime"] <= end
            and all(_fits(event, wish["AttributeKey"], wish["AttributeValue"]) for wish in wishes)
        ]
        return self._page(found, asked)

    def _page(self, found: list[dict[str, Any]], asked: Mapping[str, Any]) -> dict[str, Any]:
        token, most = asked.get("NextToken"), int(asked.get("MaxResults", _A_PAGE))
        if not 1 <= most <= _A_PAGE:
            raise RefusedError("MaxResults must be between 1 and 50.", "InvalidMaxResultsException")
        idents = [event["EventId"] for event in found]
        if token is not None and token not in idents:
            raise RefusedError("The next token is not valid.", "InvalidNextTokenException")
        begin = idents.index(token) + 1 if token is not None else 0  # what came meanwhile moves no page
        page = found[begin : begin + most]
        more = {"NextToken": page[-1]["EventId"]} if begin + most < len(found) else {}
        return {"Events": page, **more}


def _fits(event: Mapping[str, Any], key: str, value: str) -> bool:
    if key in _OF_RESOURCES:
        return any(resource[key] == value for resource in event["Resources"])
    return bool(event[key] == value)


def _record(change: Change, at: float, ident: str, error: str | None) -> dict[str, Any]:
    """Give the event as it is written into a trail's files."""
    parameters: dict[str, Any] | None = dict(change.parameters)
    if len(json.dumps(parameters)) > _LONGEST_PARAMETERS:
        parameters = None
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": change.by,
            "arn": f"arn:aws:iam::{ACCOUNT}:user/{change.by}",
            "accountId": ACCOUNT,
            "accessKeyId": change.by,
            "userName": change.by,
        },
        "eventTime": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{change.service}.amazonaws.com",
        "eventName": change.event,
        "awsRegion": REGION,
        "sourceIPAddress": "127.0.0.1",
        "requestParameters": parameters,
        "responseElements": None,
        **({"errorCode": error} if error else {}),
        "eventID": ident,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
    }
