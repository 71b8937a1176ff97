"""What stands in a log group?

Pages of one search come one after another, so the window is cut into slices that are searched at the same time. Newest
first is asked for, where botocore can ask for it, and relied on by nobody: what is found is put in order here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from bot.adapters.aws.errors import AWS_FAULTS
from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.session import PATIENT
from bot.adapters.aws.together import together
from bot.domain.diagnostics import LogEvent, LogLines, LogSearch
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "logs:FilterLogEvents"

AT_ONCE = 6
"""Searches at the same time: AWS allows an account ten a second in most regions, and a runbook has several steps."""

PAGE = 10_000
"""The most events AWS puts on one page, which ends at 1 MB as well."""

SHORTEST_SLICE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
"""The unit of CloudWatch's times."""


@dataclass(slots=True)
class Slice:
    """One pattern over a part of the window, and what was found of it so far; `newer` are the parts after it."""

    pattern: str
    start: datetime
    end: datetime
    newer: Sequence[Slice] = ()
    found: list[LogEvent] = field(default_factory=list)
    is_whole: bool = False

    def has_enough(self, most: int) -> bool:
        """Say whether older events than these would be cut off anyway."""
        return len(self.found) + sum(len(one.found) for one in self.newer) >= most


def _answer(aws: Aws, query: LogSearch, region: str) -> Answer[LogLines]:
    client = aws.session.client("logs", region, PATIENT)
    read_at = aws.clock.now()
    deadline = time.monotonic() + query.seconds
    slices = _slices(query)
    ask = _asking(client, query.group)
    try:
        together([partial(_search, ask, one, query.most, deadline) for one in slices])
    except client.exceptions.ResourceNotFoundException:
        return Missing("not_found", ACTION, query.group)
    found = {event.id: event for one in slices for event in one.found}
    events = sorted(found.values(), key=lambda event: (event.at, event.id), reverse=True)
    is_whole = all(one.is_whole for one in slices) and len(events) <= query.most
    return Known(LogLines(tuple(events[: query.most]), is_whole), read_at, ACTION)


def _slices(query: LogSearch) -> list[Slice]:
    """Cut the window into equal parts, the newest first, for each pattern its own."""
    patterns = query.patterns or ("",)
    span = query.end - query.start
    parts = max(1, min(AT_ONCE // len(patterns), int(span / SHORTEST_SLICE)))
    edges = [query.end - span * part / parts for part in range(parts)] + [query.start]
    slices: list[Slice] = []
    for pattern in dict.fromkeys(patterns):
        row: list[Slice] = []
        for end, start in pairwise(edges):
            row.append(Slice(pattern, start, end, newer=tuple(row)))
        slices += row
    return slices


def _asking(client: Any, group: str) -> Callable[[Slice, str | None], Mapping[str, Any]]:
    """Return how a page is asked for."""
    known = client.meta.service_model.operation_model("FilterLogEvents").input_shape.members
    newest_first = {"startFromHead": False} if "startFromHead" in known else {}

    def page(part: Slice, token: str | None) -> Mapping[str, Any]:
        asked = {
            "logGroupName": group,
            "filterPattern": part.pattern,
            "startTime": _milliseconds(part.start),
            "endTime": _milliseconds(part.end) - 1,  # AWS counts the end in
            "limit": PAGE,
            **newest_first,
            **({"nextToken": token} if token else {}),
        }
        told: Mapping[str, Any] = client.filter_log_events(**asked)
        return told

    return page


def _search(ask: Callable[[Slice, str | None], Mapping[str, Any]], part: Slice, most: int, deadline: float) -> None:
    """Turn page after page, empty ones too; a fault after the first page only ends this slice before its time."""
    token: str | None = None
    while True:
        try:
            page = ask(part, token)
        except AWS_FAULTS:
            if token is None:
                raise
            return
        part.found += [_event(row) for row in page.get("events", [])]
        token = page.get("nextToken")
        if not token:
            part.is_whole = True
            return
        if part.has_enough(most) or time.monotonic() >= deadline:
            return


def _event(row: Mapping[str, Any]) -> LogEvent:
    return LogEvent(row["eventId"], EPOCH + row["timestamp"] * MILLISECOND, row.get("message", ""))


def _milliseconds(moment: datetime) -> int:
    """Round up, so that a moment inside of a millisecond is neither asked for twice nor left out."""
    return -((EPOCH - moment) // MILLISECOND)


KIND = Kind(LogSearch, (ACTION,), _answer)
