"""What have people changed in the account, on which the service's fate hangs? And how does bad weather get into it?

Bad weather is to end by the cure that a runbook names, and not only by a click in the panel: who moves an alias back
ends a bad deployment's errors, who gives the table capacity ends its throttling, who provisions concurrency or gives
memory ends cold starts, and who takes the rollout to nothing has no more liveness checks, good or bad. And whoever
undoes a cure has the ailment back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.diary import MEMORY_MB, Running
from workspace.cloud.estate import RELEASED, release
from workspace.cloud.names import ALIAS, ALIASED, CREATE, DEPLOYER, ENROLLMENT, FUNCTIONS, ROLLOUT, TABLE, Weather

STARVED_UNITS = 1
# What the table takes at its busiest, with some room.
ENOUGH_UNITS = 5
ALL_PERCENT = 100.0


class Cures:
    """Reads and sets the few things in the account that decide how visits fare."""

    def __init__(self, account: Account) -> None:
        self._dynamodb = account.client("dynamodb", user=DEPLOYER)
        self._lambda = account.client("lambda", user=DEPLOYER)
        self._releases: Iterator[int] = count(len(RELEASED) + 1)
        self._brought: Weather = "healthy"
        self._bad_code: dict[str, str] = {}
        self._version_before: dict[str, str] = {}

    def break_out(self, weather: Weather) -> None:
        """Let a weather into the account: a deployment that is bad or cold, or a table with next to no capacity."""
        if weather == "errors":
            self._deploy(weather, "new face check")
        elif weather == "cold_starts":
            self._deploy(weather, "bigger libraries")
        elif weather == "throttled_table":
            units = {"ReadCapacityUnits": STARVED_UNITS, "WriteCapacityUnits": STARVED_UNITS}
            self._bill_table(BillingMode="PROVISIONED", ProvisionedThroughput=units)

    def take_back(self, weather: Weather) -> None:
        """Undo what `break_out` did and nobody has cured, as if somebody else had found the cure."""
        if weather in {"errors", "cold_starts"}:
            for function in self._ailing(weather):
                before = self._version_before[function]
                self._lambda.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=before)
        elif weather == "throttled_table" and self._ailing(weather):
            self._bill_table(BillingMode="PAY_PER_REQUEST")

    def reached(self, weather: Weather) -> frozenset[str]:
        """Name the functions that a weather still reaches; none where its cure has been found in all of them."""
        if weather in {"errors", "cold_starts", "throttled_table"}:
            return self._ailing(weather)
        return frozenset(FUNCTIONS)

    def relapse(self) -> Weather | None:
        """Name the weather that somebody lets in: by undoing the cure of the last release, or by starving the table."""
        units = self.write_units()
        if units is not None and 0 < units < ENOUGH_UNITS:
            return "throttled_table"
        return self._brought if self._ailing(self._brought) else None

    def write_units(self) -> int | None:
        """Give the table's provisioned write capacity; None where it pays by request and takes what comes."""
        try:
            table: dict[str, Any] = self._dynamodb.describe_table(TableName=TABLE)["Table"]
        except self._dynamodb.exceptions.ResourceNotFoundException:
            return 0  # somebody deleted it: nothing can be written
        if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
            return None
        return int(table["ProvisionedThroughput"]["WriteCapacityUnits"])

    def rollout_percent(self) -> float:
        """Give how many of a hundred visitors are sent through the liveness check."""
        told = self._configuration(ENROLLMENT).get("Environment", {}).get("Variables", {}).get(ROLLOUT, ALL_PERCENT)
        try:
            return min(ALL_PERCENT, max(0.0, float(told)))
        except ValueError:
            return ALL_PERCENT  # not a number: the application falls back on its default

    def running(self) -> dict[str, Running]:
        """Say which version of each function production runs, and with how much memory."""
        found = {function: self._configuration(function) for function in FUNCTIONS}
        return {
            function: Running(one.get("Version", "$LATEST"), one.get("MemorySize", MEMORY_MB))
            for function, one in found.items()
        }

    def _ailing(self, weather: Weather) -> frozenset[str]:
        if weather == "throttled_table":
            units = self.write_units()
            return frozenset() if units is None or units >= ENOUGH_UNITS else frozenset({CREATE})
        bad = frozenset(function for function in self._bad_code if self._runs_bad_code(function))
        return bad if weather == "errors" else frozenset(function for function in bad if self._starts_cold(function))

    def _runs_bad_code(self, function: str) -> bool:
        # Told by the code and not by the version: whoever publishes the same code again has cured nothing.
        return self._configuration(function).get("CodeSha256") == self._bad_code[function]

    def _starts_cold(self, function: str) -> bool:
        if self._configuration(function).get("MemorySize", MEMORY_MB) > MEMORY_MB:
            return False
        try:
            kept = self._lambda.get_provisioned_concurrency_config(FunctionName=function, Qualifier=ALIAS)
        except self._lambda.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            return True
        return int(kept.get("AvailableProvisionedConcurrentExecutions", 0)) == 0

    def _deploy(self, weather: Weather, what: str) -> None:
        """Publish other code as a new version and let the alias point to it; a cold one loses what kept it warm."""
        number = next(self._releases)
        code, description = release(number, what)
        self._brought = weather
        self._bad_code.clear()
        for function in ALIASED:
            before = self._configuration(function)
            if not before:
                continue  # somebody deleted it, and nobody deploys what is not there
            self._version_before[function] = before["Version"]
            updated = self._lambda.update_function_code(FunctionName=function, ZipFile=code)
            self._bad_code[function] = updated["CodeSha256"]
            if weather == "cold_starts":
                self._lambda.update_function_configuration(FunctionName=function, MemorySize=MEMORY_MB)
                self._lambda.delete_provisioned_concurrency_config(FunctionName=function, Qualifier=ALIAS)
            published = self._lambda.publish_version(FunctionName=function, Description=description)
            self._lambda.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=published["Version"])

    def _bill_table(self, **how: Any) -> None:
        # Where somebody has deleted the table, there is nothing to starve or to feed.
        with suppress(self._dynamodb.exceptions.ResourceNotFoundException):
            self._dynamodb.update_table(TableName=TABLE, **how)

    def _configuration(self, function: str) -> dict[str, Any]:
        """Give what production runs as a function; empty where somebody deleted it."""
        as_called = {"Qualifier": ALIAS} if function in ALIASED else {}
        try:
            found: dict[str, Any] = self._lambda.get_function_configuration(FunctionName=function, **as_called)
        except self._lambda.exceptions.ResourceNotFoundException:
            return {}
        return found
