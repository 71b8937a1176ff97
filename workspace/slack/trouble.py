"""Which bad weather is on, and which single faults are still to come?"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspace.slack.api.arguments import as_number
from workspace.slack.refusals import Refused

if TYPE_CHECKING:
    from workspace.slack.refusals import Json

WEATHERS = ("fine", "rate_limited", "failing", "hanging", "dropping")
DROPPED_EVERY_SECONDS = 15.0  # slack_sdk notices within ten; so there is some time to work in between
COUNTED = ("duplicate_next", "drop_next_ack", "expire_next_trigger", "exhaust_next_response_url")
AT_ONCE = ("disconnect", "drop_socket")
DEFAULT_RETRY_AFTER = 1
TOO_MANY = 429
REFUSALS = range(400, 600)


@dataclass(slots=True)
class Fault:
    """A fault waiting for its Web API call: a status for the next so many calls of a method, or of any."""

    status: int
    method: str = ""
    retry_after: int = DEFAULT_RETRY_AFTER
    times: int = 1
    hangs: bool = False
    loses_reply: bool = False


class Troubles:
    """The fault switches of this server."""

    def __init__(self) -> None:
        """Start in fine weather."""
        self.weather = "fine"
        self.moving = asyncio.Event()  # set while calls are answered at all
        self.moving.set()
        self._coming: Counter[str] = Counter()
        self._faults: list[Fault] = []

    def turn(self, weather: str) -> None:
        """Change Slack's weather."""
        if weather not in WEATHERS:
            raise Refused("invalid_weather", f"Slack's weather is one of {', '.join(WEATHERS)}.")
        self.weather = weather
        if weather == "hanging":
            self.moving.clear()
        else:
            self.moving.set()

    def ask_for(self, wish: Json) -> None:
        """Note a fault that is to come with the next chance."""
        what, times = str(wish.get("do", "")), as_number(wish.get("times", 1))
        if what == "fail_next":
            status = as_number(wish.get("status", TOO_MANY))
            if status not in REFUSALS:
                raise Refused("invalid_trouble", "A failing call has a status from 400 to 599.")
            fault = Fault(
                status, str(wish.get("method", "")), as_number(wish.get("retry_after", DEFAULT_RETRY_AFTER)), times
            )
            self._faults.append(fault)
        elif what == "hang_next":
            self._faults.append(Fault(0, str(wish.get("method", "")), times=times, hangs=True))
        elif what == "lose_next_reply":
            self._faults.append(Fault(0, str(wish.get("method", "")), times=times, loses_reply=True))
        elif what in COUNTED:
            self._coming[what] += times
        else:
            known = ", ".join((*AT_ONCE, *COUNTED, "fail_next", "hang_next", "lose_next_reply"))
            raise Refused("invalid_trouble", f"Troubles are: {known}.")

    def take(self, what: str) -> bool:
        """Tell whether that fault is due now, and use it up."""
        if not self._coming[what]:
            return False
        self._coming[what] -= 1
        return True

    def fault_for(self, method: str) -> Fault | None:
        """Return the fault that strikes this call, and count it down."""
        for fault in self._faults:
            if fault.method in ("", method):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None
