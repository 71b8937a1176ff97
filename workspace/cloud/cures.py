"""What have people changed in the account, on which the service's fate hangs? Its table's capacity, its rollout.

Bad weather is to end by the cure that a runbook names, and not only by a click in the panel: who gives the table
capacity ends its throttling, and who takes the rollout to nothing has no more liveness checks, good or bad.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from workspace.cloud.account import Account
from workspace.cloud.names import ENROLLMENT, ROLLOUT, TABLE

STARVED_UNITS = 1
# What the table takes at its busiest, with some room.
ENOUGH_UNITS = 5
ALL_PERCENT = 100.0


class Cures:
    """Reads and sets the few things in the account that decide how visits fare."""

    def __init__(self, account: Account) -> None:
        self._dynamodb = account.client("dynamodb")
        self._lambda = account.client("lambda")

    def starve_table(self) -> None:
        """Give the table so little capacity of its own that writes are refused."""
        units = {"ReadCapacityUnits": STARVED_UNITS, "WriteCapacityUnits": STARVED_UNITS}
        self._dynamodb.update_table(TableName=TABLE, BillingMode="PROVISIONED", ProvisionedThroughput=units)

    def feed_table(self) -> None:
        """Put the table back to paying by request, unless somebody gave it enough in another way."""
        if self.write_units() is not None:
            self._dynamodb.update_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST")

    def write_units(self) -> int | None:
        """Give the table's provisioned write capacity; None where it pays by request and takes what comes."""
        try:
            table: dict[str, Any] = self._dynamodb.describe_table(TableName=TABLE)["Table"]
        except ClientError:
            return 0  # somebody deleted it: nothing can be written
        if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
            return None
        return int(table["ProvisionedThroughput"]["WriteCapacityUnits"])

    def is_table_fed(self) -> bool:
        """Say whether the table takes what the service writes."""
        units = self.write_units()
        return units is None or units >= ENOUGH_UNITS

    def rollout_percent(self) -> float:
        """Give how many of a hundred visitors are sent through the liveness check."""
        try:
            answer = self._lambda.get_function_configuration(FunctionName=ENROLLMENT)
            told = answer.get("Environment", {}).get("Variables", {}).get(ROLLOUT, ALL_PERCENT)
            return min(ALL_PERCENT, max(0.0, float(told)))
        except (ClientError, ValueError):
            return ALL_PERCENT  # gone, or not a number: the application falls back on its default
