"""What went between the app and Slack in the last hour? Counted from the calls and deliveries that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from workspace.slack.refusals import Json

if TYPE_CHECKING:
    from workspace.slack.delivery.office import Delivery
    from workspace.slack.switchboard import Switchboard

MINUTE, MINUTES = 60, 60


def figures(board: Switchboard) -> Json:
    """Count the last hour: calls, those that were limited or failed, deliveries, those brought again or given up."""
    since = board.team.moments.now() - MINUTE * MINUTES
    calls = [call for call in board.calls if call["at"] > since]
    deliveries = [one for one in board.office.log if one.sent_at and one.sent_at[-1] > since]
    return {
        "connections": board.sockets.open_count,
        "calls": len(calls),
        "calls_limited": sum(_is_limited(call) for call in calls),
        "calls_failed": sum(_is_failed(call) for call in calls),
        "deliveries": len(deliveries),
        "deliveries_again": sum(one.attempts > 1 for one in deliveries),
        "deliveries_lost": sum(_is_lost(one) for one in deliveries),
    }


def series(board: Switchboard) -> Json:
    """Give the course of three of them."""
    now = board.team.moments.now()
    trouble = [call["at"] for call in board.calls if _is_limited(call) or _is_failed(call)]
    return {
        "calls": _drawn(now, (call["at"] for call in board.calls)),
        "calls_refused": _drawn(now, trouble, threshold=0),
        "deliveries": _drawn(now, (at for one in board.office.log for at in one.sent_at)),
    }


def _drawn(now: float, moments: Iterable[float], threshold: float | None = None) -> Json:
    first = int(now // MINUTE) - MINUTES + 1
    counted = Counter(int(at // MINUTE) for at in moments)
    points = [[minute * MINUTE, counted[minute]] for minute in range(first, first + MINUTES)]
    breaches = None if threshold is None else "above"
    return {"unit": "count", "threshold": threshold, "breaches": breaches, "points": points}


def _is_limited(call: Json) -> bool:
    return bool(call["error"] == "ratelimited")


def _is_failed(call: Json) -> bool:
    return str(call["error"]).startswith("http_")


def _is_lost(delivery: Delivery) -> bool:
    return delivery.outcome.startswith("given up")
