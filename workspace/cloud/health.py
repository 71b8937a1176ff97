"""What does AWS Health tell of Rekognition? An event for each spell in which the weather lets it answer late.

Requests and answers in AWS Health's own shapes; the emulator has no Health, so the sky answers for it. A spell's event
stays in the list after it is over, as AWS keeps them for ninety days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workspace.cloud.names import REGION, Weather
from workspace.cloud.traffic import identity
from workspace.cloud.wire import RefusedError

_SERVICE = "REKOGNITION"
_CODE = "AWS_REKOGNITION_OPERATIONAL_ISSUE"
_BEGUN = "Increased response times for face liveness operations"
_OVER = "Response times for face liveness operations have recovered. The issue has been resolved."
# So that all of them always fit on one page, of which the smallest has ten.
_REMEMBERED = 10


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which Rekognition is slow; `ended_at` None while it is. Seconds since the epoch."""

    began_at: float
    ended_at: float | None = None


def spells_after(before: tuple[Spell, ...], weather: Weather, now: float) -> tuple[Spell, ...]:
    """Give the spells there are once the weather is `weather` at `now`; the oldest are forgotten."""
    is_open = bool(before) and before[-1].ended_at is None
    if (weather == "slow") == is_open:
        return before
    if is_open:
        return (*before[:-1], replace(before[-1], ended_at=now))
    return (*before, Spell(now))[-_REMEMBERED:]


@dataclass(frozen=True, slots=True)
class Health:
    """Answers questions about the spells."""

    spells: tuple[Spell, ...]

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one of AWS Health's operations; raises RefusedError for what it would refuse."""
        if operation == "DescribeEvents":
            return self._events(asked)
        if operation == "DescribeEventDetails":
            return self._details(asked)
        raise RefusedError(f"Operation {operation} is not supported here.", "UnknownOperationException")

    def _events(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked.get("nextToken"):
            raise RefusedError("The pagination token is not one of ours.", "InvalidPaginationToken")
        wish = asked.get("filter") or {}
        return {"events": [event for event in map(_event, reversed(self.spells)) if _is_wanted(event, wish)]}

    def _details(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        by_arn = {_event(spell)["arn"]: spell for spell in self.spells}
        found = [
            {
                "event": _event(by_arn[arn]),
                "eventDescription": {"latestDescription": _description(by_arn[arn])},
                "eventMetadata": {},
            }
            for arn in asked["eventArns"]
            if arn in by_arn
        ]
        missed = [
            {"eventArn": arn, "errorName": "InvalidARN", "errorMessage": "There is no event with this ARN."}
            for arn in asked["eventArns"]
            if arn not in by_arn
        ]
        return {"successfulSet": found, "failedSet": missed}


def _event(spell: Spell) -> dict[str, Any]:
    mark = identity("health", spell.began_at).replace("-", "_")
    event = {
        "arn": f"arn:aws:health:{REGION}::event/{_SERVICE}/{_CODE}/{_CODE}_{mark}",
        "service": _SERVICE,
        "eventTypeCode": _CODE,
        "eventTypeCategory": "issue",
        "eventScopeCode": "PUBLIC",
        "region": REGION,
        "startTime": spell.began_at,
        "lastUpdatedTime": spell.ended_at or spell.began_at,
        "statusCode": "open" if spell.ended_at is None else "closed",
    }
    return event if spell.ended_at is None else event | {"endTime": spell.ended_at}


def _description(spell: Spell) -> str:
    investigated = f"{_BEGUN}. We are investigating increased response times in the {REGION.upper()} Region."
    return investigated if spell.ended_at is None else f"{investigated}\n\n{_OVER}"


_NAMED = {
    "eventArns": "arn",
    "services": "service",
    "regions": "region",
    "eventTypeCodes": "eventTypeCode",
    "eventTypeCategories": "eventTypeCategory",
    "eventStatusCodes": "statusCode",
}
_TIMED = {"startTimes": "startTime", "endTimes": "endTime", "lastUpdatedTimes": "lastUpdatedTime"}


def _is_wanted(event: Mapping[str, Any], wish: Mapping[str, Any]) -> bool:
    """Say whether a filter takes an event: every field of it must, and what our events lack (zones, tags) fits none."""
    return all(_fits(event, name, values) for name, values in wish.items() if values)


def _fits(event: Mapping[str, Any], name: str, values: Sequence[Any]) -> bool:
    if name in _TIMED:
        return _is_within(event.get(_TIMED[name]), values)
    return name in _NAMED and event[_NAMED[name]] in values


def _is_within(moment: float | None, spans: Sequence[Mapping[str, float]]) -> bool:
    return moment is not None and any(span.get("from", moment) <= moment <= span.get("to", moment) for span in spans)
