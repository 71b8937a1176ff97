"""What has each day cost?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from bot.adapters.aws.errors import code_of
from bot.adapters.aws.queries import Aws, Kind
from bot.domain.audit_queries import CostAndUsage, DayCost, Spending
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "ce:GetCostAndUsage"

METRIC = "UnblendedCost"
"""What was really charged; a blended cost is a mean over an organization's accounts (AWS Cost Management's guide)."""


def _answer(aws: Aws, query: CostAndUsage, region: str) -> Answer[Spending]:
    """Ask for all days at once, by usage type, and follow the pages: each of them is a request that is billed."""
    client = aws.session.client("ce", region)
    read_at = aws.clock.now()
    asked: dict[str, Any] = {
        "TimePeriod": {"Start": query.start.isoformat(), "End": query.end.isoformat()},
        "Granularity": "DAILY",
        "Metrics": [METRIC],
        "Filter": only(query.billed_as),
        "GroupBy": [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
    }
    rows: list[Mapping[str, Any]] = []
    requests, token = 0, ""
    while not requests or token:
        try:
            page = client.get_cost_and_usage(**asked, **({"NextPageToken": token} if token else {}))
        except ClientError as fault:
            return nothing(fault, ACTION)
        rows += page["ResultsByTime"]
        requests, token = requests + 1, page.get("NextPageToken", "")
    return Known(Spending(_days(rows), requests), read_at, ACTION)


def only(billed_as: str) -> Mapping[str, Any]:
    """Return the filter that leaves one product of the account's bill."""
    return {"Dimensions": {"Key": "SERVICE", "Values": [billed_as]}}


def nothing(fault: ClientError, action: str) -> Missing:
    """Return what it means that Cost Explorer has nothing to tell; any other fault is raised again.

    An account that never opened Cost Explorer is refused like one that lacks a permission; only the words differ.
    """
    if code_of(fault) == "DataUnavailableException":
        return Missing("no_data_yet", action, "Cost Explorer")
    if "not enabled for cost explorer" in str(fault).casefold():
        return Missing("not_enabled", action, "Cost Explorer")
    raise fault


def _days(rows: list[Mapping[str, Any]]) -> tuple[DayCost, ...]:
    """Put the rows together by day: a day's groups may be spread over pages."""
    costs: dict[str, dict[str, float]] = {}
    estimated: dict[str, bool] = {}
    for row in rows:
        day = row["TimePeriod"]["Start"]
        parts = costs.setdefault(day, {})
        for group in row.get("Groups", []):
            name = group["Keys"][0]
            parts[name] = parts.get(name, 0.0) + float(group["Metrics"][METRIC]["Amount"])
        estimated[day] = estimated.get(day, False) or bool(row.get("Estimated", False))
    return tuple(DayCost(date.fromisoformat(day), estimated[day], costs[day]) for day in sorted(costs))


KIND = Kind(CostAndUsage, (ACTION,), _answer)
