"""What would AWS do with a Lambda function's configuration? In memory, with revisions, and with every fault on order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.actions.call import Call, Changed, Made, NotMade, Unsure


@dataclass
class FakeFunction:
    """One function: what it is configured as, how often it was changed, and how many looks a change takes to settle."""

    variables: dict[str, str]
    revision: int = 1
    settling: int = 0
    aliases: dict[str, str] = field(default_factory=dict)


class FakeFunctions:
    """The part of the cloud that holds functions."""

    def __init__(self) -> None:
        self.held: dict[str, FakeFunction] = {}
        self.settles_after = 0
        self.made: list[Call] = []
        self.asked: list[Call] = []
        self.before_change: Callable[[Call], object] = lambda _: None

    def describe(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """Answer a read; None for a function that there is not."""
        function = self.held.get(arguments["FunctionName"])
        if function is None:
            return None
        if operation == "ListAliases":
            return {"Aliases": [{"Name": name, "FunctionVersion": to} for name, to in function.aliases.items()]}
        is_settling = function.settling > 0
        function.settling = max(0, function.settling - 1)
        return {
            "FunctionName": arguments["FunctionName"],
            "RevisionId": f"r{function.revision}",
            "LastUpdateStatus": "InProgress" if is_settling else "Successful",
            "Environment": {"Variables": dict(function.variables)},
        }

    def change(self, call: Call, fault: str | None) -> Changed:
        """Carry out a request, or let a fault befall it: refused before, or lost after."""
        self.asked.append(call)
        self.before_change(call)
        if fault in {"throttled", "conflict", "denied", "unreachable"}:
            return NotMade(fault)  # type: ignore[arg-type]
        if fault == "lost before":
            return Unsure("nobody answered")
        function = self.held[call.arguments["FunctionName"]]
        if call.arguments["RevisionId"] != f"r{function.revision}":
            return NotMade("stale")
        self.put(call.arguments["FunctionName"], dict(call.arguments["Environment"]["Variables"]))
        function.settling = self.settles_after
        self.made.append(call)
        return Unsure("nobody answered") if fault == "lost after" else Made({"RevisionId": f"r{function.revision}"})

    def put(self, name: str, variables: Mapping[str, str]) -> None:
        """Configure a function, as anybody may."""
        function = self.held.setdefault(name, FakeFunction({}, revision=0))
        function.variables = dict(variables)
        function.revision += 1
